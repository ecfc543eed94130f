import { memo } from 'react';
import { MessageBubble } from '@/components/chat/message-bubble';
import { ReceiptTicks, type ReceiptTicksState } from '@/components/chat/receipt-ticks';
import type { Messages } from '@/lib/client/switchboard-client';
import { AgentAvatar } from './agent-avatar';
import { usePhrases } from './phrases';
import type { WidgetItem } from './transcript-items';

export interface MessageRowProps {
  item: WidgetItem;
  startsGroup: boolean;
  endsGroup: boolean;
  /** Own acknowledged messages only. */
  ticks: ReceiptTicksState | null;
  messages: Messages;
  onDiscarded: (body: string) => void;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { content } = props.item;
  return content.type === 'pending' ? (
    <PendingRow {...props} message={content.message} />
  ) : content.event.type === 'message:sent' ? (
    <SentRow {...props} event={content.event} />
  ) : null;
});

type Content = WidgetItem['content'];
type SentEvent = Extract<Extract<Content, { type: 'event' }>['event'], { type: 'message:sent' }>;

function SentRow({
  item,
  startsGroup,
  endsGroup,
  ticks,
  event,
}: MessageRowProps & { event: SentEvent }) {
  const book = usePhrases();
  const name = item.own ? book.say('you') : (event.actor.name ?? book.say('unnamedAgent'));
  const time = book.time(item.atMs);
  return (
    <MessageBubble
      body={event.payload.body}
      side={item.own ? 'end' : 'start'}
      tone={item.own ? 'out' : 'in'}
      startsGroup={startsGroup}
      endsGroup={endsGroup}
      label={book.say('at', { name, time })}
      author={item.own ? undefined : name}
      avatar={
        item.own ? undefined : <AgentAvatar id={event.actor.id ?? ''} name={event.actor.name} />
      }
      meta={
        endsGroup ? (
          <>
            <time dateTime={event.at}>{time}</time>
            {ticks ? <ReceiptTicks state={ticks} label={book.say(ticks)} /> : null}
          </>
        ) : null
      }
    />
  );
}

type Pending = Extract<Content, { type: 'pending' }>['message'];

function PendingRow({
  item,
  startsGroup,
  endsGroup,
  message,
  messages,
  onDiscarded,
}: MessageRowProps & { message: Pending }) {
  const book = usePhrases();
  const failed = message.state === 'failed' || message.state === 'refused';
  const state: ReceiptTicksState = failed ? 'failed' : (message.state as ReceiptTicksState);
  const tooLarge = message.error?.code === 'too_large' || message.error?.code === 'invalid';
  const discard = async () => {
    const gone = await messages.discard(message.clientId);
    if (gone) onDiscarded(gone.body);
  };
  const link = 'rounded-control font-medium underline underline-offset-2 touch:min-h-11';
  return (
    <MessageBubble
      body={message.body}
      side="end"
      tone="out"
      startsGroup={startsGroup}
      endsGroup={endsGroup}
      pending={!failed && message.state !== 'sent'}
      failed={failed}
      label={book.say('at', { name: book.say('you'), time: book.time(item.atMs) })}
      meta={
        failed ? (
          <span className="flex items-center gap-2 text-failed-text">
            {tooLarge ? (
              <span>{book.say('failedTooLarge')}</span>
            ) : (
              <button
                type="button"
                className="rounded-control text-start font-medium touch:min-h-11"
                onClick={() => void messages.retry(message.clientId)}
              >
                {book.say('failed')}
              </button>
            )}
            <button type="button" className={link} onClick={() => void discard()}>
              {book.say('discard')}
            </button>
          </span>
        ) : endsGroup ? (
          <>
            <time dateTime={new Date(item.atMs).toISOString()}>{book.time(item.atMs)}</time>
            <ReceiptTicks state={state} label={book.say(state)} />
          </>
        ) : null
      }
    />
  );
}
