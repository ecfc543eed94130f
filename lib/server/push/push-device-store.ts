/**
 * Browsers to push to. Each goes with its session (a foreign key sees to it, whichever way the session
 * ends); an endpoint is one member's at a time: whoever signs in there next takes it over as a device of
 * their own, and nothing that waits for the one before can reach it.
 */
import { v7 as uuid } from 'uuid';
import { LIMITS } from '@/lib/contracts/limits';
import { query, transaction, type Statement } from '@/lib/platform/database';
import { SESSION_LIFE } from '../accounts/session-life';

export interface PushDeviceRow {
  id: string;
  session_id: string;
  user_agent: string;
  created_at: Date;
  last_sent_at: Date | null;
}

export interface NewPushDevice {
  workspaceId: string;
  memberId: string;
  sessionId: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  userAgent: string;
}

const LOCK: Statement = {
  name: 'push-device-lock',
  text: 'SELECT 1 FROM member WHERE id = $1 AND removed_at IS NULL FOR NO KEY UPDATE',
};
/** Somebody else's before, or replaced by the new one. */
const CLEAR: Statement = {
  name: 'push-device-clear',
  text: `DELETE FROM push_device
         WHERE (endpoint = $2 AND member_id <> $1) OR (endpoint = $3 AND member_id = $1)`,
};
const SAVE: Statement = {
  name: 'push-device-save',
  text: `
INSERT INTO push_device (id, workspace_id, member_id, session_id, endpoint, p256dh, auth, user_agent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (endpoint) DO UPDATE SET session_id = excluded.session_id, p256dh = excluded.p256dh,
  auth = excluded.auth, user_agent = excluded.user_agent, confirmed_at = now()
WHERE push_device.member_id = excluded.member_id`,
};
const BOUND: Statement = {
  name: 'push-device-bound',
  text: `DELETE FROM push_device WHERE id IN (
           SELECT id FROM push_device WHERE member_id = $1
           ORDER BY confirmed_at DESC, id DESC OFFSET ${LIMITS.pushDevicesPerMember})`,
};

/** @returns false when the member has left meanwhile. */
export function savePushDevice(device: NewPushDevice, replaces: string | null): Promise<boolean> {
  const { workspaceId, memberId, sessionId, endpoint, p256dh, auth, userAgent } = device;
  return transaction(async (run) => {
    if ((await run(LOCK, [memberId])).length === 0) return false;
    const replaced = replaces === endpoint ? null : replaces;
    await run(CLEAR, [memberId, endpoint, replaced]);
    const values = [workspaceId, memberId, sessionId, endpoint, p256dh, auth, userAgent];
    await run(SAVE, [uuid(), ...values]);
    await run(BOUND, [memberId]);
    return true;
  });
}

/** Of sessions that still are. */
const LIST: Statement = {
  name: 'push-device-list',
  text: `
SELECT d.id, d.session_id, d.user_agent, d.created_at, d.last_sent_at
FROM push_device d JOIN session s ON s.id = d.session_id
WHERE d.member_id = $1 AND s.expires_at > now()
  AND s.updated_at > now() - make_interval(secs => ${SESSION_LIFE.idleSeconds})
ORDER BY d.created_at DESC, d.id DESC`,
};
export const listOf = (memberId: string): Promise<PushDeviceRow[]> =>
  query<PushDeviceRow>(LIST, [memberId]);

const REMOVE: Statement = {
  name: 'push-device-remove',
  text: 'DELETE FROM push_device WHERE id = $2 AND member_id = $1 RETURNING id',
};
export const removeOwn = (memberId: string, id: string): Promise<object[]> =>
  query(REMOVE, [memberId, id]);

const FORGET: Statement = {
  name: 'push-device-forget',
  text: 'DELETE FROM push_device WHERE id = $1 AND endpoint = $2',
};
export const forget = (id: string, endpoint: string): Promise<object[]> =>
  query(FORGET, [id, endpoint]);

const TOOK: Statement = {
  name: 'push-device-took',
  text: 'UPDATE push_device SET last_sent_at = $2 WHERE id = $1',
};
export const took = (id: string, at: Date): Promise<object[]> => query(TOOK, [id, at]);
