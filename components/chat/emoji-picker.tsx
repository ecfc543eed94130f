/** A small grid of common emoji: arrow keys move, Enter picks, Escape closes. Load it on demand. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { EMOJI, type EmojiLanguage } from './emoji-list';

const COLUMNS = 8;

export interface EmojiPickerProps {
  /** Name of the grid. */
  label: string;
  /** Of the names; default English. */
  language?: EmojiLanguage;
  onPick: (emoji: string) => void;
  onClose: () => void;
  className?: string;
}

export function EmojiPicker({
  label,
  language = 'en',
  onPick,
  onClose,
  className = '',
}: EmojiPickerProps) {
  const [active, setActive] = useState(0);
  const grid = useRef<HTMLDivElement>(null);

  useEffect(() => {
    grid.current?.querySelectorAll('button')[active]?.focus({ preventScroll: false });
  }, [active]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
      return;
    }
    const forward = grid.current && getComputedStyle(grid.current).direction === 'rtl' ? -1 : 1;
    const step = {
      ArrowRight: forward,
      ArrowLeft: -forward,
      ArrowDown: COLUMNS,
      ArrowUp: -COLUMNS,
      Home: -active,
      End: EMOJI.length - 1 - active,
    }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setActive(Math.min(EMOJI.length - 1, Math.max(0, active + step)));
  };

  return (
    <div
      ref={grid}
      role="group"
      aria-label={label}
      onKeyDown={onKeyDown}
      className={`grid max-h-56 grid-cols-8 gap-0.5 overflow-y-auto overscroll-contain rounded-card bg-raised p-2 shadow-float ${className}`}
    >
      {EMOJI.map(({ emoji, names }, index) => (
        <button
          key={emoji}
          type="button"
          aria-label={names[language]}
          title={names[language]}
          tabIndex={index === active ? 0 : -1}
          onClick={() => onPick(emoji)}
          className="flex size-9 items-center justify-center rounded-control text-xl hover:bg-fill-hover"
        >
          <span aria-hidden="true">{emoji}</span>
        </button>
      ))}
    </div>
  );
}
