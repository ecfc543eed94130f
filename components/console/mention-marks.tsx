'use client';

import { Fragment, useCallback, type ReactNode } from 'react';
import { cn } from '@/components/ui/cn';
import { splitMentions } from '@/lib/domain/mentions/mentions';
import { useConsole, usePresence } from './console-context';

/** Points out whom a note names, oneself above all. Undefined = nobody. */
export function useMentionMarks(
  mentions: readonly string[] | 'all',
): ((text: string) => ReactNode) | undefined {
  const { self } = useConsole();
  // One string, so that a colleague who comes or goes draws nothing again.
  const named = usePresence(({ members }) =>
    mentions.length === 0
      ? ''
      : Object.values(members)
          .filter(({ id }) => mentions === 'all' || mentions.includes(id))
          .map(({ name }) => name)
          .join('\n'),
  );
  const draw = useCallback(
    (text: string) =>
      splitMentions(text, named.split('\n')).map((part, index) => (
        <Fragment key={index}>
          {part.mention ? (
            <span
              className={cn(
                'rounded-[4px] bg-note-border/70 px-0.5 font-medium',
                part.text === `@${self.name}` && 'bg-note-text text-note',
              )}
            >
              {part.text}
            </span>
          ) : (
            part.text
          )}
        </Fragment>
      )),
    [named, self.name],
  );
  return named === '' ? undefined : draw;
}
