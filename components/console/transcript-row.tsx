'use client';

import { Lock, RotateCcw, Trash2 } from 'lucide-react';
import { memo } from 'react';
import { DaySeparator } from '@/components/chat/day-separator';
import { MessageBubble } from '@/components/chat/message-bubble';
import { ReceiptTicks } from '@/components/chat/receipt-ticks';
import { Avatar } from '@/components/ui/avatar';
import { cn } from '@/components/ui/cn';
import type { PendingMessage } from '@/lib/client/switchboard-client';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import { contactName } from './contact-name';
import { useConsole, useInbox } from './console-context';
import { useMentionMarks } from './mention-marks';
import { errorWords } from './error-words';
import { systemWords } from './system-words';
import { clockTime, dayWords, fullTime } from './time-words';
import type { ThreadItem } from './transcript-rows';
import { useNow } from './use-now';

export interface TranscriptRowProps {
  item: ThreadItem;
  dayMs: number | null;
  unread: boolean;
  startsGroup: boolean;
  endsGroup: boolean;
  /** How far the visitor is with it; only used for one's side. */
  receipt: 'sent' | 'delivered' | 'read';
  /** The reader was brought here: it stands out for a while. */
  marked: boolean;
}

/** One row of the thread. Props are plain and few, so that a row is drawn again only when it changed. */
export const TranscriptRow = memo(function TranscriptRow(props: TranscriptRowProps) {
  const { item } = props;
  return (
    <div
      aria-current={props.marked ? 'true' : undefined}
      className={cn(
        'mx-auto w-full max-w-190 rounded-card px-4 transition-colors duration-700 motion-reduce:transition-none',
        props.marked && 'bg-accent-soft',
      )}
    >
      {props.dayMs === null ? null : <Day ms={props.dayMs} />}
      {props.unread ? <DaySeparator label="New" tone="unread" /> : null}
      {item.event === null || item.event.type === 'message:sent' ? (
        <Message {...props} />
      ) : (
        <SystemLine event={item.event} />
      )}
    </div>
  );
});

function Day({ ms }: { ms: number }) {
  return <DaySeparator label={dayWords(ms, useNow())} />;
}

function SystemLine({ event }: { event: ConversationEvent }) {
  const { self } = useConsole();
  const labels = useInbox((state) => state.labels);
  const at = Date.parse(event.at);
  const comment = event.type === 'conversation:rated' ? event.payload.comment : null;
  return (
    <div className="py-1.5 text-center text-xs wrap-anywhere text-secondary">
      {systemWords(event, self.id, labels)}
      <time dateTime={event.at} title={fullTime(at)} className="tabular">
        {' · '}
        {clockTime(at)}
      </time>
      {comment === null ? null : (
        <p dir="auto" className="mx-auto mt-1 max-w-prose text-sm whitespace-pre-wrap text-text">
          “{comment}”
        </p>
      )}
    </div>
  );
}

function Message({ item, startsGroup, endsGroup, receipt }: TranscriptRowProps) {
  const { self } = useConsole();
  const { event, pending } = item;
  const message = event?.type === 'message:sent' ? event : null;
  const kind = message?.payload.kind ?? pending?.kind ?? 'text';
  const body = message?.payload.body ?? pending?.body ?? '';
  const visitor = message?.actor.kind === 'contact';
  const authorId = message?.actor.id ?? self.id;
  const name = visitor
    ? contactName({ id: authorId, name: message.actor.name })
    : (message?.actor.name ?? self.name);
  const shownName = item.own ? 'You' : name;
  const note = kind === 'note';
  const time = clockTime(item.atMs);
  // Until it is sent whoever is named in it will be.
  const drawText = useMentionMarks(
    note ? (message?.payload.mentions ?? (pending ? 'all' : [])) : [],
  );

  return (
    <MessageBubble
      variant="compact"
      body={body}
      drawText={drawText}
      side={visitor ? 'start' : 'end'}
      tone={note ? 'note' : visitor ? 'in' : 'out'}
      startsGroup={startsGroup}
      endsGroup={endsGroup}
      label={`${note ? 'Note by ' : ''}${shownName}, ${time}`}
      pending={pending?.state === 'sending' || pending?.state === 'queued'}
      failed={pending?.state === 'failed'}
      avatar={visitor ? <Avatar id={authorId} name={message.actor.name} size={28} /> : undefined}
      author={
        note ? (
          <span className="flex items-center gap-1">
            <Lock size={11} aria-hidden="true" />
            Note · {shownName}
          </span>
        ) : visitor ? undefined : item.own ? undefined : (
          shownName
        )
      }
      meta={
        pending?.state === 'failed' ? (
          <Failed pending={pending} />
        ) : endsGroup || pending !== null ? (
          <>
            <time title={fullTime(item.atMs)} className="tabular">
              {time}
            </time>
            {visitor || note ? null : <Ticks pending={pending} receipt={receipt} />}
            {note && pending !== null ? <Ticks pending={pending} receipt={receipt} /> : null}
          </>
        ) : undefined
      }
    />
  );
}

const TICK_WORDS = {
  queued: 'Waiting for the connection',
  sending: 'Sending',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Seen',
} as const;

function Ticks({
  pending,
  receipt,
}: {
  pending: PendingMessage | null;
  receipt: TranscriptRowProps['receipt'];
}) {
  const waiting = pending?.state === 'queued' || pending?.state === 'sending';
  const state = waiting ? (pending.state as 'queued' | 'sending') : receipt;
  return (
    <>
      <ReceiptTicks state={state} label={TICK_WORDS[state]} />
      {state === 'queued' ? <span>Waiting for the connection</span> : null}
    </>
  );
}

function Failed({ pending }: { pending: PendingMessage }) {
  const { client } = useConsole();
  const action =
    'inline-flex items-center gap-1 rounded-control px-1 py-0.5 font-medium text-text underline-offset-2 hover:underline touch:py-3';
  return (
    <span className="flex flex-wrap items-center justify-end gap-x-1.5 text-failed-text">
      <span role="alert">
        Couldn’t send. {pending.error === null ? null : errorWords(pending.error)}
      </span>
      <button
        type="button"
        className={action}
        onClick={() => void client.messages.retry(pending.clientId)}
      >
        <RotateCcw size={12} aria-hidden="true" /> Retry
      </button>
      <button
        type="button"
        className={action}
        onClick={() => void client.messages.discard(pending.clientId)}
      >
        <Trash2 size={12} aria-hidden="true" /> Delete
      </button>
    </span>
  );
}
