import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';
import { Spinner } from './spinner';

const base =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap select-none transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:shrink-0';
const variants = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover active:bg-accent-hover',
  secondary: 'border border-border-strong bg-surface text-text hover:bg-fill active:bg-fill-hover',
  ghost: 'text-soft hover:bg-fill-hover hover:text-text active:bg-fill-active',
  danger: 'bg-failed text-on-failed hover:bg-failed-hover',
} as const;
const sizes = {
  sm: 'h-7 px-2.5 text-sm touch:h-11',
  md: 'h-8 px-3 text-sm touch:h-11',
  lg: 'h-10 px-4 text-base touch:h-11',
} as const;

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: keyof typeof variants;
  size?: keyof typeof sizes;
  /** Shows a spinner in place of the icon and refuses clicks; the label and width stay. */
  busy?: boolean;
  icon?: ReactNode;
}

/** Class names of a button, for links that look like one. */
export const buttonClass = (
  variant: keyof typeof variants = 'secondary',
  size: keyof typeof sizes = 'md',
): string => cn(base, variants[variant], sizes[size]);

export function Button({
  variant = 'secondary',
  size = 'md',
  busy = false,
  icon,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={cn(buttonClass(variant, size), className)}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <Spinner size={14} /> : icon}
      {children}
    </button>
  );
}
