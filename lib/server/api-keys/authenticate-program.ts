import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import type { ApiScope } from '@/lib/contracts/api-keys';
import type { ProgramActor } from '@/lib/domain/actors/actor';
import { query } from '@/lib/platform/database';
import { hashSecret, isSecretShape } from './secret';

const find = {
  name: 'authenticate-program',
  text: `
    SELECT id, workspace_id AS "workspaceId", name, scopes,
           last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS "touchDue"
      FROM api_key WHERE token_hash = $1 AND revoked_at IS NULL`,
};
/** Asks again, so that of many requests at once one writes. */
const touch = {
  name: 'touch-api-key',
  text: `
    UPDATE api_key SET last_used_at = now()
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
};

interface Found {
  id: string;
  workspaceId: string;
  name: string;
  scopes: ApiScope[];
  touchDue: boolean;
}

/** The secret of `Authorization: Bearer …`; undefined when the request brings no such header. */
export function readBearer(headers: Headers): string | undefined {
  const given = headers.get('authorization');
  if (given === null) return undefined;
  return /^Bearer +(\S+) *$/i.exec(given)?.[1] ?? '';
}

/**
 * The program behind a secret, or null: malformed, unknown or revoked. One look by its hash, whose time
 * says nothing of the secret, and a write at most once a minute per key. Throws `unavailable`.
 */
export async function authenticateProgram(secret: string): Promise<ProgramActor | null> {
  if (!isSecretShape(secret)) return null;
  const [found] = await query<Found>(find, [hashSecret(secret)]);
  if (!found) return null;
  const { touchDue, ...program } = found;
  if (touchDue) await query(touch, [program.id]);
  return { kind: 'program', ...program };
}

/** First line of every use case for programs. Throws `forbidden`. */
export function requireScope(actor: ProgramActor, scope: ApiScope): void {
  if (!actor.scopes.includes(scope)) {
    throw new AppError('forbidden', { message: `This key lacks the scope ${scope}.` });
  }
}
