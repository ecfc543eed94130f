/**
 * What staff do in private leaves no trace with the visitor (ORD-1), and nobody hears of a
 * conversation that is not his. Every frame and every acknowledgement of the outsiders is kept and
 * judged.
 */
import { describe, expect, test } from 'vitest';
import { start, useDesk } from '@/e2e/support/desk';
import { clientId, type WireClient } from '@/e2e/support/wire';
import { createWorkspace } from '@/e2e/support/workspace';
import type { Payload } from '@/lib/contracts/socket-events';

const CANARY = 'canary-7f3a';

const desk = useDesk({ headsMs: 50 });

/** A small seeded generator: the same workload on every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const subscribe = (client: WireClient, conversationId: string, afterSeq = 0) =>
  client.get('conversation:subscribe', { conversationId, afterSeq });
const note = (body = CANARY): Pick<Payload<'message:send'>, 'kind' | 'body' | 'clientId'> => ({
  kind: 'note',
  body,
  clientId: clientId(),
});

/** Everything that staff can do without the visitor's knowledge, by number. */
const privateSteps = (crowd: () => WireClient, conversationId: string, labelId: string) => [
  () => crowd().get('message:send', { conversationId, ...note() }),
  () =>
    crowd().get('conversation:assign', {
      conversationId,
      assigneeId: desk.sam.actor.id,
    }),
  () => crowd().get('conversation:label', { conversationId, labelIds: [labelId] }),
  () => crowd().get('conversation:label', { conversationId, labelIds: [] }),
  () => crowd().get('conversation:prioritise', { conversationId, priority: 'urgent' }),
  () => crowd().get('conversation:prioritise', { conversationId, priority: 'low' }),
  () =>
    crowd().get('conversation:snooze', {
      conversationId,
      until: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  () => crowd().ask('typing:set', { conversationId, audience: 'staff', active: true }),
];

/** What the visitor gets when he asks, without what is measured in time. */
async function everythingHeCanAsk(kim: WireClient, conversationId: string) {
  const [opened, synced, history, list] = [
    await subscribe(kim, conversationId, 1),
    await kim.get('conversation:sync', { conversationId, afterSeq: 0 }),
    await kim.get('conversation:history', { conversationId, beforeSeq: 1_000 }),
    await kim.get('conversation:list', {}),
  ];
  return { opened, synced, history, list };
}

describe('ORD-1 what is private', () => {
  test('ORD-1: a random day at the desk leaves the visitor a list without holes and without canaries', async () => {
    const [kim, staff, colleague] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
      desk.server.connect(desk.sam),
    ]);
    const labelId = await desk.workspace.addLabel(`${CANARY} label`);
    const id = await start(kim);
    await Promise.all([kim, staff, colleague].map((client) => subscribe(client, id)));
    await staff.get('inbox:subscribe', { view: 'open' });

    const next = random(20_261_121);
    const crowd = await Promise.all(
      ['Uma', 'Vic', 'Wes'].map(async (name) =>
        desk.server.connect(await desk.workspace.addMember(name)),
      ),
    );
    await Promise.all(crowd.map((client) => subscribe(client, id)));
    const anybody = () => crowd[Math.floor(next() * crowd.length)]!;
    const inPrivate = privateSteps(anybody, id, labelId);
    const inPublic = [
      () =>
        anybody().get('message:send', {
          conversationId: id,
          clientId: clientId(),
          kind: 'text',
          body: 'public',
        }),
      () =>
        kim.get('message:send', {
          conversationId: id,
          clientId: clientId(),
          kind: 'text',
          body: 'mine',
        }),
      () => anybody().get('conversation:resolve', { conversationId: id }),
      () => anybody().get('conversation:reopen', { conversationId: id }),
    ];
    const acks: unknown[] = [];
    for (let n = 0; n < 90; n++) {
      const steps = next() < 0.65 ? inPrivate : inPublic;
      await steps[Math.floor(next() * steps.length)]!();
      if (n % 10 === 0) acks.push(await everythingHeCanAsk(kim, id));
      if (n % 15 === 0) {
        const { headSeq } = await colleague.get('conversation:sync', {
          conversationId: id,
          afterSeq: 0,
        });
        await colleague.get('receipt:advance', { conversationId: id, readSeq: headSeq });
      }
    }
    const last = await everythingHeCanAsk(kim, id);
    acks.push(last);
    const head = last.synced.headSeq;
    await kim.next('conversation:heads', (heads) => heads[id] === head);

    const heard = JSON.stringify([kim.frames, acks]);
    for (const trace of [
      CANARY,
      'note',
      'snooze',
      'assign',
      'label',
      'urgent',
      'priorit',
      'woken',
    ]) {
      expect(heard).not.toContain(trace);
    }
    // Every number that he ever saw is the position of something that he may see.
    expect(last.synced.events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: head }, (_, index) => index + 1),
    );
    const events = kim.of('conversation:event').map(({ seq }) => seq);
    expect(events.sort((a, b) => a - b)).toEqual(
      Array.from({ length: head - 2 }, (_, index) => index + 3),
    );
    for (const heads of kim.of('conversation:heads')) expect(heads[id]).toBeLessThanOrEqual(head);
    for (const { conversation } of kim.of('conversation:summarised')) {
      expect(conversation.version).toBeLessThanOrEqual(head);
    }
    for (const { readSeq, deliveredSeq } of kim.of('receipt:advanced')) {
      expect(Math.max(readSeq, deliveredSeq)).toBeLessThanOrEqual(head);
    }
  });

  test('ORD-1: version, heads, counts, receipts and times move with public events only', async () => {
    const [kim, staff, colleague] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
      desk.server.connect(desk.sam),
    ]);
    const labelId = await desk.workspace.addLabel(`${CANARY} two`);
    const id = await start(kim);
    await Promise.all([kim, staff, colleague].map((client) => subscribe(client, id)));
    for (const reader of [staff, colleague]) {
      await reader.get('receipt:advance', { conversationId: id, readSeq: 2 });
    }
    const before = await everythingHeCanAsk(kim, id);
    const frames = kim.frames.length;

    for (const step of privateSteps(() => staff, id, labelId)) await step();
    // Both read up to the end of it, the one who was first before now second.
    for (const reader of [colleague, staff]) {
      const { headSeq } = await reader.get('conversation:sync', {
        conversationId: id,
        afterSeq: 0,
      });
      await reader.get('receipt:advance', { conversationId: id, readSeq: headSeq });
    }
    await staff.next('typing:changed');
    const beats = kim.of('conversation:heads').length;
    await expect.poll(() => kim.of('conversation:heads').length).toBeGreaterThan(beats + 1);

    expect(await everythingHeCanAsk(kim, id)).toEqual(before);
    const since = kim.frames
      .slice(frames)
      .filter(({ event }) => event !== 'conversation:heads' && event !== 'presence:changed');
    expect(since).toEqual([]);
    expect(new Set(kim.of('conversation:heads').map((heads) => heads[id]))).toEqual(new Set([2]));
  });

  test('TYP-1: typing of a reply reaches the visitor, typing of a note never does', async () => {
    const [kim, staff, colleague] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
      desk.server.connect(desk.sam),
    ]);
    const id = await start(kim);
    await Promise.all([kim, staff, colleague].map((client) => subscribe(client, id)));
    await staff.get('typing:set', { conversationId: id, audience: 'staff', active: true });
    await colleague.next('typing:changed', ({ audience }) => audience === 'staff');
    expect((await subscribe(kim, id)).typing).toEqual([]);
    await colleague.get('typing:set', { conversationId: id, audience: 'all', active: true });
    await kim.next('typing:changed', ({ participant }) => participant.id === desk.sam.actor.id);
    expect(kim.of('typing:changed').map(({ participant }) => participant.id)).toEqual([
      desk.sam.actor.id,
    ]);
    expect((await subscribe(kim, id)).typing).toMatchObject([{ audience: 'all' }]);
  });
});

describe('AUT-1 outsiders', () => {
  test('AUT-1: other visitors and other workspaces hear nothing of a conversation', async () => {
    const elsewhere = await createWorkspace('Other workspace');
    const outsiders = await Promise.all([
      desk.server.connect(await desk.workspace.addVisitor('Lee')),
      desk.server.connect(await elsewhere.addVisitor('Max')),
      desk.server.connect(await elsewhere.addMember('Toni', 'owner')),
    ]);
    await outsiders[2]!.get('inbox:subscribe', { view: 'open' });
    const [kim, staff] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
    ]);
    const own = await Promise.all(outsiders.slice(0, 2).map((client) => start(client)));
    await Promise.all(own.map((id, index) => subscribe(outsiders[index]!, id)));
    await subscribe(outsiders[2]!, own[1]!);
    await outsiders[2]!.next('viewing:changed');
    const settled = async () => {
      for (const client of outsiders.slice(0, 2)) await client.get('conversation:list', {});
      await outsiders[2]!.get('inbox:search', { query: 'nothing' });
    };
    await settled();
    const since = outsiders.map(({ frames }) => frames.length);

    const id = await start(kim);
    await Promise.all([subscribe(kim, id), subscribe(staff, id)]);
    await staff.get('inbox:subscribe', { view: 'open' });
    await staff.get('message:send', { conversationId: id, ...note() });
    await staff.get('typing:set', { conversationId: id, audience: 'all', active: true });
    await kim.get('receipt:advance', { conversationId: id, readSeq: 2 });
    await kim.get('visit:set', { url: `https://shop.example/${CANARY}`, title: CANARY });
    await staff.get('conversation:resolve', { conversationId: id });
    await kim.next('conversation:event', ({ type }) => type === 'conversation:resolved');
    await staff.next('inbox:heads', (heads) => id in heads);
    await settled();

    for (const [index, client] of outsiders.entries()) {
      const heard = client.frames.slice(since[index]!);
      const text = JSON.stringify(heard);
      for (const trace of [CANARY, id, desk.visitor.actor.id]) expect(text).not.toContain(trace);
      // What beats by itself tells of their own conversations only.
      const kinds = new Set(heard.map(({ event }) => event));
      for (const kind of [
        'conversation:heads',
        'inbox:heads',
        'inbox:counted',
        'presence:changed',
      ]) {
        kinds.delete(kind as never);
      }
      expect([...kinds]).toEqual([]);
    }
  });

  test('AUT-1: a colleague who has neither the conversation nor an inbox open hears nothing', async () => {
    const [kim, staff, quiet] = await Promise.all([
      desk.server.connect(desk.visitor),
      desk.server.connect(desk.robin),
      desk.server.connect(desk.sam),
    ]);
    const id = await start(kim);
    await subscribe(staff, id);
    await staff.get('message:send', { conversationId: id, ...note() });
    await staff.next('conversation:event');
    await quiet.get('inbox:search', { query: 'nothing' });
    expect(quiet.frames.map(({ event }) => event)).toEqual(['server:hello']);
  });
});
