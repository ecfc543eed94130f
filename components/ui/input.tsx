import type { ComponentProps } from 'react';
import { cn } from './cn';

/** Shared look of every text control. */
export const controlClass =
  'w-full rounded-control border border-border-control bg-surface text-base text-text transition-colors hover:border-secondary focus-visible:outline-2 focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-failed data-invalid:border-failed touch:text-lg';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(controlClass, 'h-9 px-3 touch:h-11', className)} {...rest} />;
}
