import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn';
import { Tooltip } from './tooltip';

const sizes = { sm: 'size-6', md: 'size-8', lg: 'size-9' } as const;

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** Says what it does: the accessible name and the tooltip. */
  label: string;
  icon: ReactNode;
  size?: keyof typeof sizes;
  /** Key shown in the tooltip, e.g. `E` or `mod+K`. */
  shortcut?: string;
  active?: boolean;
  tooltipSide?: 'top' | 'right' | 'bottom' | 'left';
}

export function IconButton({
  label,
  icon,
  size = 'md',
  shortcut,
  active = false,
  tooltipSide,
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} shortcut={shortcut} side={tooltipSide}>
      <button
        type={type}
        aria-label={label}
        aria-keyshortcuts={shortcut?.replace('mod', 'Control')}
        className={cn(
          'inline-flex shrink-0 items-center justify-center rounded-control text-secondary transition-colors hover:bg-fill-hover hover:text-text disabled:pointer-events-none disabled:opacity-50 touch:size-11',
          sizes[size],
          active && 'bg-fill-hover text-text',
          className,
        )}
        {...rest}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
