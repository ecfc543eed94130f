'use client';

import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children: ReactNode;
  /** Buttons, right-aligned; the safe one first. */
  footer?: ReactNode;
  /** `sheet` slides in from the end of the line and fills the height. */
  variant?: 'centred' | 'sheet';
  /** Keeps the title for assistive technology only. */
  hideHeader?: boolean;
  className?: string;
}

const popups = {
  centred:
    'fixed start-1/2 top-[12vh] max-h-[76vh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 rounded-card rtl:translate-x-1/2',
  sheet: 'fixed inset-y-0 end-0 w-[min(22rem,calc(100vw-2.5rem))]',
} as const;

/** Modal. Focus is kept inside and given back to where it was when it closes. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  variant = 'centred',
  hideHeader = false,
  className,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          className={cn(
            'z-50 flex flex-col overflow-hidden bg-raised text-text shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0',
            popups[variant],
            className,
          )}
        >
          <div
            className={
              hideHeader ? 'sr-only' : 'flex items-center justify-between gap-3 px-5 pt-3 pb-2'
            }
          >
            <div className="min-w-0">
              <Base.Title className="text-lg font-semibold text-text">{title}</Base.Title>
              {description === undefined ? null : (
                <Base.Description className="mt-0.5 text-sm text-secondary">
                  {description}
                </Base.Description>
              )}
            </div>
            {hideHeader ? null : (
              <Base.Close
                aria-label="Close"
                className="-me-2 inline-flex size-8 shrink-0 items-center justify-center rounded-control text-secondary transition-colors hover:bg-fill-hover hover:text-text touch:size-11"
              >
                <X size={16} />
              </Base.Close>
            )}
          </div>
          <div className={cn('min-h-0 flex-1 overflow-y-auto', !hideHeader && 'px-5 pb-5')}>
            {children}
          </div>
          {footer === undefined ? null : (
            <div className="flex justify-end gap-2 border-t px-5 py-3">{footer}</div>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
