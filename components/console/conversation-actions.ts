/**
 * What an agent can do with a conversation, as one object for buttons, keys and the palette: runs
 * the command, says what happened, offers undo. Nothing asks before it acts.
 */
import { toast, toastError } from '@/components/ui/toast';
import type { CommandOutcome, StaffClient, StaffCommands } from '@/lib/client/switchboard-client';
import type { Priority } from '@/lib/contracts/conversation-events';
import type { ConsoleUiStore } from './console-ui-store';
import { errorWords } from './error-words';
import { dayAndTime } from './time-words';

type Assignee = Parameters<StaffCommands['assign']>[1];

export interface ConversationActions {
  assign(conversationId: string, assignee: Assignee): void;
  take(conversationId: string): void;
  resolve(conversationId: string): void;
  reopen(conversationId: string): void;
  snooze(conversationId: string, until: Date): void;
  label(conversationId: string, labelIds: readonly string[]): void;
  prioritise(conversationId: string, priority: Priority): void;
  copyLink(conversationId: string): void;
}

export function createConversationActions(
  client: StaffClient,
  ui: ConsoleUiStore,
): ConversationActions {
  const { commands } = client;

  async function run(command: Promise<CommandOutcome>, done: string | null): Promise<void> {
    const outcome = await command;
    if (!outcome.ok) {
      toastError(errorWords(outcome.error));
      return;
    }
    const { undo } = outcome.data;
    if (done === null) return;
    toast(done, {
      action: undo === null ? undefined : { label: 'Undo', onClick: () => void run(undo(), null) },
    });
  }

  /** The conversation leaves the view: show the next one in the list, or the one before. */
  function advanceFrom(conversationId: string): void {
    if (ui.getState().conversationId !== conversationId) return;
    const { views, view } = client.inbox.store.getState();
    const ids = views[view].ids;
    const at = ids.indexOf(conversationId);
    if (at === -1) return;
    const narrow = matchMedia('(max-width: 767px)').matches;
    ui.select(narrow ? null : (ids[at + 1] ?? ids[at - 1] ?? null), { replace: true });
  }

  return {
    assign(id, assignee) {
      void run(
        commands.assign(id, assignee),
        assignee === null ? 'Unassigned.' : `Assigned to ${assignee.name}.`,
      );
    },
    take(id) {
      void run(commands.take(id), 'Assigned to you.');
    },
    resolve(id) {
      advanceFrom(id);
      void run(commands.resolve(id), 'Resolved.');
    },
    reopen(id) {
      void run(commands.reopen(id), 'Reopened.');
    },
    snooze(id, until) {
      advanceFrom(id);
      void run(commands.snooze(id, until.toISOString()), `Snoozed until ${dayAndTime(until)}.`);
    },
    label(id, labelIds) {
      void run(commands.label(id, labelIds), null);
    },
    prioritise(id, priority) {
      void run(commands.prioritise(id, priority), `Priority is ${priority}.`);
    },
    copyLink(id) {
      navigator.clipboard.writeText(`${location.origin}/inbox/${id}`).then(
        () => toast('Link copied.'),
        () => toastError('The browser did not allow copying.'),
      );
    },
  };
}
