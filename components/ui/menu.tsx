'use client';

import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cn } from './cn';
import { Kbd } from './kbd';
import { itemClass, popupClass } from './popup-class';

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement<Record<string, unknown>>;
  children: ReactNode;
  side?: 'top' | 'right' | 'bottom' | 'left';
  align?: 'start' | 'center' | 'end';
  open?: boolean;
  defaultOpen?: boolean | undefined;
  onOpenChange?: (open: boolean) => void;
  className?: string;
}

export function Menu({
  trigger,
  children,
  side = 'bottom',
  align = 'start',
  open,
  defaultOpen,
  onOpenChange,
  className,
}: MenuProps) {
  return (
    <Base.Root open={open} defaultOpen={defaultOpen} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner side={side} align={align} sideOffset={4} className="z-50">
          <Base.Popup
            className={cn(
              popupClass,
              'max-h-(--available-height) min-w-48 overflow-y-auto',
              className,
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  children: ReactNode;
  icon?: ReactNode;
  shortcut?: string | undefined;
  /** Right-aligned detail, e.g. a time. */
  detail?: string | undefined;
  onSelect: () => void;
  disabled?: boolean;
  danger?: boolean;
}

export function MenuItem({
  children,
  icon,
  shortcut,
  detail,
  onSelect,
  disabled,
  danger = false,
}: MenuItemProps) {
  return (
    <Base.Item
      onClick={onSelect}
      disabled={disabled}
      className={cn(itemClass, danger && 'text-failed-text')}
    >
      {icon === undefined ? null : <span className="text-secondary">{icon}</span>}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {detail === undefined ? null : (
        <span className="tabular text-xs text-secondary">{detail}</span>
      )}
      {shortcut === undefined ? null : <Kbd keys={shortcut} />}
    </Base.Item>
  );
}

export interface MenuCheckItemProps {
  children: ReactNode;
  icon?: ReactNode;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  closeOnClick?: boolean;
}

/** A choice that can be on or off; also used for one-of-many. */
export function MenuCheckItem({
  children,
  icon,
  checked,
  onCheckedChange,
  closeOnClick = true,
}: MenuCheckItemProps) {
  return (
    <Base.CheckboxItem
      checked={checked}
      onCheckedChange={onCheckedChange}
      closeOnClick={closeOnClick}
      className={itemClass}
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <span className="size-3.5">
        <Base.CheckboxItemIndicator>
          <Check size={14} />
        </Base.CheckboxItemIndicator>
      </span>
    </Base.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="mx-1 my-1 h-px bg-border" />;
}

export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-1.5 pb-1 text-xs text-secondary">{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}
