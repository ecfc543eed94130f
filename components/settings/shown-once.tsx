'use client';

import { CopyButton } from '@/components/accounts/copy-button';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';

export interface ShownOnceProps {
  /** What it is: «Invite link». */
  label: string;
  text: string;
  copyLabel: string;
  onDone: () => void;
}

/** What was just made and cannot be read again, to be copied. The rest of a dialog. */
export function ShownOnce({ label, text, copyLabel, onDone }: ShownOnceProps) {
  return (
    <div className="flex flex-col gap-3 pt-2">
      <Input
        aria-label={label}
        readOnly
        value={text}
        onFocus={(event) => event.target.select()}
        className="font-mono text-xs"
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Done</Button>
        <CopyButton text={text} label={copyLabel} variant="primary" />
      </div>
    </div>
  );
}
