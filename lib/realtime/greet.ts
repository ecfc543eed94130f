/** The first frame: who you are taken for, and what a client needs before it asks anything. */
import type { ServerHello } from '@/lib/contracts/socket-events';
import { LIMITS } from '@/lib/contracts/limits';
import { PROTOCOL_VERSION } from '@/lib/contracts/version';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { databaseEpoch } from '@/lib/platform/database-epoch';
import { readAvailability } from '@/lib/server/presence/read-availability';
import { listStaffOnDuty } from '@/lib/server/presence/list-staff-on-duty';

const EPOCH_FRESH_MS = 10_000;
let epoch: { value: Promise<string>; readAt: number } | null = null;

/** Asked by every handshake, read at most every ten seconds. */
function currentEpoch(): Promise<string> {
  const now = performance.now();
  if (epoch === null || now - epoch.readAt > EPOCH_FRESH_MS) {
    const value = databaseEpoch();
    epoch = { value, readAt: now };
    value.catch(() => {
      epoch = null;
    });
  }
  return epoch.value;
}

export async function makeHello(actor: PersonActor, node: string): Promise<ServerHello> {
  const base = {
    node,
    epoch: await currentEpoch(),
    time: new Date().toISOString(),
    protocol: PROTOCOL_VERSION,
    limits: { bodyChars: LIMITS.bodyChars },
  };
  if (actor.kind === 'contact') {
    const { id, name, verified } = actor;
    return {
      ...base,
      self: { kind: 'contact', id, name, verified },
      staff: await listStaffOnDuty(actor.workspaceId),
    };
  }
  const { id, name, role, workspaceId } = actor;
  const availability = await readAvailability(actor);
  return { ...base, self: { kind: 'member', id, name, role, availability, workspaceId } };
}
