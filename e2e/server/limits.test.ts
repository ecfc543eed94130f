/**
 * LIM-1: nothing that a client sends, and nothing that it fails to read, ends the process, grows
 * without end or is felt by somebody else. Every refusal has a code, every closed connection a
 * reason.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuid } from 'uuid';
import { Follower } from '@/e2e/support/follower';
import { start, useDesk } from '@/e2e/support/desk';
import { clientId, type WireClient } from '@/e2e/support/wire';
import { LIMITS } from '@/lib/contracts/limits';
import { rooms } from '@/lib/contracts/rooms';
import { clientEvents } from '@/lib/contracts/socket-events';
import { emit } from '@/lib/platform/bus';
import { counters } from '@/lib/realtime/counters';

const faults: unknown[] = [];
const onFault = (error: unknown) => faults.push(error);

beforeAll(() => {
  process.on('unhandledRejection', onFault);
});
afterAll(() => {
  process.off('unhandledRejection', onFault);
});
// Registered before the desk: it runs when the server has stopped.
afterEach(() => {
  expect(faults).toEqual([]);
});
const desk = useDesk({ pressureMs: 20, headsMs: 200 });

const send = (client: WireClient, conversationId: string, body = 'text') =>
  client.get('message:send', { conversationId, clientId: clientId(), kind: 'text', body });
/** Anything at all, as no client of ours would send it. */
const raw = (client: WireClient, event: unknown, ...args: unknown[]) =>
  client.socket.timeout(5_000).emitWithAck(event as string, ...args) as Promise<{
    ok: boolean;
    error?: { code: string };
  }>;
const codeOf = async (answer: ReturnType<typeof raw>) => (await answer).error?.code;

/** Somebody else can still do everything. */
async function expectAlive() {
  const [kim, staff] = await Promise.all([
    desk.server.connect(await desk.workspace.addVisitor()),
    desk.server.connect(desk.robin),
  ]);
  const id = await start(kim);
  await staff.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
  const { event } = await send(kim, id);
  await staff.next('conversation:event', (got) => got.id === event.id);
}

describe('LIM-1 frames that no client of ours sends', () => {
  test('LIM-1: a frame above the bound closes its connection, and no other', async () => {
    const [kim, witness] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
    ]);
    kim.socket.emit('message:send', { body: 'x'.repeat(LIMITS.frameBytes) }, () => {});
    expect(await kim.closed).toBe('transport close');
    expect(witness.socket.connected).toBe(true);
    await expectAlive();
  });

  test.each([
    'no:such',
    '__proto__',
    'constructor',
    'toString',
    'error',
    '',
    'conversation:event',
    'x'.repeat(10_000),
  ])('LIM-1: the event %.20s is unknown', async (event) => {
    const kim = await desk.server.connect(desk.visitor);
    const before = counters.refusedFrames;
    expect(await codeOf(raw(kim, event, {}))).toBe('unknown_event');
    expect(counters.refusedFrames).toBeGreaterThan(before);
    expect(kim.socket.connected).toBe(true);
  });

  test('LIM-1: wrong types in every field of every event are refused as invalid', async () => {
    const deep = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels)) as unknown;
    // Fields that an event does not know are ignored (VER-1): `cursor` is the one of a list.
    const wrong = [
      undefined,
      null,
      7,
      'text',
      [],
      [[]],
      true,
      deep(300),
      { __proto__: null, constructor: 1, cursor: 7 },
      JSON.parse('{"__proto__": {"conversationId": "x"}, "cursor": []}') as unknown,
      {
        conversationId: { $ne: null },
        query: { $gt: '' },
        view: ['open'],
        contactId: [uuid()],
        cursor: { $gt: '' },
      },
      [Buffer.from('binary')],
      { conversationId: Buffer.from(uuid()), cursor: Buffer.from('x') },
    ];
    // What has no field that must be there takes every object in which none of its own is.
    const takesObjects = ['notification:preferences', 'metrics:subscribe', 'metrics:unsubscribe'];
    const isObject = (payload: unknown) =>
      typeof payload === 'object' && payload !== null && !Array.isArray(payload);
    for (const event of Object.keys(clientEvents)) {
      const refused = takesObjects.includes(event) ? wrong.filter((one) => !isObject(one)) : wrong;
      // New people now and then: whoever sends rubbish is shown out, and starts are few a minute.
      for (let at = 0; at < refused.length; at += 4) {
        const client = await desk.server.connect(
          event.startsWith('inbox')
            ? await desk.workspace.addMember()
            : await desk.workspace.addVisitor(),
        );
        for (const payload of refused.slice(at, at + 4)) {
          expect([event, payload, await codeOf(raw(client, event, payload))]).toEqual([
            event,
            payload,
            'invalid',
          ]);
        }
        client.close();
      }
    }
    await expectAlive();
  });

  test.each([
    ['empty', '   '],
    ['too long', 'x'.repeat(LIMITS.bodyChars + 1)],
    ['with NUL', 'a\u0000b'],
    ['with half a character', 'a\ud800b'],
  ])('LIM-1: a body that is %s is invalid', async (_name, body) => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    const payload = { conversationId: id, clientId: clientId(), kind: 'text', body };
    expect(await codeOf(raw(kim, 'message:send', payload))).toBe('invalid');
    expect(await codeOf(raw(kim, 'conversation:start', { clientId: clientId(), body }))).toBe(
      'invalid',
    );
  });

  test('LIM-1: text that Postgres cannot hold is invalid everywhere, not a failure', async () => {
    const [kim, staff] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
    ]);
    for (const text of ['a\u0000b', 'a\ud800b']) {
      expect(await codeOf(raw(staff, 'inbox:search', { query: text }))).toBe('invalid');
      const url = `https://shop.example/?${text}`;
      expect(await codeOf(raw(kim, 'visit:set', { url }))).toBe('invalid');
      const visit = { url: 'https://shop.example/', title: text };
      expect(await codeOf(raw(kim, 'visit:set', visit))).toBe('invalid');
    }
    for (const query of ["'); DROP TABLE x; --", '%', '_', '\\', ':*', '!!', '&|', '<->']) {
      expect((await raw(staff, 'inbox:search', { query })).ok).toBe(true);
    }
  });

  test('LIM-1: the longest message that is allowed goes through whole', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    const body = '😀'.repeat(LIMITS.bodyChars / 2);
    const { event } = await send(kim, id, body);
    expect(event).toMatchObject({ payload: { body } });
  });

  test('LIM-1: events without an acknowledgement are handled and answered to nobody', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    await kim.get('conversation:subscribe', { conversationId: id, afterSeq: 0 });
    kim.socket.emit('no:such');
    kim.socket.emit('message:send');
    kim.socket.emit('message:send', {
      conversationId: id,
      clientId: clientId(),
      kind: 'text',
      body: 'no answer wanted',
    });
    await kim.next('conversation:event', ({ seq }) => seq === 3);
  });

  test('LIM-1: rubbish below the protocol closes that connection only', async () => {
    const witness = await desk.server.connect(desk.robin);
    const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const packets = [
      `21["inbox:search",${nested}]`,
      `51-1["inbox:search",${nested}]`,
      '9',
      '2',
      '2{}',
      '2[1',
      '51-["x"]',
      '2["disconnect"]',
      'zzz',
      '2[null]',
      '7',
    ];
    for (const packet of packets) {
      const kim = await desk.server.connect(await desk.workspace.addVisitor());
      const { engine } = kim.socket.io;
      engine.write(packet);
      // Either it is refused with the connection, or ignored: an answer or an end, never a crash.
      await Promise.race([kim.closed, kim.ask('conversation:list', {}).catch(() => null)]);
      kim.close();
    }
    expect(witness.socket.connected).toBe(true);
    await expectAlive();
  });
});

describe('LIM-1 too much of it', () => {
  test('LIM-1: a flood of one event is refused with the time to wait', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        kim.ask('message:send', {
          conversationId: id,
          clientId: clientId(),
          kind: 'text',
          body: 'flood',
        }),
      ),
    );
    const refused = answers.filter((answer) => !answer.ok);
    expect(refused.length).toBeGreaterThan(150);
    for (const answer of refused) {
      expect(answer).toMatchObject({ error: { code: 'rate_limited', retryable: true } });
      expect(answer.ok || answer.error.retryAfterMs).toBeGreaterThan(0);
    }
    const { headSeq } = await kim.get('conversation:sync', { conversationId: id, afterSeq: 0 });
    expect(headSeq).toBe(2 + answers.length - refused.length);
    await expectAlive();
  });

  test('LIM-1: limits are counted per person over all tabs', async () => {
    const tabs = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.visitor),
    ]);
    const answers = await Promise.all(
      Array.from({ length: 80 }, (_, n) => tabs[n % 2]!.ask('conversation:list', {})),
    );
    expect(answers.filter((answer) => answer.ok)).toHaveLength(60);
  });

  test('LIM-1: whoever keeps sending rubbish is shown out with a reason', async () => {
    const kim = await desk.server.connect(desk.visitor);
    for (let n = 0; n < 30; n++) kim.socket.emit('no:such', {});
    expect(await kim.next('server:closing')).toEqual({ reason: 'rate_limited', reconnect: true });
    await kim.closed;
    await expectAlive();
  });

  test('LIM-1: one person has so many sockets and no more, also when they come at once', async () => {
    const wanted = LIMITS.socketsPerPrincipal + 15;
    const outcomes = await Promise.allSettled(
      Array.from({ length: wanted }, () => desk.server.connect(desk.visitor)),
    );
    const open = outcomes.filter(({ status }) => status === 'fulfilled');
    expect(open).toHaveLength(LIMITS.socketsPerPrincipal);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      expect((outcome.reason as { data?: unknown }).data).toMatchObject({
        code: 'rate_limited',
        retryAfterMs: expect.any(Number) as number,
      });
    }
    // A place that becomes free can be taken.
    (open[0] as PromiseFulfilledResult<WireClient>).value.close();
    await expect
      .poll(() =>
        desk.server.connect(desk.visitor).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    await expectAlive();
  });

  test('LIM-1: one socket follows so many conversations and no more', async () => {
    const ids: string[] = [];
    for (let n = 0; n <= LIMITS.subscriptionsPerSocket; n++) {
      if (n % 5 === 0) desk.visitor = await desk.workspace.addVisitor();
      if (n % 5 === 0) ids.push(await start(await desk.server.connect(desk.visitor)));
      else ids.push(await start(await desk.server.connect(await desk.workspace.addVisitor())));
    }
    const staff = await desk.server.connect(desk.robin);
    const answers = await Promise.all(
      ids.map((conversationId) =>
        staff.ask('conversation:subscribe', { conversationId, afterSeq: 0 }),
      ),
    );
    const refused = answers.filter((answer) => !answer.ok);
    expect(refused).toMatchObject([{ error: { code: 'too_large' } }]);
    await staff.get('conversation:unsubscribe', { conversationId: ids[0]! });
    await staff.get('conversation:subscribe', { conversationId: ids.at(-1)!, afterSeq: 0 });
  });
});

describe('LIM-1 a consumer that does not read', () => {
  /** A frame as the bus would carry it. Its number is an old one: the follower drops it. */
  const push = (conversationId: string, body: string) =>
    emit([rooms.conversationStaff(conversationId)], 'conversation:event', {
      conversationId,
      seq: 1,
      id: uuid(),
      type: 'message:sent',
      actor: { kind: 'system', id: null, name: null },
      at: new Date().toISOString(),
      payload: { kind: 'text', body },
    });
  /** More than the network's own buffers hold: from here on everything waits with us. */
  const fillNetwork = async (conversationId: string) => {
    push(conversationId, 'x'.repeat(24_000_000));
    await new Promise((resolve) => setImmediate(resolve));
  };
  const typing = (conversationId: string, id: string) => ({
    conversationId,
    participant: { kind: 'member' as const, id, name: null },
    audience: 'all' as const,
    expiresInMs: 1_000,
  });

  test('LIM-1: it loses what is ephemeral, is parked, and pulls when it reads again', async () => {
    const [kim, slow] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
    ]);
    const id = await start(kim);
    const { follower } = await Follower.open(slow, id);
    await slow.get('inbox:subscribe', { view: 'open' });
    const [parked, evicted] = [counters.parkedSockets, counters.slowConsumers];
    slow.pause();
    await fillNetwork(id);
    emit([rooms.conversationStaff(id)], 'typing:changed', typing(id, uuid()), { volatile: true });
    for (let n = 0; n < LIMITS.outboundLagPackets + 50; n++) push(id, 'queued');
    await expect
      .poll(() => counters.parkedSockets, { message: 'a socket that lags is parked' })
      .toBe(parked + 1);
    // Out of its rooms: whatever is said now does not wait in its queue.
    for (let n = 0; n < LIMITS.outboundHardPackets + 500; n++) push(id, 'not queued');
    const { event } = await send(kim, id, 'while it slept');
    await kim.get('receipt:advance', { conversationId: id, readSeq: event.seq });
    slow.resume();
    await expect.poll(() => follower.cursor, { timeout: 10_000 }).toBe(event.seq);
    expect(slow.socket.connected).toBe(true);
    expect(counters.slowConsumers).toBe(evicted);
    expect(slow.of('typing:changed')).toEqual([]);
    const bodies = slow
      .of('conversation:event')
      .map(({ payload }) => ('body' in payload ? payload.body : ''));
    expect(bodies.filter((body) => body === 'queued')).toHaveLength(LIMITS.outboundLagPackets + 50);
    expect(bodies).not.toContain('not queued');
    // Neither is in a sequence, so both are told again.
    await slow.next(
      'receipt:advanced',
      ({ participant, readSeq }) => participant.kind === 'contact' && readSeq >= event.seq,
    );
    await slow.next('presence:changed', ({ stale }) => stale === true);
    // Back in its rooms, too.
    const next = await send(kim, id, 'live again');
    await slow.next('conversation:event', (got) => got.id === next.event.id);
  });

  test('LIM-1: what it leaves while it is parked it does not come back to', async () => {
    const [kim, slow] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
    ]);
    const [id, other] = [await start(kim), await start(kim)];
    for (const conversationId of [id, other]) {
      await slow.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    }
    const parked = counters.parkedSockets;
    slow.pause();
    await fillNetwork(id);
    for (let n = 0; n < LIMITS.outboundLagPackets + 50; n++) push(id, 'queued');
    await expect
      .poll(() => counters.parkedSockets, { message: 'a socket that lags is parked' })
      .toBe(parked + 1);
    const left = slow.get('conversation:unsubscribe', { conversationId: other });
    slow.resume();
    await left;
    const heads = slow.of('conversation:heads').length;
    await expect.poll(() => slow.of('conversation:heads').length).toBeGreaterThan(heads);
    await send(kim, other, 'not for him');
    const { event } = await send(kim, id, 'for him');
    await slow.next('conversation:event', (got) => got.id === event.id);
    expect(slow.of('conversation:event').map((got) => got.conversationId)).not.toContain(other);
  });

  test.each([
    ['packets', LIMITS.outboundHardPackets + 200, 'short'],
    ['bytes', 200, 'x'.repeat(LIMITS.outboundHardBytes / 100)],
  ])(
    'LIM-1: with too many %s waiting it is closed, told to resynchronise, and catches up',
    async (_what, count, body) => {
      const [kim, slow] = await Promise.all([
        desk.server.connect(desk.visitor),
        desk.server.connect(desk.robin),
      ]);
      const id = await start(kim);
      const { follower } = await Follower.open(slow, id);
      const evicted = counters.slowConsumers;
      slow.pause();
      await fillNetwork(id);
      for (let n = 0; n < count; n++) push(id, body);
      await expect
        .poll(() => counters.slowConsumers, { message: 'a socket beyond the bound is closed' })
        .toBe(evicted + 1);
      const { event } = await send(kim, id, 'while it was gone');
      slow.resume();
      await slow.closed;
      expect(slow.of('server:closing')).toEqual([{ reason: 'resync', reconnect: true }]);
      // What had been queued was thrown away instead of being sent after all.
      expect(slow.of('conversation:event')).toHaveLength(1);
      const again = await desk.server.connect(desk.robin);
      const back = await Follower.open(again, id, follower.cursor);
      expect(back.follower.cursor).toBe(event.seq);
      await expectAlive();
    },
  );
});
