'use client';

import { useId } from 'react';
import { Switch } from '@/components/ui/switch';

const NAME = 'Ask how it went';

export interface AskRatingProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function AskRating({ checked, onChange }: AskRatingProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Switch
        id={id}
        label={NAME}
        checked={checked}
        onCheckedChange={onChange}
        aria-describedby={`${id}-hint`}
      />
      <div className="min-w-0">
        <label htmlFor={id} className="text-base font-medium">
          {NAME}
        </label>
        <p id={`${id}-hint`} className="mt-0.5 max-w-prose text-sm text-secondary">
          Once a conversation is resolved, the chat asks its visitor for a score from 1 to 5 and a
          comment. They can change their answer for a day.
        </p>
      </div>
    </div>
  );
}
