'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => undefined;
const isApple = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** True on Apple keyboards; false while server-rendering. */
export const useApple = (): boolean => useSyncExternalStore(never, isApple, () => false);

/** A shortcut such as `mod+K`, `shift+Enter`, `J`: one key cap per part. */
export function Kbd({ keys, onDark = false }: { keys: string; onDark?: boolean }) {
  const apple = useApple();
  const names: Record<string, string> = apple
    ? { mod: '⌘', shift: '⇧', alt: '⌥', Enter: '↵' }
    : { mod: 'Ctrl', shift: '⇧', alt: 'Alt', Enter: '↵' };
  return (
    <span className="inline-flex gap-0.5">
      {keys.split('+').map((key) => (
        <kbd
          key={key}
          className={
            onDark
              ? 'inline-flex h-4 min-w-4 items-center justify-center rounded-[4px] bg-current/15 px-1 font-sans text-xs leading-none'
              : 'inline-flex h-5 min-w-5 items-center justify-center rounded-[4px] border border-border-strong bg-fill px-1 font-sans text-xs leading-none text-secondary'
          }
        >
          {names[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}
