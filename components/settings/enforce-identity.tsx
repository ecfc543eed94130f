'use client';

import { useId } from 'react';
import { Switch } from '@/components/ui/switch';

const NAME = 'Verified visitors only';

export interface EnforceIdentityProps {
  checked: boolean;
  /** As it is saved. */
  wasChecked: boolean;
  hasKey: boolean;
  onChange: (checked: boolean) => void;
  error?: string | undefined;
}

export function EnforceIdentity({
  checked,
  wasChecked,
  hasKey,
  onChange,
  error,
}: EnforceIdentityProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Switch
        id={id}
        label={NAME}
        checked={checked}
        onCheckedChange={onChange}
        disabled={!hasKey && !checked}
        aria-describedby={`${id}-hint`}
      />
      <div className="min-w-0">
        <label htmlFor={id} className="text-base font-medium">
          {NAME}
        </label>
        <p id={`${id}-hint`} className="mt-0.5 max-w-prose text-sm text-secondary">
          {hasKey
            ? 'The chat opens only for people whose identity your server signed. Everybody else is turned away, also those who wrote before without a name.'
            : 'Create an identity key below first. Without one nobody could open the chat.'}
        </p>
        {checked && !wasChecked ? (
          <p className="mt-2 text-sm text-waiting-text">
            Saving this ends the chats of anonymous visitors at once.
          </p>
        ) : null}
        <p role="alert" className="mt-1 text-xs text-failed-text empty:hidden">
          {error}
        </p>
      </div>
    </div>
  );
}
