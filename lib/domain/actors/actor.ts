import type { ApiScope } from '@/lib/contracts/api-keys';
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

/** A customer's own program, known by an API key. Only what its scopes name is open to it. */
export interface ProgramActor {
  kind: 'program';
  /** Of the key. */
  id: string;
  workspaceId: string;
  name: string;
  scopes: readonly ApiScope[];
}

/** Timers and consumers acting for the workspace. */
export interface SystemActor {
  kind: 'system';
  workspaceId: string;
}

export type PersonActor = MemberActor | ContactActor;
export type Actor = PersonActor | SystemActor;
