/** Keys for programs: made and revoked by admins and owners. They outlive whoever made them. */
import '#server-guard';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import {
  apiScopeSchema,
  type ApiKeyInput,
  type ApiKeyView,
  type createdApiKeySchema,
} from '@/lib/contracts/api-keys';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';
import { requireManager } from '../accounts/require-member';
import { createSecret, hashSecret, secretStart } from './secret';

interface ApiKeyRow {
  id: string;
  name: string;
  start: string;
  scopes: string[];
  createdById: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

const presentApiKey = (row: ApiKeyRow, createdBy: string): ApiKeyView => ({
  id: row.id,
  name: row.name,
  start: row.start,
  // What a newer version granted and this one does not know is not shown, nor does it count.
  scopes: apiScopeSchema.options.filter((scope) => row.scopes.includes(scope)),
  createdBy,
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
});

/** Those that work, newest first. Throws `forbidden`. */
export async function listApiKeys(actor: MemberActor): Promise<ApiKeyView[]> {
  requireManager(actor);
  const keys = await database().apiKey.findMany({
    where: { workspaceId: actor.workspaceId, revokedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: LIMITS.activeApiKeys,
  });
  const makers = await database().member.findMany({
    where: { id: { in: keys.map((key) => key.createdById) } },
    select: { id: true, name: true },
  });
  const names = new Map(makers.map(({ id, name }) => [id, name]));
  return keys.map((key) => presentApiKey(key, names.get(key.createdById) ?? ''));
}

/** The secret is returned here and never again. Throws `forbidden`, `conflict` (too many). */
export async function createApiKey(
  actor: MemberActor,
  input: ApiKeyInput,
): Promise<z.output<typeof createdApiKeySchema>> {
  requireManager(actor);
  const secret = createSecret();
  return database().$transaction(async (transaction) => {
    // The lock makes the bound hold for two admins at once.
    await transaction.$queryRaw`
      SELECT 1 FROM workspace WHERE id = ${actor.workspaceId}::uuid FOR UPDATE`;
    const active = { workspaceId: actor.workspaceId, revokedAt: null };
    if ((await transaction.apiKey.count({ where: active })) >= LIMITS.activeApiKeys) {
      throw new AppError('conflict', { message: 'Too many keys. Revoke one first.' });
    }
    const key = await transaction.apiKey.create({
      data: {
        id: uuid(),
        workspaceId: actor.workspaceId,
        ...input,
        start: secretStart(secret),
        tokenHash: hashSecret(secret),
        createdById: actor.id,
      },
    });
    return { key: presentApiKey(key, actor.name), secret };
  });
}

/** Requests with it are refused from now on. Throws `forbidden`, `not_found`. */
export async function revokeApiKey(actor: MemberActor, keyId: string): Promise<void> {
  requireManager(actor);
  const { count } = await database().apiKey.updateMany({
    where: { id: keyId, workspaceId: actor.workspaceId, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  if (count === 0) throw new AppError('not_found', { message: 'This key does not work any more.' });
}
