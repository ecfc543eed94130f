/** A visitor says how it went: who may, when, once per answer, and what it leaves alone. */
import { describe, expect, test } from 'vitest';
import { start, useDesk } from '@/e2e/support/desk';
import { clientId, type WireClient } from '@/e2e/support/wire';
import type { ConversationView, PublicConversationView } from '@/lib/contracts/conversations';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import { database } from '@/lib/platform/database';

const desk = useDesk();

const rate = (client: WireClient, conversationId: string, score = 4, more: object = {}) =>
  client.ask('conversation:rate', {
    conversationId,
    clientId: clientId(),
    score,
    ...more,
  } as never);
const refusal = async (answer: ReturnType<typeof rate>) => {
  const refused = await answer;
  if (refused.ok) throw new Error('it was not refused');
  const { code, details } = refused.error;
  return { code, details };
};
const open = (client: WireClient, conversationId: string) =>
  client.get('conversation:subscribe', { conversationId, afterSeq: 0 });

async function scene() {
  const [kim, robin] = await Promise.all([
    desk.server.connect(desk.visitor),
    desk.server.connect(desk.robin),
  ]);
  const id = await start(kim);
  await Promise.all([open(kim, id), open(robin, id)]);
  const resolve = () => robin.get('conversation:resolve', { conversationId: id });
  const reopen = () => robin.get('conversation:reopen', { conversationId: id });
  const views = async () => {
    const [own, staff] = await Promise.all([open(kim, id), open(robin, id)]);
    return {
      own: own.conversation as PublicConversationView,
      staff: staff.conversation as ConversationView,
      unread: [own.own, staff.own],
    };
  };
  return { kim, robin, id, resolve, reopen, views };
}

/** As if the first answer had been given so long ago. */
async function age(id: string, ms: number) {
  const { rating } = await database().conversation.findUniqueOrThrow({ where: { id } });
  const firstAt = new Date(Date.now() - ms).toISOString();
  await database().conversation.update({
    where: { id },
    data: { rating: { ...(rating as object), firstAt } },
  });
}

describe('conversation:rate', () => {
  test('reaches both sides live, each in its own numbers, and is in the view', async () => {
    const { kim, robin, id, resolve, views } = await scene();
    // A private event: the two sequences differ from here on.
    await robin.get('conversation:prioritise', { conversationId: id, priority: 'high' });
    await resolve();
    const comment = '  Quick and kind.  ';
    const answer = await rate(kim, id, 5, { comment });
    if (!answer.ok) throw new Error(answer.error.code);
    const payload = { score: 5, comment: 'Quick and kind.' };
    expect(answer.data.event).toMatchObject({ type: 'conversation:rated', seq: 4, payload });
    const toVisitor = await kim.next(
      'conversation:event',
      (event) => event.type === 'conversation:rated',
    );
    const toStaff = await robin.next(
      'conversation:event',
      (event) => event.type === 'conversation:rated',
    );
    expect(toVisitor).toEqual(answer.data.event);
    expect(toStaff).toMatchObject({ seq: 5, payload, actor: { kind: 'contact', name: 'Kim' } });
    const { own, staff } = await views();
    expect(staff.rating).toMatchObject({ ...payload, current: true, at: toStaff.at });
    expect(own.rating).toEqual(staff.rating);
  });

  test('is no message: nothing is unread, nobody waits, it stays resolved and where it was', async () => {
    const { kim, id, resolve, views } = await scene();
    await resolve();
    const before = await views();
    const told = await database().notification.count();
    expect((await rate(kim, id)).ok).toBe(true);
    const after = await views();
    const calm = ({ own, staff, unread }: typeof after) => [
      { ...own, rating: null, version: 0 },
      { ...staff, rating: null, version: 0 },
      unread,
    ];
    expect(calm(after)).toEqual(calm(before));
    expect(await database().notification.count()).toBe(told);
  });

  test('DEL-1: the same client id counts once, one after the other and at the same time', async () => {
    const { kim, id, resolve } = await scene();
    await resolve();
    const same = { clientId: clientId() };
    const answers = await Promise.all([1, 2, 3].map(() => rate(kim, id, 3, same)));
    answers.push(await rate(kim, id, 1, same));
    const seqs = answers.map((answer) => (answer.ok ? answer.data.event.seq : answer.error.code));
    expect(new Set(seqs).size).toBe(1);
    expect(
      await database().conversationEvent.count({
        where: { conversationId: id, type: 'conversation:rated' },
      }),
    ).toBe(1);
  });

  test('LIM-1: the answer that stands already is not written again, and answered with its event', async () => {
    const { kim, id, resolve, reopen, views } = await scene();
    const count = () =>
      database().conversationEvent.count({
        where: { conversationId: id, type: 'conversation:rated' },
      });
    await resolve();
    const first = await rate(kim, id, 4, { comment: 'Fine' });
    const { version } = (await views()).own;
    const again = await Promise.all([1, 2, 3].map(() => rate(kim, id, 4, { comment: '  Fine ' })));
    for (const answer of again) expect(answer).toEqual(first);
    expect((await views()).own.version).toBe(version);
    expect(await count()).toBe(1);
    expect((await rate(kim, id, 4)).ok).toBe(true);
    expect((await rate(kim, id, 4, { comment: 'Fine' })).ok).toBe(true);
    expect(await count()).toBe(3);
    // The next resolution is asked for anew, whatever was said of the one before.
    await reopen();
    await resolve();
    expect((await rate(kim, id, 4, { comment: 'Fine' })).ok).toBe(true);
    expect(await count()).toBe(4);
  });

  test('DEL-1: a client id names one thing: a message is never the answer to a rating, nor a rating to a message', async () => {
    const { kim, id, resolve, views } = await scene();
    const message = { conversationId: id, clientId: clientId(), kind: 'text', body: 'Hi' } as const;
    await kim.get('message:send', message);
    await resolve();
    const { clientId: taken } = message;
    expect((await refusal(rate(kim, id, 5, { clientId: taken }))).code).toBe('invalid');
    expect((await views()).own.rating).toBeNull();
    const own = clientId();
    expect((await rate(kim, id, 5, { clientId: own })).ok).toBe(true);
    const said = await kim.ask('message:send', { ...message, clientId: own });
    expect(said).toMatchObject({ ok: false, error: { code: 'invalid' } });
  });

  test('may be changed for a day from the first answer, then is refused as too late', async () => {
    const { kim, id, resolve, views } = await scene();
    await resolve();
    await rate(kim, id, 2, { comment: 'Slow' });
    const first = (await views()).own.rating!;
    await rate(kim, id, 5);
    expect((await views()).own.rating).toMatchObject({
      score: 5,
      comment: null,
      firstAt: first.firstAt,
    });
    await age(id, TIMES.ratingChangeMs - 60_000);
    expect((await rate(kim, id, 4)).ok).toBe(true);
    await age(id, TIMES.ratingChangeMs + 1_000);
    expect(await refusal(rate(kim, id, 1))).toEqual({
      code: 'conflict',
      details: { reason: 'too_late' },
    });
    expect((await views()).own.rating?.score).toBe(4);
  });

  test('is refused while it is open, and asked for anew after reopening, whoever reopens', async () => {
    const { kim, id, resolve, reopen, views } = await scene();
    const early = { code: 'conflict', details: { reason: 'not_resolved' } };
    expect(await refusal(rate(kim, id))).toEqual(early);
    await resolve();
    await rate(kim, id, 2);
    await age(id, 3 * TIMES.ratingChangeMs);
    await reopen();
    expect((await views()).staff.rating).toMatchObject({ score: 2, current: false });
    expect(await refusal(rate(kim, id))).toEqual(early);
    await resolve();
    expect((await rate(kim, id, 4)).ok).toBe(true);
    expect((await views()).own.rating).toMatchObject({ score: 4, current: true });
    await kim.get('message:send', {
      conversationId: id,
      clientId: clientId(),
      kind: 'text',
      body: 'One more thing',
    });
    const { own, staff } = await views();
    expect(own.rating).toMatchObject({ score: 4, current: false });
    expect(staff.rating).toEqual(own.rating);
    expect(await refusal(rate(kim, id))).toEqual(early);
  });

  test('AUT-1: is for the contact alone', async () => {
    const { kim, robin, id, resolve, views } = await scene();
    await resolve();
    const lee = await desk.server.connect(await desk.workspace.addVisitor('Lee'));
    expect((await refusal(rate(lee, id))).code).toBe('not_found');
    expect((await refusal(rate(robin, id))).code).toBe('forbidden');
    expect((await views()).own.rating).toBeNull();
    expect((await rate(kim, id)).ok).toBe(true);
  });

  test('LIM-1: takes 1 to 5 and a bounded comment', async () => {
    const { kim, id, resolve } = await scene();
    await resolve();
    const wrong = [0, 6, 2.5, '4', null].map((score) => rate(kim, id, score as number));
    const long = 'x'.repeat(LIMITS.ratingCommentChars + 1);
    wrong.push(rate(kim, id, 3, { comment: long }), rate(kim, id, 3, { comment: '\u0000' }));
    for (const answer of wrong) expect((await refusal(answer)).code).toBe('invalid');
    const blank = await rate(kim, id, 3, { comment: '   ' });
    expect(blank).toMatchObject({ ok: true, data: { event: { payload: { comment: null } } } });
  });
});
