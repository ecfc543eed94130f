import { useEffect, useRef, useState } from 'react';
import { parseMarkdown } from '@/lib/domain/markdown/parse-markdown';
import { plainText } from '@/lib/domain/markdown/plain-text';
import type { ThreadState } from '@/lib/client/switchboard-client';
import { usePhrases } from './phrases';

const SPOKEN_CHARS = 300;

/**
 * What a screen reader is told while a thread is open: each new message of the other side, and once
 * per burst that somebody writes. History that is scrolled to is never read out.
 */
export function useAnnouncements(thread: ThreadState | null): string {
  const book = usePhrases();
  const [spoken, setSpoken] = useState('');
  const heard = useRef<{ id: string; seq: number } | null>(null);
  const id = thread?.conversationId ?? null;
  const ready = thread?.status === 'ready';
  const last = thread?.events.at(-1);

  useEffect(() => {
    if (id === null || !ready) return;
    const before = heard.current?.id === id ? heard.current.seq : null;
    heard.current = { id, seq: last?.seq ?? 0 };
    if (before === null || !thread) return;
    const lines = thread.events.flatMap((event) =>
      event.seq > before && event.type === 'message:sent' && event.actor.kind === 'member'
        ? [
            book.say('says', {
              name: event.actor.name ?? book.say('unnamedAgent'),
              text: plainText(parseMarkdown(event.payload.body)).slice(0, SPOKEN_CHARS),
            }),
          ]
        : [],
    );
    if (lines.length > 0) setSpoken(lines.join('\n'));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `last` stands for the whole list
  }, [id, ready, last, book]);

  const writer = thread?.typing[0]?.participant;
  const writerName = writer ? (writer.name ?? book.say('unnamedAgent')) : null;
  useEffect(() => {
    if (writerName !== null) setSpoken(book.say('typing', { name: writerName }));
  }, [writerName, book]);

  return spoken;
}
