import { useLayoutEffect, useRef, type KeyboardEvent, type RefObject } from 'react';

export interface ComposerTextareaProps {
  value: string;
  onChange: (value: string) => void;
  /** Enter, or with `sendWith="mod+enter"` Ctrl/⌘ + Enter. */
  onSend: () => void;
  /** Accessible name and placeholder. */
  label: string;
  placeholder: string;
  maxLength?: number;
  /** Grows up to so many lines, then scrolls. */
  maxRows?: number;
  sendWith?: 'enter' | 'mod+enter';
  variant?: 'comfortable' | 'compact';
  disabled?: boolean;
  describedBy?: string;
  /** Ids of an open list of suggestions and of the one that Enter takes. */
  suggestions?: { list: string; option: string } | undefined;
  /** The text or the caret changed. */
  onSelect?: () => void;
  inputRef?: RefObject<HTMLTextAreaElement | null>;
  onBlur?: () => void;
  onFocus?: () => void;
  onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  className?: string;
}

/** A plain textarea that grows with its text. Shift + Enter makes a line; input methods are left alone. */
export function ComposerTextarea(props: ComposerTextareaProps) {
  const { value, maxRows = 5, sendWith = 'enter', variant = 'comfortable' } = props;
  const own = useRef<HTMLTextAreaElement>(null);
  const area = props.inputRef ?? own;

  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = 'auto';
    const style = getComputedStyle(element);
    const line = Number.parseFloat(style.lineHeight) || 20;
    const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom);
    const most = line * maxRows + padding;
    element.style.height = `${Math.min(element.scrollHeight, most)}px`;
    element.style.overflowY = element.scrollHeight > most + 1 ? 'auto' : 'hidden';
  }, [area, value, maxRows]);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    props.onKeyDown?.(event);
    // 229: Safari's Enter that confirms a composed word says `isComposing: false`.
    if (event.defaultPrevented || event.nativeEvent?.isComposing || event.keyCode === 229) return;
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return;
    const mod = event.ctrlKey || event.metaKey;
    if (sendWith === 'mod+enter' && !mod) return;
    event.preventDefault();
    props.onSend();
  };

  return (
    <textarea
      ref={area}
      rows={1}
      // Nothing written yet runs as the page does, and so does the placeholder; `auto` would say left.
      dir={value === '' ? undefined : 'auto'}
      value={value}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-controls={props.suggestions?.list}
      aria-activedescendant={props.suggestions?.option}
      placeholder={props.placeholder}
      maxLength={props.maxLength}
      disabled={props.disabled}
      enterKeyHint={sendWith === 'enter' ? 'send' : 'enter'}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      onSelect={props.onSelect}
      onBlur={props.onBlur}
      onFocus={props.onFocus}
      onKeyDown={onKeyDown}
      className={`block w-full resize-none bg-transparent outline-none disabled:opacity-60 ${
        variant === 'comfortable'
          ? 'py-2 text-[0.9375rem] leading-[1.35] touch:text-[1rem]'
          : 'py-1.5 text-base'
      } ${props.className ?? ''}`}
    />
  );
}
