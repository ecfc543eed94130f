'use client';

import { ChevronsUp, SignalHigh } from 'lucide-react';
import { memo, type MouseEvent } from 'react';
import { useStore } from 'zustand';
import { Avatar } from '@/components/ui/avatar';
import { CountBadge } from '@/components/ui/badge';
import { cn } from '@/components/ui/cn';
import type { InboxRowState } from '@/lib/client/switchboard-client';
import type { ConversationView } from '@/lib/contracts/conversations';
import { contactName } from './contact-name';
import { hrefOf, type ConsoleUiStore } from './console-ui-store';
import { useConsole, useInbox } from './console-context';
import { shortAge } from './time-words';
import { useNow } from './use-now';
import { usePacedStore } from './use-paced-store';
import { WaitingMark } from './waiting-mark';

export interface InboxRowProps {
  id: string;
  index: number;
  setSize: number;
  top: number;
  selected: boolean;
  tabStop: boolean;
  onSelect: ConsoleUiStore['select'];
}

/** One conversation, 64 px. A link, so that it opens in a new tab too. */
export const InboxRow = memo(function InboxRow(props: InboxRowProps) {
  const { id, index, selected } = props;
  const row = useInbox((state) => state.rows.get(id));
  const view = useInbox((state) => state.view);
  if (row === undefined) return null;

  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    props.onSelect(id);
  };

  return (
    <li
      data-index={index}
      aria-setsize={props.setSize}
      aria-posinset={index + 1}
      className="absolute inset-x-0 h-16 px-1.5 py-px"
      style={{ top: props.top }}
    >
      <a
        href={hrefOf({ conversationId: id, view })}
        onClick={onClick}
        tabIndex={props.tabStop ? 0 : -1}
        aria-current={selected ? 'true' : undefined}
        className={cn(
          'flex h-full items-center gap-3 rounded-control px-2 -outline-offset-2 transition-colors',
          selected
            ? 'bg-accent-soft [--avatar-ring:var(--accent-soft)]'
            : 'hover:bg-fill hover:[--avatar-ring:var(--fill)]',
        )}
      >
        <RowContent row={row} id={id} />
      </a>
    </li>
  );
});

function RowContent({ row, id }: { row: InboxRowState; id: string }) {
  const { conversation, unread } = row;
  const now = useNow();
  const name = contactName(conversation.contact);
  return (
    <>
      <Avatar
        id={conversation.contact.id}
        name={conversation.contact.name}
        size={36}
        presence={row.contactConnected ? 'online' : 'offline'}
      />
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="flex items-center gap-1.5">
          <PriorityMark priority={conversation.priority} />
          <span
            dir="auto"
            className={cn(
              'min-w-0 truncate text-sm text-text',
              unread > 0 ? 'font-semibold' : 'font-medium',
            )}
          >
            {name}
          </span>
          <Labels ids={conversation.labelIds} />
          <span className="flex-1" />
          <time
            dateTime={conversation.lastMessageAt}
            className="tabular shrink-0 text-xs text-secondary"
          >
            {shortAge(Date.parse(conversation.lastMessageAt), now)}
          </time>
        </span>
        <span className="flex h-5 items-center gap-1.5">
          <Preview id={id} conversation={conversation} unread={unread > 0} />
          {conversation.status === 'open' ? (
            <WaitingMark since={conversation.waitingSince} />
          ) : null}
          {conversation.assignee === null ? null : (
            <span title={`Assigned to ${conversation.assignee.name}`} className="inline-flex">
              <Avatar id={conversation.assignee.id} name={conversation.assignee.name} size={16} />
              <span className="sr-only">Assigned to {conversation.assignee.name}</span>
            </span>
          )}
          <CountBadge count={unread} />
        </span>
      </span>
    </>
  );
}

/** Typing wins over a draft, a draft over what was said last. */
function Preview({
  id,
  conversation,
  unread,
}: {
  id: string;
  conversation: ConversationView;
  unread: boolean;
}) {
  const { client } = useConsole();
  const typing = usePacedStore(client.typing.store, (state) => state.byConversation[id]?.[0]);
  const draft = useStore(
    client.drafts.store,
    (state) => state.byKey[`${id}:text`] ?? state.byKey[`${id}:note`] ?? '',
  );
  const line = 'min-w-0 flex-1 truncate text-sm';
  if (typing !== undefined) {
    const who = typing.participant.kind === 'contact' ? '' : `${typing.participant.name ?? ''} is `;
    return (
      <span className={cn(line, 'text-live-text')}>
        {who}
        {typing.audience === 'staff' ? 'writing a note…' : 'typing…'}
      </span>
    );
  }
  if (draft.trim() !== '') {
    return (
      <span className={cn(line, 'text-secondary')}>
        <span className="font-medium text-waiting-text">Draft: </span>
        <bdi>{draft}</bdi>
      </span>
    );
  }
  const last = conversation.lastMessage;
  return (
    <span className={cn(line, unread ? 'text-text' : 'text-secondary')}>
      {last === null ? (
        'No messages yet'
      ) : (
        <>
          {last.kind === 'note' ? (
            <span className="me-1 rounded-[4px] bg-note px-1 text-xs text-note-text">Note</span>
          ) : null}
          {last.actor.kind === 'member' && last.kind !== 'note' ? (
            <span className="text-secondary">{last.actor.name?.split(' ')[0]}: </span>
          ) : null}
          <bdi>{last.preview}</bdi>
        </>
      )}
    </span>
  );
}

function PriorityMark({ priority }: { priority: ConversationView['priority'] }) {
  if (priority !== 'high' && priority !== 'urgent') return null;
  const Icon = priority === 'urgent' ? ChevronsUp : SignalHigh;
  return (
    <span
      title={`Priority ${priority}`}
      className={priority === 'urgent' ? 'text-failed-text' : 'text-waiting-text'}
    >
      <Icon size={14} strokeWidth={2.5} aria-hidden="true" />
      <span className="sr-only">Priority {priority}.</span>
    </span>
  );
}

function Labels({ ids }: { ids: readonly string[] }) {
  const labels = useInbox((state) => state.labels);
  const shown = labels.filter((label) => ids.includes(label.id)).slice(0, 3);
  if (shown.length === 0) return null;
  return (
    <span className="flex shrink-0 gap-0.5" title={shown.map((label) => label.name).join(', ')}>
      {shown.map((label) => (
        <span key={label.id} className="size-2 rounded-full" style={{ background: label.color }}>
          <span className="sr-only">{label.name}</span>
        </span>
      ))}
    </span>
  );
}
