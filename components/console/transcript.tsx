'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type RefObject,
} from 'react';
import { TypingDots } from '@/components/chat/typing-dots';
import { Spinner } from '@/components/ui/spinner';
import type { ThreadState } from '@/lib/client/switchboard-client';
import { contactName } from './contact-name';
import { useConsole, useThread } from './console-context';
import { TranscriptRow } from './transcript-row';
import { createThreadRows, type ThreadRow } from './transcript-rows';
import { useLanding } from './use-landing';
import { useLooking } from './use-looking';
import { useUnreadDivider } from './use-unread-divider';

/** History is asked for while this many rows are still above the reader. */
const ASK_AHEAD = 25;
/** Nearer to the end than this is at the end. */
const END = 80;

/**
 * The thread, newest at the bottom. Only rows in sight exist. The list is anchored at its end: what
 * the reader sees stays where it is when history is put on top or rows above turn out taller; new
 * messages are followed only by somebody who is at the end already.
 */
export function Transcript({ conversationId }: { conversationId: string }) {
  const { client, self } = useConsole();
  const events = useThread(conversationId, (state) => state.events);
  const pending = useThread(conversationId, (state) => state.pending);
  const hasOlder = useThread(conversationId, (state) => state.hasOlder);
  const loadingOlder = useThread(conversationId, (state) => state.loadingOlder);
  const unread = useThread(conversationId, (state) => state.unread);
  const seen = useThread(conversationId, (state) => visitorCursors(state.receipts));

  const looking = useLooking();
  const unreadAfterSeq = useUnreadDivider(conversationId, looking);
  const [rowsOf] = useState(createThreadRows);
  const rows = useMemo(
    () => rowsOf({ events, pending, selfId: self.id, unreadAfterSeq }),
    [rowsOf, events, pending, self.id, unreadAfterSeq],
  );

  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- rows are memoised by hand below
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 56,
    getItemKey: (index) => rows[index]?.key ?? index,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END,
    overscan: 8,
    paddingStart: 16,
    // Room for the typing bubble, so that nothing moves when somebody starts to type.
    paddingEnd: 48,
  });
  const items = virtual.getVirtualItems();
  const firstShown = items[0]?.index ?? 0;

  useLayoutEffect(() => {
    virtual.scrollToEnd();
  }, [virtual]);

  useEffect(() => {
    if (hasOlder && !loadingOlder && firstShown < ASK_AHEAD) {
      void client.conversations.loadOlder(conversationId);
    }
  }, [client, conversationId, hasOlder, loadingOlder, firstShown]);

  // One's own new message is always followed, wherever one has scrolled.
  const lastPending = pending.at(-1)?.clientId;
  const [followed, setFollowed] = useState(lastPending);
  useLayoutEffect(() => {
    if (lastPending === undefined || lastPending === followed) return;
    setFollowed(lastPending);
    virtual.scrollToEnd();
  }, [virtual, lastPending, followed]);

  const [atEnd, onScroll, letGo] = useAtEnd(scroller, virtual);
  const reveal = useCallback(
    (index: number) => {
      letGo();
      virtual.scrollToIndex(index, { align: 'center' });
    },
    [virtual, letGo],
  );
  const marked = useLanding({ conversationId, rows, reveal });
  const bottomSeq = seqAtOrAbove(rows, virtual.range?.endIndex ?? -1);
  useEffect(() => {
    if (looking && bottomSeq !== null) client.receipts.markRead(conversationId, bottomSeq);
  }, [client, conversationId, looking, bottomSeq]);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-label="Messages"
        aria-live="off"
        aria-busy={loadingOlder || undefined}
        tabIndex={0}
        onScroll={onScroll}
        className="h-full overflow-y-auto overscroll-contain -outline-offset-2 [overflow-anchor:none]"
      >
        {loadingOlder ? (
          <p
            role="status"
            className="pointer-events-none sticky top-2 z-10 mx-auto -mb-7 flex h-7 w-fit items-center gap-2 rounded-full bg-raised px-3 text-xs text-secondary shadow-float"
          >
            <Spinner size={12} /> Loading history
          </p>
        ) : null}
        <div className="flex min-h-full flex-col justify-end">
          <div className="relative w-full shrink-0" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              return (
                <div
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  className="absolute inset-x-0"
                  style={{ top: item.start }}
                >
                  <TranscriptRow
                    item={row.item}
                    dayMs={row.dayMs}
                    unread={row.unread}
                    startsGroup={row.startsGroup}
                    endsGroup={row.endsGroup}
                    receipt={receiptOf(row.item.seq, seen)}
                    marked={marked !== null && row.item.seq === marked}
                  />
                </div>
              );
            })}
            <TypingLine conversationId={conversationId} />
          </div>
        </div>
      </div>
      {atEnd ? null : (
        <button
          type="button"
          onClick={() => virtual.scrollToEnd()}
          className="absolute bottom-3 left-1/2 flex h-8 -translate-x-1/2 animate-rise items-center gap-1.5 rounded-full bg-raised px-3 text-sm font-medium shadow-float transition-colors hover:bg-fill-hover touch:h-11"
        >
          <ArrowDown size={14} aria-hidden="true" />
          {unread > 0 ? `${unread > 99 ? '99+' : unread} new` : 'Latest'}
        </button>
      )}
    </div>
  );
}

/** Whether the newest is in sight, and keeps it so when the pane itself becomes lower or higher. */
function useAtEnd(
  scroller: RefObject<HTMLDivElement | null>,
  virtual: { scrollToEnd: () => void },
): [atEnd: boolean, onScroll: () => void, letGo: () => void] {
  const [atEnd, setAtEnd] = useState(true);
  const stays = useRef(true);
  const lastTop = useRef(0);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      if (stays.current) virtual.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, virtual]);

  const onScroll = () => {
    const element = scroller.current;
    if (element === null) return;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < END;
    // Only the reader moves the view up: otherwise rows came in below and the view has yet to follow.
    const movedUp = element.scrollTop < lastTop.current - 1;
    lastTop.current = element.scrollTop;
    if (near) stays.current = true;
    else if (movedUp) stays.current = false;
    setAtEnd(stays.current);
  };
  /** The view goes elsewhere: it follows the end again once it is there. */
  const letGo = useCallback(() => {
    stays.current = false;
  }, []);
  return [atEnd, onScroll, letGo];
}

/** The visitor's cursors as one string, so that only a change of them draws the list again. */
function visitorCursors(receipts: ThreadState['receipts']): string {
  let delivered = 0;
  let read = 0;
  for (const receipt of Object.values(receipts)) {
    if (receipt.participant.kind !== 'contact') continue;
    delivered = Math.max(delivered, receipt.deliveredSeq);
    read = Math.max(read, receipt.readSeq);
  }
  return `${delivered}:${read}`;
}

function receiptOf(seq: number | null, cursors: string): 'sent' | 'delivered' | 'read' {
  const [delivered = 0, read = 0] = cursors.split(':').map(Number);
  if (seq === null) return 'sent';
  return seq <= read ? 'read' : seq <= delivered ? 'delivered' : 'sent';
}

/** Sequence of the last row in sight; what is waiting to be sent has none. */
function seqAtOrAbove(rows: readonly ThreadRow[], index: number): number | null {
  for (let at = index; at >= 0; at -= 1) {
    const seq = rows[at]?.item.seq;
    if (seq !== undefined && seq !== null) return seq;
  }
  return null;
}

/** In the place where the message will appear. */
function TypingLine({ conversationId }: { conversationId: string }) {
  const typing = useThread(conversationId, (state) => state.typing);
  const visitor = typing.find((person) => person.participant.kind === 'contact');
  return (
    <div className="absolute inset-x-0 bottom-0 mx-auto flex h-11 w-full max-w-190 items-start px-4">
      {visitor === undefined ? null : (
        <TypingDots
          className="animate-rise"
          label={`${contactName({ id: visitor.participant.id, name: visitor.participant.name })} is typing`}
        />
      )}
    </div>
  );
}
