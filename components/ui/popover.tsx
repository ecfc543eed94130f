'use client';

import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { cn } from './cn';
import { popupClass } from './popup-class';

export interface PopoverProps {
  trigger: ReactElement<Record<string, unknown>>;
  /** Accessible name of the floating part. */
  label: string;
  children: ReactNode;
  side?: 'top' | 'right' | 'bottom' | 'left';
  align?: 'start' | 'center' | 'end';
  open?: boolean;
  defaultOpen?: boolean | undefined;
  onOpenChange?: (open: boolean) => void;
  /** Where focus goes when it closes; default: the trigger. */
  finalFocus?: RefObject<HTMLElement | null>;
  /** Where focus goes when it opens; default: the first thing that takes it. */
  initialFocus?: RefObject<HTMLElement | null>;
  className?: string;
}

export function Popover({
  trigger,
  label,
  children,
  side = 'bottom',
  align = 'start',
  open,
  defaultOpen,
  onOpenChange,
  finalFocus,
  initialFocus,
  className,
}: PopoverProps) {
  return (
    <Base.Root
      open={open}
      defaultOpen={defaultOpen}
      onOpenChange={(next, details) => {
        // What was done in here is undone from the toast: that is no press elsewhere.
        if (isOnToast(details.event)) details.cancel();
        else onOpenChange?.(next);
      }}
    >
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={6} className="z-50">
          <Base.Popup
            finalFocus={finalFocus}
            initialFocus={initialFocus}
            aria-label={label}
            className={cn(popupClass, 'p-3', className)}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** Pressed, or given the focus. */
function isOnToast(event: Event): boolean {
  const to = event instanceof FocusEvent ? event.relatedTarget : event.target;
  return to instanceof Element && to.closest('[data-sonner-toaster]') !== null;
}
