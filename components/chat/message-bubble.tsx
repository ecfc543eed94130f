import type { ReactNode } from 'react';
import { isOnlyEmoji } from '@/lib/domain/markdown/is-only-emoji';
import { MessageBody, type MessageBodyProps } from './message-body';

export interface MessageBubbleProps {
  body: string;
  drawText?: MessageBodyProps['drawText'];
  /** `end` = one's own side. Mirrors by itself in right-to-left languages. */
  side: 'start' | 'end';
  /** `note`: internal, always on the note surface. */
  tone: 'in' | 'out' | 'note';
  /** `comfortable` in the widget (15 px), `compact` in the console (14 px). */
  variant?: 'comfortable' | 'compact';
  startsGroup: boolean;
  endsGroup: boolean;
  /** Who and when, for screen readers: the name of the article. */
  label: string;
  /** Above the first bubble of a group. */
  author?: ReactNode;
  /** Beside the last bubble of a group, on the `start` side; its width is kept free all the way. */
  avatar?: ReactNode;
  /** Below the bubble: time, ticks, what went wrong. */
  meta?: ReactNode;
  /** Not at the server yet: drawn lighter. */
  pending?: boolean;
  failed?: boolean;
}

const tones = {
  in: 'bg-bubble-in text-text',
  out: 'bg-bubble-out text-(--bubble-out-text)',
  note: 'bg-note text-note-text ring-1 ring-inset ring-note-border',
} as const;

/** One message. Corners between bubbles of one group are tight, so that a group reads as one. */
export function MessageBubble(props: MessageBubbleProps) {
  const { side, tone, variant = 'comfortable', startsGroup, endsGroup, avatar } = props;
  const atEnd = side === 'end';
  const large = tone !== 'note' && isOnlyEmoji(props.body);
  const corners = atEnd
    ? `${startsGroup ? '' : 'rounded-se-[5px]'} ${endsGroup ? '' : 'rounded-ee-[5px]'}`
    : `${startsGroup ? '' : 'rounded-ss-[5px]'} ${endsGroup ? '' : 'rounded-es-[5px]'}`;
  const text =
    variant === 'comfortable'
      ? 'px-3.5 py-2 text-[0.9375rem] leading-[1.4]'
      : 'px-3 py-1.5 text-base';
  return (
    <article
      aria-label={props.label}
      className={`flex flex-col ${atEnd ? 'items-end' : 'items-start'} ${startsGroup ? 'mt-3' : 'mt-0.5'}`}
    >
      {props.author !== undefined && startsGroup ? (
        <div className={`mb-1 text-xs text-secondary ${avatar === undefined ? 'px-1' : 'ps-10'}`}>
          {props.author}
        </div>
      ) : null}
      <div className={`flex max-w-full items-end gap-2 ${atEnd ? 'justify-end ps-10' : 'pe-8'}`}>
        {avatar === undefined ? null : (
          <span aria-hidden="true" className="w-7 shrink-0">
            {endsGroup ? avatar : null}
          </span>
        )}
        <div
          className={
            large
              ? 'min-w-0 px-1 text-[2.5rem] leading-tight'
              : `min-w-0 rounded-bubble ${text} ${tones[tone]} ${corners} ${props.pending ? 'opacity-70' : ''} ${props.failed ? 'ring-1 ring-failed ring-inset' : ''}`
          }
        >
          <MessageBody body={props.body} drawText={props.drawText} />
        </div>
      </div>
      {props.meta === undefined || props.meta === null ? null : (
        <div
          className={`mt-1 flex items-center gap-1.5 text-xs text-secondary ${avatar === undefined ? 'px-1' : 'ps-10'}`}
        >
          {props.meta}
        </div>
      )}
    </article>
  );
}
