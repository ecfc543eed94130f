/** Secrets with which a customer's back end signs identities. At most two are active. */
import '#server-guard';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { createdIdentityKeySchema } from '@/lib/contracts/sites';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';
import { requireManager } from '../accounts/require-member';
import { createIdentitySecret } from './site-key';

/** The secret is in this answer and never again. Throws `forbidden`, `not_found`, `conflict`. */
export async function createIdentityKey(
  actor: MemberActor,
  siteId: string,
): Promise<z.output<typeof createdIdentityKeySchema>> {
  requireManager(actor);
  return database().$transaction(async (transaction) => {
    // The lock makes «at most two» hold for two admins at once.
    const found = await transaction.$queryRaw<object[]>`
      SELECT 1 FROM site WHERE id = ${siteId}::uuid AND workspace_id = ${actor.workspaceId}::uuid
      FOR UPDATE`;
    if (found.length === 0) throw new AppError('not_found', { message: 'There is no such site.' });
    const active = await transaction.identityKey.count({ where: { siteId, retiredAt: null } });
    if (active >= LIMITS.activeIdentityKeys) {
      throw new AppError('conflict', { message: 'Two keys are active. Retire one first.' });
    }
    const key = await transaction.identityKey.create({
      data: { id: uuid(), siteId, secret: createIdentitySecret() },
    });
    return { id: key.id, createdAt: key.createdAt.toISOString(), secret: key.secret };
  });
}

/** Identities signed with it are refused from now on. Throws `forbidden`, `not_found`. */
export async function retireIdentityKey(
  actor: MemberActor,
  siteId: string,
  keyId: string,
): Promise<void> {
  requireManager(actor);
  const { count } = await database().identityKey.updateMany({
    where: { id: keyId, siteId, retiredAt: null, site: { workspaceId: actor.workspaceId } },
    data: { retiredAt: new Date() },
  });
  if (count === 0) throw new AppError('not_found', { message: 'This key is not active.' });
}
