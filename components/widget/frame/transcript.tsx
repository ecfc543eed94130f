/** The log of one conversation: grouped bubbles, days, the unread line, who is writing. */
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { DaySeparator } from '@/components/chat/day-separator';
import { TypingDots } from '@/components/chat/typing-dots';
import { useChatScroll } from '@/components/chat/use-chat-scroll';
import type { ThreadState, VisitorClient } from '@/lib/client/switchboard-client';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import { groupTranscript } from '@/lib/domain/transcript/group-transcript';
import { AgentAvatar } from './agent-avatar';
import { DownIcon } from './icons';
import { MessageRow } from './message-row';
import { staffCursors, ticksFor } from './own-message-state';
import { usePhrases } from './phrases';
import type { PhraseBook } from '../strings/phrase-book';
import { transcriptItems, type WidgetItem } from './transcript-items';
import type { Later } from './use-later';
import { useNow } from './use-now';

export interface TranscriptProps {
  client: VisitorClient;
  thread: ThreadState;
  greeting: string;
  askRating: boolean;
  later: Later | null;
  /** The chat is on screen: what is drawn at the end counts as read. */
  shown: boolean;
  onDiscarded: (body: string) => void;
}

export function Transcript({ client, thread, greeting, shown, later, ...props }: TranscriptProps) {
  const book = usePhrases();
  const now = useNow();
  const { conversationId } = thread;
  const ready = thread.status === 'ready';

  // Where reading ended when the thread came on screen: the line stays there until it is left.
  const [unreadAfter, setUnreadAfter] = useState<number | null>(null);
  const marked = useRef(false);
  useEffect(() => {
    if (!shown) marked.current = false;
    if (!shown || !ready || marked.current) return;
    marked.current = true;
    setUnreadAfter(thread.unread > 0 ? thread.own.readSeq : null);
  }, [shown, ready, thread.unread, thread.own.readSeq]);

  const items = useMemo(
    () => transcriptItems({ events: thread.events, pending: thread.pending }),
    [thread.events, thread.pending],
  );
  const rows = useMemo(
    () => groupTranscript(items, { dayKey: book.dayKey, unreadAfterSeq: unreadAfter }),
    [items, book, unreadAfter],
  );
  const cursors = useMemo(() => staffCursors(thread.receipts), [thread.receipts]);

  const loadOlder = useCallback(() => {
    if (thread.hasOlder && !thread.loadingOlder)
      void client.conversations.loadOlder(conversationId);
  }, [client, conversationId, thread.hasOlder, thread.loadingOlder]);
  const scroll = useChatScroll({
    firstKey: items[0]?.key,
    ready,
    startKey: null,
    onNearTop: loadOlder,
  });
  const { atBottom, toBottom } = scroll;

  // One's own message always comes into view.
  const pendingCount = thread.pending.length;
  const pendingBefore = useRef(pendingCount);
  useEffect(() => {
    if (pendingCount > pendingBefore.current) toBottom();
    pendingBefore.current = pendingCount;
  }, [pendingCount, toBottom]);

  const lastSeq = thread.events.at(-1)?.seq ?? 0;
  const [seenSeq, setSeenSeq] = useState(lastSeq);
  useEffect(() => {
    if (atBottom) setSeenSeq(lastSeq);
  }, [atBottom, lastSeq]);
  const below = items.filter((item) => !item.own && item.seq !== null && item.seq > seenSeq).length;

  const visible = useVisible();
  useEffect(() => {
    if (shown && visible && atBottom && ready && lastSeq > 0) {
      client.receipts.markRead(conversationId, lastSeq);
    }
  }, [client, conversationId, shown, visible, atBottom, ready, lastSeq]);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroll.scroller}
        onScroll={scroll.onScroll}
        role="log"
        aria-live="off"
        aria-label={book.say('transcript')}
        aria-busy={thread.loadingOlder || !ready}
        tabIndex={0}
        className="absolute inset-0 overflow-y-auto overscroll-contain px-3 [overflow-anchor:none]"
      >
        <div ref={scroll.content} className="flex min-h-full flex-col justify-end pt-2 pb-3">
          {!ready ? <TranscriptSkeleton label={book.say('loading')} /> : null}
          {ready && thread.hasOlder ? (
            <button
              type="button"
              disabled={thread.loadingOlder}
              onClick={loadOlder}
              className="mx-auto my-2 rounded-full px-3 py-1.5 text-xs text-secondary hover:bg-fill-hover"
            >
              {book.say(thread.loadingOlder ? 'loadingEarlier' : 'loadEarlier')}
            </button>
          ) : null}
          {ready && !thread.hasOlder && greeting !== '' ? <Greeting text={greeting} /> : null}
          {rows.map((row) => {
            switch (row.type) {
              case 'day':
                return <DaySeparator key={row.key} label={book.day(row.atMs, now)} />;
              case 'unread':
                return <DaySeparator key={row.key} tone="unread" label={book.say('newMessages')} />;
              case 'notice':
                return (
                  <p
                    key={row.key}
                    data-key={row.key}
                    className="py-3 text-center text-xs text-secondary"
                  >
                    {noticeWords(row.item, book, later)}
                  </p>
                );
              case 'message':
                return (
                  <Row key={row.key} rowKey={row.key} atMs={row.item.atMs}>
                    <MessageRow
                      item={row.item}
                      startsGroup={row.startsGroup}
                      endsGroup={row.endsGroup}
                      ticks={
                        row.item.own && row.item.seq !== null
                          ? ticksFor(row.item.seq, cursors)
                          : null
                      }
                      messages={client.messages}
                      onDiscarded={props.onDiscarded}
                    />
                  </Row>
                );
            }
          })}
          {later && ready ? (
            <later.RatingCard client={client} thread={thread} asks={props.askRating} />
          ) : null}
          {thread.typing.map(({ participant }) => (
            <div key={participant.id} className="mt-3 flex animate-rise items-end gap-2">
              <AgentAvatar id={participant.id} name={participant.name} />
              <TypingDots
                label={book.say('typing', { name: participant.name ?? book.say('unnamedAgent') })}
              />
            </div>
          ))}
        </div>
      </div>
      {atBottom || !ready ? null : (
        <button
          type="button"
          onClick={() => toBottom(true)}
          aria-label={below > 0 ? undefined : book.say('jumpToLatest')}
          className={`absolute inset-x-0 bottom-2 mx-auto flex h-9 w-fit animate-rise items-center gap-1.5 rounded-full text-sm font-medium shadow-float touch:h-11 ${
            below > 0
              ? 'bg-brand ps-3 pe-4 text-on-brand'
              : 'bg-raised px-2 text-secondary touch:px-3'
          }`}
        >
          <DownIcon />
          {below > 0 ? book.count('newMessagesBelow', below) : null}
        </button>
      )}
    </div>
  );
}

function noticeWords(item: WidgetItem, book: PhraseBook, later: Later | null): string | undefined {
  const event = (item.content as { event: ConversationEvent }).event;
  if (event.type === 'conversation:rated') return later?.ratedWords(event, book);
  return book.say(event.type === 'conversation:resolved' ? 'resolved' : 'reopened');
}

/** What just came slides in; history that is scrolled to stands still. */
function Row({ rowKey, atMs, children }: { rowKey: string; atMs: number; children: ReactNode }) {
  const [isNew] = useState(() => Date.now() - atMs < 5_000);
  return (
    <div data-key={rowKey} className={isNew ? 'animate-rise' : undefined}>
      {children}
    </div>
  );
}

/** The site's own first words, in the voice of a message; not part of the record. */
function Greeting({ text }: { text: string }) {
  return (
    <div className="px-4 py-5 text-center">
      <p
        dir="auto"
        className="mx-auto max-w-[17rem] text-sm leading-relaxed text-balance text-secondary"
      >
        {text}
      </p>
    </div>
  );
}

/** Same shape as what comes, so that nothing jumps. */
function TranscriptSkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-3 py-3">
      {['w-3/5 self-start', 'w-2/5 self-end', 'w-1/2 self-start'].map((shape) => (
        <span key={shape} className={`h-10 animate-shimmer rounded-bubble bg-fill ${shape}`} />
      ))}
    </div>
  );
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const update = () => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return visible;
}
