'use client';

import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';
import { Kbd } from './kbd';

export interface TooltipProps {
  label: string;
  /** Names the key that does the same. */
  shortcut?: string | undefined;
  side?: 'top' | 'right' | 'bottom' | 'left' | undefined;
  /** The element it belongs to; must accept a ref and DOM props, and carry its own accessible name. */
  children: ReactElement<Record<string, unknown>>;
}

/** Put one around the app: the second tooltip in a row opens without delay. */
export const TooltipProvider = Base.Provider;

export function Tooltip({ label, shortcut, side = 'top', children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className="z-50">
          <Base.Popup className="flex max-w-64 items-center gap-2 rounded-control bg-text px-2 py-1 text-xs font-medium text-surface transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {label}
            {shortcut === undefined ? null : <Kbd keys={shortcut} onDark />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
