'use client';

import { Combobox as Base } from '@base-ui/react/combobox';
import { Check, ChevronsUpDown } from 'lucide-react';
import { cn } from './cn';
import { controlClass } from './input';
import { itemClass, popupClass } from './popup-class';

export interface ComboboxProps {
  options: readonly string[];
  value: string;
  onValueChange: (value: string) => void;
  /** What an option looks like, and what is searched. */
  words?: (value: string) => string;
  /** Shown when nothing matches. */
  empty: string;
  id?: string;
  className?: string;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: boolean | undefined;
}

/** One of a long list, found by typing. What is typed and matches nothing changes nothing. */
export function Combobox({
  options,
  value,
  onValueChange,
  words = (option) => option,
  empty,
  id,
  className,
  ...aria
}: ComboboxProps) {
  return (
    <Base.Root
      items={options}
      value={value}
      itemToStringLabel={words}
      autoHighlight
      onValueChange={(next) => {
        if (next !== null) onValueChange(next);
      }}
    >
      <Base.InputGroup className={cn('relative', className)}>
        <Base.Input
          id={id}
          {...aria}
          spellCheck={false}
          autoComplete="off"
          className={cn(controlClass, 'h-9 ps-3 pe-9 touch:h-11')}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Base.Trigger
          aria-label="Show all"
          className="absolute inset-y-0 end-0 flex w-9 items-center justify-center text-secondary"
        >
          <ChevronsUpDown size={14} aria-hidden="true" />
        </Base.Trigger>
      </Base.InputGroup>
      <Base.Portal>
        <Base.Positioner sideOffset={4} className="z-50">
          <Base.Popup
            className={cn(
              popupClass,
              'max-h-72 w-(--anchor-width) overflow-y-auto overscroll-contain',
            )}
          >
            <Base.Empty className="px-2 py-1.5 text-secondary empty:hidden">{empty}</Base.Empty>
            <Base.List>
              {(option: string) => (
                <Base.Item key={option} value={option} className={itemClass}>
                  <span className="min-w-0 flex-1 truncate">{words(option)}</span>
                  <Base.ItemIndicator>
                    <Check size={14} />
                  </Base.ItemIndicator>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
