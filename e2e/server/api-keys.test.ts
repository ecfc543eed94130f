/** Keys of programs: who makes them, what is kept of them, what they open and when they stop. */
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import * as keyRoute from '@/app/api/v1/api-keys/[keyId]/route';
import * as keysRoute from '@/app/api/v1/api-keys/route';
import * as countsRoute from '@/app/api/v1/notifications/counts/route';
import type { ApiKeyView } from '@/lib/contracts/api-keys';
import { LIMITS } from '@/lib/contracts/limits';
import { database } from '@/lib/platform/database';
import { HTTP_LIMITS, takePoint } from '@/lib/server/http/rate-limit';
import {
  call,
  createMember,
  createWorkspace,
  freshAddress,
  type TestMember,
} from '../support/http';
import { useDatabase } from '../support/use-database';
import { PEER_HEADER } from '@/lib/platform/client-address';

useDatabase();
let admin: TestMember;
let agent: TestMember;
let stranger: TestMember;
beforeEach(async () => {
  const workspaceId = await createWorkspace();
  admin = await createMember(workspaceId, 'admin');
  agent = await createMember(workspaceId, 'agent');
  stranger = await createMember(await createWorkspace(), 'owner');
});

const READ = { name: 'Shop server', scopes: ['notifications:read'] };
const create = (by: TestMember, body: object = READ) =>
  call(keysRoute.POST, { cookie: by.cookie, body });
const made = async (by: TestMember, body: object = READ) =>
  (await (await create(by, body)).json()) as { key: ApiKeyView; secret: string };
const list = async (by: TestMember) =>
  ((await (await call(keysRoute.GET, { cookie: by.cookie })).json()) as { keys: ApiKeyView[] })
    .keys;
const revoke = (by: TestMember, keyId: string) =>
  call(keyRoute.DELETE, { method: 'DELETE', cookie: by.cookie, params: { keyId } });

/** Asks for the counts of the agent's inbox. */
const use = (authorization: string, over: { cookie?: string; address?: string } = {}) =>
  countsRoute.GET(
    new Request(`http://desk.example.com/?memberEmail=${encodeURIComponent(agent.email)}`, {
      headers: {
        authorization,
        host: 'desk.example.com',
        [PEER_HEADER]: over.address ?? freshAddress(),
        ...(over.cookie && { cookie: over.cookie }),
      },
    }),
    { params: Promise.resolve({}) },
  );

describe('making and revoking', () => {
  test('is for admins; the secret is shown once and kept as its hash', async () => {
    expect((await create(agent)).status).toBe(403);
    expect((await call(keysRoute.GET, { cookie: agent.cookie })).status).toBe(403);
    const { key, secret } = await made(admin);
    expect(secret).toMatch(/^sbk_[A-Za-z0-9_-]{43}$/);
    expect(key).toMatchObject({ ...READ, lastUsedAt: null, start: secret.slice(0, 9) });
    expect(await list(admin)).toEqual([key]);
    const row = await database().apiKey.findUniqueOrThrow({ where: { id: key.id } });
    expect(row.tokenHash).toBe(createHash('sha256').update(secret).digest('base64url'));
    expect(JSON.stringify(row)).not.toContain(secret.slice(9));
  });

  test.each([
    [{ name: ' ', scopes: ['notifications:read'] }],
    [{ name: 'x', scopes: [] }],
    [{ name: 'x', scopes: ['everything'] }],
    [{ ...READ, secret: 'sbk_mine' }],
  ])('%j is refused', async (body) => {
    expect((await create(admin, body)).status).toBe(400);
  });

  test('a revoked key is refused at once, and cannot be revoked from another workspace', async () => {
    const { key, secret } = await made(admin);
    expect((await use(`Bearer ${secret}`)).status).toBe(200);
    expect((await revoke(stranger, key.id)).status).toBe(404);
    expect((await revoke(agent, key.id)).status).toBe(403);
    expect((await use(`Bearer ${secret}`)).status).toBe(200);
    expect((await revoke(admin, key.id)).status).toBe(204);
    expect((await use(`Bearer ${secret}`)).status).toBe(401);
    expect((await revoke(admin, key.id)).status).toBe(404);
    expect(await list(admin)).toEqual([]);
  });

  test('there are only so many, however many admins make them at once', async () => {
    await database().apiKey.createMany({
      data: Array.from({ length: LIMITS.activeApiKeys - 1 }, (_, i) => ({
        id: crypto.randomUUID(),
        workspaceId: admin.workspaceId,
        name: `Key ${i}`,
        start: 'sbk_aaaaa',
        tokenHash: crypto.randomUUID(),
        scopes: [],
        createdById: admin.id,
      })),
    });
    const answers = await Promise.all([create(admin), create(admin), create(admin)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  });
});

describe('using', () => {
  test('what is no key is nobody, even beside a session that is somebody', async () => {
    const { secret } = await made(admin);
    const wrong = [
      `Bearer ${secret}x`,
      `Bearer ${secret.slice(0, -2)}${secret.endsWith('AA') ? 'BB' : 'AA'}`,
      `Basic ${secret}`,
      'Bearer',
      '',
      secret,
    ];
    for (const authorization of wrong) {
      const answer = await use(authorization, { cookie: agent.cookie });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
    const theirs = await made(stranger);
    expect((await use(`Bearer ${theirs.secret}`)).status).toBe(404);
  });

  test('its last use is written, at most once a minute', async () => {
    const { key, secret } = await made(admin);
    const lastUse = async () => (await list(admin)).find(({ id }) => id === key.id)!.lastUsedAt;
    await Promise.all([1, 2, 3].map(() => use(`bearer ${secret}`)));
    const first = await lastUse();
    expect(Math.abs(Date.parse(first!) - Date.now())).toBeLessThan(60_000);
    await use(`Bearer ${secret}`);
    expect(await lastUse()).toBe(first);
    const longAgo = new Date(Date.now() - 61_000);
    await database().apiKey.update({ where: { id: key.id }, data: { lastUsedAt: longAgo } });
    await use(`Bearer ${secret}`);
    expect(Date.parse((await lastUse())!)).toBeGreaterThan(longAgo.getTime() + 30_000);
  });

  test('a key may ask only so often', async () => {
    const { key, secret } = await made(admin);
    for (let i = 0; i < HTTP_LIMITS['program-read'].points; i += 1) {
      await takePoint('program-read', key.id);
    }
    const refused = await use(`Bearer ${secret}`);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = await made(admin);
    expect((await use(`Bearer ${other.secret}`)).status).toBe(200);
  });

  test('guessing is limited per address, and stops nobody who has a key', async () => {
    const { secret } = await made(admin);
    const address = freshAddress();
    const guess = `Bearer sbk_${'a'.repeat(43)}`;
    for (let i = 0; i < HTTP_LIMITS['program-unknown'].points; i += 1) {
      expect((await use(guess, { address })).status).toBe(401);
    }
    const refused = await use(guess, { address });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await use(`Bearer ${secret}`, { address })).status).toBe(200);
  });
});
