import { describe, expect, it, vi } from 'vitest';
import type * as Limits from '@/lib/contracts/limits';
import { LIMITS } from '@/lib/contracts/limits';
import { buildStaffClient } from '../build-staff-client';
import { ScriptedEnvironment } from '../simulation/scripted-environment';
import { conversation, firstPage, row } from '../simulation/scripted-rows';

vi.mock('@/lib/contracts/limits', async (load) => {
  const real = await load<typeof Limits>();
  return { ...real, LIMITS: { ...real.LIMITS, conversationsKept: 20 } };
});

const closed = { status: 'resolved', waitingSince: null } as const;

/** The open view on screen shows 100 to 96, and goes on. */
async function desk() {
  const world = new ScriptedEnvironment();
  const client = buildStaffClient(world.env, {
    self: { kind: 'member', id: 'ada', name: 'Ada' },
    view: 'open',
  });
  client.start();
  world.greet();
  await world.clock.advance(1_000);
  const onScreen = [100, 99, 98, 97, 96].map((number) => conversation(number));
  await world.last('inbox:subscribe').ok(firstPage(onScreen, 'next'));
  const state = () => client.inbox.store.getState();
  /** New conversations that no loaded page shows. */
  const hear = (from: number, to: number) => {
    for (let number = from; number <= to; number += 1) {
      world.frame('conversation:summarised', { conversation: conversation(number, closed) });
    }
  };
  return { world, client, state, hear };
}

describe('the rows of an inbox', () => {
  it('LIM-1: stay bounded, the longest unchanged go first, those on screen stay', async () => {
    const { state, hear } = await desk();
    const most: number[] = [];
    for (let number = 1; number <= 90; number += 1) {
      hear(number, number);
      most.push(state().rows.size);
    }
    expect(Math.max(...most)).toBe(LIMITS.conversationsKept);
    const { rows, views } = state();
    expect(views.open.ids).toEqual(['c100', 'c99', 'c98', 'c97', 'c96']);
    for (const id of views.open.ids) expect(rows.get(id)?.conversation.id).toBe(id);
    const others = [...rows.keys()].filter((id) => !views.open.ids.includes(id));
    expect(others).toEqual(others.map((_, at) => `c${91 - others.length + at}`));
  });

  it('LIM-1: what is open or unsent stays, however old', async () => {
    const { client, state, hear } = await desk();
    hear(1, 5);
    client.conversations.open('c2');
    await client.messages.send({ conversationId: 'c4', body: 'Later' });
    hear(6, 90);
    const { rows } = state();
    expect([rows.has('c2'), rows.has('c4')]).toEqual([true, true]);
    expect([rows.has('c1'), rows.has('c3'), rows.has('c5')]).toEqual([false, false, false]);
  });

  it('LIM-1 RCP-1: what was let go is asked for by id when it is heard of again', async () => {
    const { world, state, hear } = await desk();
    hear(1, 90);
    expect(state().rows.has('c1')).toBe(false);
    const changed = conversation(1, { version: 9, messageCount: 7 });
    world.frame('conversation:summarised', { conversation: changed });
    expect(state().rows.has('c1')).toBe(false);
    await world.clock.advance(1_000);
    expect(world.last('inbox:sync').payload).toEqual({ conversationIds: ['c1'] });
    const own = { deliveredSeq: 6, readSeq: 6, readCount: 5 };
    await world.last('inbox:sync').ok({ rows: [{ ...row(changed), own }] });
    expect(state().rows.get('c1')).toMatchObject({ conversation: changed, unread: 2 });
  });

  it('LIM-1: a view on screen ends at the bound and says so', async () => {
    const { world, client, state } = await desk();
    const more = client.inbox.loadMore();
    const page = Array.from({ length: 25 }, (_, at) => conversation(95 - at));
    await world.last('inbox:page').ok({ rows: page.map(row), nextCursor: 'more' });
    await more;
    const { views, rows } = state();
    expect(views.open.ids).toEqual(Array.from({ length: 18 }, (_, at) => `c${100 - at}`));
    expect(views.open.hasMore).toBe(false);
    expect(rows.size).toBe(18);
    await client.inbox.loadMore();
    expect(world.all('inbox:page').length).toBe(1);
  });

  it('LIM-1: a page that was refused is not asked for again at once', async () => {
    const { world, client, state } = await desk();
    const more = client.inbox.loadMore();
    await world.last('inbox:page').refuse('unavailable', { retryable: true });
    await more;
    void client.inbox.loadMore();
    expect(world.all('inbox:page').length).toBe(1);
    expect(state().views.open).toMatchObject({ hasMore: true, loadingMore: true });
    await world.clock.advance(3_000);
    expect(state().views.open.loadingMore).toBe(false);
    void client.inbox.loadMore();
    expect(world.all('inbox:page').length).toBe(2);
  });

  it('LIM-1: a view that was left is read again when it is shown', async () => {
    const { world, client, state, hear } = await desk();
    hear(1, 90);
    const shown = client.inbox.show('resolved');
    const page = [conversation(95, closed), conversation(94, closed)];
    await world.last('inbox:subscribe').ok(firstPage(page, 'next'));
    await shown;
    expect(state().views.resolved).toMatchObject({ ids: ['c95', 'c94'], status: 'ready' });
    hear(1, 30);
    expect(state().views.resolved.ids).toEqual(['c95', 'c94']);
    expect(state().views.open).toMatchObject({ ids: [], status: 'idle' });
    expect(state().rows.size).toBeLessThanOrEqual(LIMITS.conversationsKept);
    void client.inbox.show('open');
    expect(world.last('inbox:subscribe').payload).toEqual({ view: 'open' });
  });
});
