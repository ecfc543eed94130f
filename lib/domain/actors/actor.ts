import type { Role } from '@/lib/contracts/people';

/**
 * Who asks. Every use case takes one as its first argument and authorises against it, whatever the
 * edge has already checked (AUT-1). An actor is made by authentication only.
 */
export interface MemberActor {
  kind: 'member';
  id: string;
  workspaceId: string;
  userId: string;
  name: string;
  role: Role;
  sessionId: string;
}

export interface ContactActor {
  kind: 'contact';
  id: string;
  workspaceId: string;
  siteId: string;
  name: string | null;
  verified: boolean;
  sessionId: string;
}

/** Timers and consumers acting for the workspace. */
export interface SystemActor {
  kind: 'system';
  workspaceId: string;
}

export type PersonActor = MemberActor | ContactActor;
export type Actor = PersonActor | SystemActor;
