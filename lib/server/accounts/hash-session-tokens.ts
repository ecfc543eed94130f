/**
 * better-auth keeps session tokens as they are; a leaked backup would be a bunch of live sessions.
 * This stands between it and its adapter: the column holds SHA-256, the caller sees the token.
 */
import { createHash } from 'node:crypto';
import type { DBAdapter, Where } from 'better-auth';

export const hashToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

const hashWhere = (where: Where[] | undefined): Where[] =>
  (where ?? []).map((clause) =>
    clause.field === 'token' && typeof clause.value === 'string'
      ? { ...clause, value: hashToken(clause.value) }
      : clause,
  );

const tokenIn = (where: Where[] | undefined): string | undefined => {
  const clause = where?.find(({ field }) => field === 'token');
  return typeof clause?.value === 'string' ? clause.value : undefined;
};

/** Rows found by token carry that token again; others carry the hash, which opens nothing. */
const withToken = <T>(row: T, token: string | undefined): T =>
  row && token !== undefined ? { ...row, token } : row;

export function hashSessionTokens(adapter: DBAdapter): DBAdapter {
  return {
    ...adapter,
    create: async (input) => {
      if (input.model !== 'session') return adapter.create(input);
      const token = (input.data as unknown as { token: string }).token;
      const row = await adapter.create({
        ...input,
        data: { ...input.data, token: hashToken(token) },
      });
      return withToken(row, token) as never;
    },
    findOne: async (input) => {
      if (input.model !== 'session') return adapter.findOne(input);
      const row = await adapter.findOne({ ...input, where: hashWhere(input.where) });
      return withToken(row, tokenIn(input.where)) as never;
    },
    findMany: (input) =>
      input.model === 'session'
        ? adapter.findMany({ ...input, where: hashWhere(input.where) })
        : adapter.findMany(input),
    update: async (input) => {
      if (input.model !== 'session') return adapter.update(input);
      const row = await adapter.update({ ...input, where: hashWhere(input.where) });
      return withToken(row, tokenIn(input.where)) as never;
    },
    delete: (input) =>
      adapter.delete(
        input.model === 'session' ? { ...input, where: hashWhere(input.where) } : input,
      ),
    deleteMany: (input) =>
      adapter.deleteMany(
        input.model === 'session' ? { ...input, where: hashWhere(input.where) } : input,
      ),
  };
}
