/**
 * What an agent does to a conversation, shown before the server has answered and taken back if it
 * refuses. The truth arrives by event and summary like everybody's; the answer only ends the guess.
 */
import type { ConversationView } from '@/lib/contracts/conversations';
import type { AckData, ClientEvent, Payload } from '@/lib/contracts/socket-events';
import type { Core } from '../core';
import type { CommandOutcome, StaffCommands } from '../switchboard-client';

type Command = Extract<
  ClientEvent,
  | 'conversation:assign'
  | 'conversation:resolve'
  | 'conversation:reopen'
  | 'conversation:snooze'
  | 'conversation:label'
  | 'conversation:prioritise'
>;
type Undo = (before: ConversationView) => Promise<CommandOutcome>;

export function createStaffCommands(core: Core): StaffCommands {
  const { connection, heads, self } = core;

  async function run<C extends Command>(
    command: C,
    payload: Payload<C>,
    patch: Partial<ConversationView>,
    undo: Undo,
  ): Promise<CommandOutcome> {
    const { conversationId } = payload;
    const before = heads.get(conversationId).view as ConversationView | null;
    const takeBack = heads.patch(conversationId, patch);
    const answer = await connection.request(command, payload);
    if (answer.ok) heads.mergeView((answer.data as AckData<Command>).conversation);
    takeBack();
    if (!answer.ok) return answer;
    const { conversation } = answer.data as AckData<Command>;
    return { ok: true, data: { conversation, undo: before && (() => undo(before)) } };
  }

  const open = { status: 'open', snoozedUntil: null } as const;
  const backToStatus =
    (id: string): Undo =>
    (before) => {
      if (before.status === 'resolved') return commands.resolve(id);
      if (before.status === 'snoozed' && before.snoozedUntil !== null) {
        return commands.snooze(id, before.snoozedUntil);
      }
      return commands.reopen(id);
    };

  const commands: StaffCommands = {
    assign: (conversationId, assignee) =>
      run(
        'conversation:assign',
        { conversationId, assigneeId: assignee?.id ?? null },
        { assignee },
        (before) => commands.assign(conversationId, before.assignee),
      ),
    take: (conversationId) =>
      run(
        'conversation:assign',
        { conversationId, assigneeId: self.id, onlyIfUnassigned: true },
        { assignee: { id: self.id, name: self.name ?? '' } },
        (before) => commands.assign(conversationId, before.assignee),
      ),
    resolve: (conversationId) =>
      run(
        'conversation:resolve',
        { conversationId },
        { status: 'resolved', snoozedUntil: null, waitingSince: null },
        backToStatus(conversationId),
      ),
    reopen: (conversationId) =>
      run('conversation:reopen', { conversationId }, open, backToStatus(conversationId)),
    snooze: (conversationId, until) =>
      run(
        'conversation:snooze',
        { conversationId, until },
        { status: 'snoozed', snoozedUntil: until },
        backToStatus(conversationId),
      ),
    label: (conversationId, labelIds) =>
      run(
        'conversation:label',
        { conversationId, labelIds: [...labelIds] },
        { labelIds: [...labelIds] },
        (before) => commands.label(conversationId, before.labelIds),
      ),
    prioritise: (conversationId, priority) =>
      run('conversation:prioritise', { conversationId, priority }, { priority }, (before) =>
        commands.prioritise(conversationId, before.priority),
      ),
  };
  return commands;
}
