'use client';

import { Switch as Base } from '@base-ui/react/switch';

export interface SwitchProps {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  /** Accessible name. A visible label that is tied to `id` is one, too, but only once the page's script runs. */
  label?: string;
  id?: string;
  disabled?: boolean;
  'aria-describedby'?: string | undefined;
}

export function Switch({ checked, onCheckedChange, label, id, disabled, ...aria }: SwitchProps) {
  return (
    <Base.Root
      id={id}
      checked={checked}
      onCheckedChange={onCheckedChange}
      disabled={disabled}
      aria-label={label}
      {...aria}
      className="relative inline-flex h-6 w-10 shrink-0 items-center rounded-full bg-border-control px-0.5 transition-colors data-checked:bg-accent data-disabled:opacity-50"
    >
      <Base.Thumb className="size-5 rounded-full bg-on-accent transition-transform data-checked:translate-x-4 rtl:data-checked:-translate-x-4" />
    </Base.Root>
  );
}
