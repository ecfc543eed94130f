import { useRef, useState, type ComponentType, type RefObject } from 'react';
import { ComposerTextarea } from '@/components/chat/composer-textarea';
import type { EmojiPickerProps } from '@/components/chat/emoji-picker';
import { LIMITS } from '@/lib/contracts/limits';
import { SendIcon, SmileIcon } from './icons';
import { usePhrases } from './phrases';

const COUNTED_FROM = 300;

export interface ComposerProps {
  value: string;
  onChange: (value: string) => void;
  onSend: () => void;
  onBlur: () => void;
  inputRef: RefObject<HTMLTextAreaElement | null>;
  /** Null while its code is on the way. */
  Picker: ComponentType<EmojiPickerProps> | null;
  hint: string | null;
  /** Why the last try did not work; empty = fine. The region is always there, so that it is heard. */
  problem: string;
}

export function Composer(props: ComposerProps) {
  const { value, onChange, onSend, onBlur, inputRef, Picker, hint, problem } = props;
  const book = usePhrases();
  const [picking, setPicking] = useState(false);
  const emojiButton = useRef<HTMLButtonElement>(null);
  const left = LIMITS.bodyChars - value.length;
  const sendable = value.trim() !== '' && left >= 0;

  const closePicker = () => {
    setPicking(false);
    emojiButton.current?.focus();
  };
  const pick = (emoji: string) => {
    const area = inputRef.current;
    const from = area?.selectionStart ?? value.length;
    const to = area?.selectionEnd ?? value.length;
    onChange(value.slice(0, from) + emoji + value.slice(to));
    setPicking(false);
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(from + emoji.length, from + emoji.length);
    });
  };

  return (
    <div className="relative px-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      {picking && Picker ? (
        <Picker
          label={book.say('emoji')}
          language={book.language}
          onPick={pick}
          onClose={closePicker}
          className="absolute inset-x-3 bottom-full z-20 mb-2"
        />
      ) : null}
      {hint === null ? null : (
        <p className="px-1 pb-2 text-center text-xs text-secondary">{hint}</p>
      )}
      <p role="alert" className="px-1 text-xs text-failed-text not-empty:pb-2">
        {problem}
      </p>
      <form
        className="flex items-end gap-1 rounded-[22px] border border-border-control/60 bg-surface ps-4 pe-1.5 transition-colors focus-within:border-brand focus-within:ring-1 focus-within:ring-brand"
        onSubmit={(event) => {
          event.preventDefault();
          onSend();
        }}
      >
        <ComposerTextarea
          value={value}
          onChange={onChange}
          onSend={() => {
            if (sendable) onSend();
          }}
          onBlur={onBlur}
          label={book.say('message')}
          placeholder={book.say('placeholder')}
          inputRef={inputRef}
          describedBy="composer-count"
          className="min-h-11 !py-[0.7rem]"
        />
        <button
          ref={emojiButton}
          type="button"
          aria-label={book.say('addEmoji')}
          title={book.say('addEmoji')}
          aria-expanded={picking}
          onClick={() => setPicking(!picking)}
          className="my-1.5 flex size-8 shrink-0 items-center justify-center rounded-full text-secondary transition-colors hover:bg-fill-hover hover:text-text touch:my-0 touch:size-11"
        >
          <SmileIcon />
        </button>
        <button
          type="submit"
          aria-label={book.say('send')}
          title={book.say('send')}
          disabled={!sendable}
          className="my-1.5 flex size-8 shrink-0 items-center justify-center rounded-full bg-brand text-on-brand transition-[background-color,opacity] disabled:bg-fill-active disabled:text-secondary touch:my-0 touch:size-11"
        >
          <SendIcon />
        </button>
      </form>
      <p
        id="composer-count"
        className={`px-2 text-end text-xs not-empty:pt-1 ${left < 0 ? 'font-medium text-failed-text' : 'text-secondary'}`}
      >
        {left < 0
          ? book.count('charactersOver', -left)
          : left <= COUNTED_FROM
            ? book.count('charactersLeft', left)
            : ''}
      </p>
    </div>
  );
}
