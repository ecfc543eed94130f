'use client';

import { useState, type FormEvent } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { useConsole } from './console-context';
import { snoozePresets } from './snooze-presets';

/** Local time in the form that `datetime-local` takes. */
function forInput(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

export function CustomSnooze({
  conversationId,
  onClose,
}: {
  conversationId: string;
  onClose: () => void;
}) {
  const { actions } = useConsole();
  return (
    <SnoozeDialog
      description="It comes back then, or as soon as the visitor writes."
      onPick={(until) => actions.snooze(conversationId, until)}
      onClose={onClose}
    />
  );
}

export interface SnoozeDialogProps {
  title?: string;
  description: string;
  /** What its button says. */
  verb?: string;
  onPick: (until: Date) => void;
  onClose: () => void;
}

/** Asks for a day and a time that is still to come. */
export function SnoozeDialog({
  title = 'Snooze until',
  description,
  verb = 'Snooze',
  onPick,
  onClose,
}: SnoozeDialogProps) {
  const [value, setValue] = useState(() =>
    forInput(snoozePresets(new Date())[1]?.until ?? new Date()),
  );
  const [error, setError] = useState<string>();

  function submit(event: FormEvent) {
    event.preventDefault();
    const until = new Date(value);
    if (Number.isNaN(until.getTime())) return setError('Pick a day and a time.');
    if (until.getTime() <= Date.now()) return setError('Pick a time that is still to come.');
    onClose();
    onPick(until);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      description={description}
      className="w-[min(24rem,calc(100vw-2rem))]"
    >
      <form onSubmit={submit} className="flex flex-col gap-4 pt-2">
        <Field label="Day and time" error={error}>
          <Input
            type="datetime-local"
            value={value}
            onChange={(event) => {
              setValue(event.currentTarget.value);
              setError(undefined);
            }}
          />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
