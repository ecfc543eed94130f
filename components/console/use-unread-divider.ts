'use client';

import { useState } from 'react';
import { useThread } from './console-context';

/**
 * After which sequence the "New" line stands; null = no line. It is set when the thread opens with
 * unread messages, moves when something comes in while nobody looks, and goes when one answers.
 * Reading does not move it: it must stay where the reader's eyes find it.
 */
export function useUnreadDivider(conversationId: string, looking: boolean): number | null {
  const ready = useThread(conversationId, (state) => state.status === 'ready');
  const unread = useThread(conversationId, (state) => state.unread);
  const readSeq = useThread(conversationId, (state) => state.own.readSeq);
  const answering = useThread(conversationId, (state) => state.pending.length > 0);

  const [divider, setDivider] = useState<{ after: number | null; opened: boolean }>({
    after: null,
    opened: false,
  });

  // State derived from the store while drawing, as React advises: no second pass through effects.
  if (ready && !divider.opened) {
    setDivider({ after: unread > 0 ? readSeq : null, opened: true });
  } else if (divider.opened && answering && divider.after !== null) {
    setDivider({ after: null, opened: true });
  } else if (divider.opened && !looking && !answering && unread > 0 && divider.after !== readSeq) {
    setDivider({ after: readSeq, opened: true });
  }
  return divider.after;
}
