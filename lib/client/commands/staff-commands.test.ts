import { describe, expect, it } from 'vitest';
import type { ConversationView } from '@/lib/contracts/conversations';
import type { ClientEvent } from '@/lib/contracts/socket-events';
import { buildStaffClient } from '../build-staff-client';
import { ScriptedEnvironment } from '../simulation/scripted-environment';
import { conversation, firstPage } from '../simulation/scripted-rows';
import type { CommandOutcome, StaffCommands } from '../switchboard-client';

const UNTIL = '2030-01-01T00:00:00.000Z';
const bob = { id: 'bob', name: 'Bob' };

/** An open, unassigned conversation on screen. */
async function desk(partial: Partial<ConversationView> = {}) {
  const world = new ScriptedEnvironment();
  const client = buildStaffClient(world.env, {
    self: { kind: 'member', id: 'ada', name: 'Ada' },
    view: 'open',
  });
  client.start();
  world.greet();
  await world.clock.advance(1_000);
  const before = conversation(1, partial);
  await world.last('inbox:subscribe').ok(firstPage([before]));
  const shown = () => client.inbox.store.getState().rows.get('c1')!.conversation;
  const open = () => client.inbox.store.getState().views.open.ids;
  return { world, client, before, shown, open };
}

interface Case {
  name: string;
  run: (commands: StaffCommands) => Promise<CommandOutcome>;
  asks: ClientEvent;
  patch: Partial<ConversationView>;
  from?: Partial<ConversationView>;
  opposite: [ClientEvent, Record<string, unknown>];
}

const CASES: Case[] = [
  {
    name: 'assign',
    run: (commands) => commands.assign('c1', bob),
    asks: 'conversation:assign',
    patch: { assignee: bob },
    opposite: ['conversation:assign', { assigneeId: null }],
  },
  {
    name: 'unassign',
    run: (commands) => commands.assign('c1', null),
    asks: 'conversation:assign',
    from: { assignee: bob },
    patch: { assignee: null },
    opposite: ['conversation:assign', { assigneeId: 'bob' }],
  },
  {
    name: 'take',
    run: (commands) => commands.take('c1'),
    asks: 'conversation:assign',
    patch: { assignee: { id: 'ada', name: 'Ada' } },
    opposite: ['conversation:assign', { assigneeId: null }],
  },
  {
    name: 'resolve',
    run: (commands) => commands.resolve('c1'),
    asks: 'conversation:resolve',
    patch: { status: 'resolved', waitingSince: null },
    opposite: ['conversation:reopen', {}],
  },
  {
    name: 'resolve while snoozed',
    run: (commands) => commands.resolve('c1'),
    asks: 'conversation:resolve',
    from: { status: 'snoozed', snoozedUntil: UNTIL },
    patch: { status: 'resolved', snoozedUntil: null, waitingSince: null },
    opposite: ['conversation:snooze', { until: UNTIL }],
  },
  {
    name: 'reopen',
    run: (commands) => commands.reopen('c1'),
    asks: 'conversation:reopen',
    from: { status: 'resolved' },
    patch: { status: 'open' },
    opposite: ['conversation:resolve', {}],
  },
  {
    name: 'snooze',
    run: (commands) => commands.snooze('c1', UNTIL),
    asks: 'conversation:snooze',
    patch: { status: 'snoozed', snoozedUntil: UNTIL },
    opposite: ['conversation:reopen', {}],
  },
  {
    name: 'label',
    run: (commands) => commands.label('c1', ['l2']),
    asks: 'conversation:label',
    from: { labelIds: ['l1'] },
    patch: { labelIds: ['l2'] },
    opposite: ['conversation:label', { labelIds: ['l1'] }],
  },
  {
    name: 'prioritise',
    run: (commands) => commands.prioritise('c1', 'urgent'),
    asks: 'conversation:prioritise',
    from: { priority: 'low' },
    patch: { priority: 'urgent' },
    opposite: ['conversation:prioritise', { priority: 'low' }],
  },
];

describe.each(CASES)('$name', ({ run, asks, from, patch, opposite }) => {
  it('is shown before the answer, and stays when it is accepted', async () => {
    const { world, client, before, shown } = await desk(from);
    const outcome = run(client.commands);
    expect(shown()).toEqual({ ...before, ...patch });
    const after = { ...before, ...patch, version: 3 };
    await world.last(asks).ok({ conversation: after });
    expect(await outcome).toMatchObject({ ok: true, data: { conversation: after } });
    expect(shown()).toEqual(after);
  });

  it('is taken back when it is refused', async () => {
    const { world, client, before, shown } = await desk(from);
    const outcome = run(client.commands);
    await world.last(asks).refuse('conflict');
    expect(await outcome).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(shown()).toEqual(before);
  });

  it('can be undone by its opposite', async () => {
    const { world, client, before, shown } = await desk(from);
    const outcome = run(client.commands);
    await world.last(asks).ok({ conversation: { ...before, ...patch, version: 3 } });
    const answer = await outcome;
    const undone = answer.ok && answer.data.undo?.();
    const [event, payload] = opposite;
    expect(world.asked.at(-1)).toMatchObject({
      event,
      payload: { conversationId: 'c1', ...payload },
    });
    await world.last(event).ok({ conversation: { ...before, version: 4 } });
    expect(await undone).toMatchObject({ ok: true });
    expect(shown()).toEqual({ ...before, version: 4 });
  });
});

describe('commands', () => {
  it('ORD-2: an event that comes before the answer is not shown twice or undone by it', async () => {
    const { world, client, before, shown } = await desk();
    const outcome = client.commands.assign('c1', bob);
    const newer = { ...before, assignee: bob, priority: 'urgent' as const, version: 4 };
    world.frame('conversation:summarised', { conversation: newer });
    await world.last('conversation:assign').ok({
      conversation: { ...before, assignee: bob, version: 3 },
    });
    await outcome;
    expect(shown()).toEqual(newer);
  });

  it('move the row between views while the answer is awaited', async () => {
    const { world, client, open } = await desk();
    expect(open()).toEqual(['c1']);
    const outcome = client.commands.resolve('c1');
    expect(open()).toEqual([]);
    await world.last('conversation:resolve').refuse('forbidden');
    await outcome;
    expect(open()).toEqual(['c1']);
  });

  it('take only what nobody else has', async () => {
    const { world, client } = await desk();
    void client.commands.take('c1');
    expect(world.last('conversation:assign').payload).toMatchObject({
      assigneeId: 'ada',
      onlyIfUnassigned: true,
    });
  });

  it('are taken back when the line goes before the answer', async () => {
    const { world, client, before, shown } = await desk();
    const outcome = client.commands.resolve('c1');
    world.drop();
    expect(await outcome).toMatchObject({ ok: false, error: { code: 'offline' } });
    expect(shown()).toEqual(before);
  });
});
