import { useEffect, useRef, useState } from 'react';
import type { Note } from '@/components/notifications/notification-actions';
import { iconButton } from '../frame/header';
import { CloseIcon } from '../frame/icons';
import { useInboxBook } from './inbox-book';

/** Long enough to read it and to go there by keyboard. */
const STAYS_MS = 8_000;

/** What was done just now, and how to take it back. Stays while somebody is at it. */
export function NoteBar({ note, onGone }: { note: Note | null; onGone: () => void }) {
  const book = useInboxBook();
  const bar = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (note === null || held) return;
    const timer = setTimeout(() => {
      if (!bar.current?.contains(document.activeElement)) onGone();
    }, STAYS_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once per note
  }, [note, held]);
  return (
    <div role="status" className="pointer-events-none absolute inset-x-3 bottom-3 z-20">
      {note === null ? null : (
        <div
          ref={bar}
          onMouseEnter={() => setHeld(true)}
          onMouseLeave={() => setHeld(false)}
          className="pointer-events-auto flex min-h-11 animate-rise items-center gap-1 rounded-card bg-raised ps-4 pe-1 text-sm shadow-float"
        >
          <span className={`min-w-0 flex-1 py-2 ${note.failed ? 'text-failed-text' : ''}`}>
            {note.text}
          </span>
          {note.undo === null ? null : (
            <button
              type="button"
              onClick={note.undo}
              className="h-9 rounded-control px-3 font-semibold text-brand-text hover:bg-fill-hover touch:h-11"
            >
              {book.say('undo')}
            </button>
          )}
          <button
            type="button"
            aria-label={book.say('dismiss')}
            onClick={onGone}
            className={iconButton}
          >
            <CloseIcon />
          </button>
        </div>
      )}
    </div>
  );
}
