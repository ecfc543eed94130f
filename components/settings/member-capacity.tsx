'use client';

import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { FormProblem } from '@/components/accounts/form-problem';
import { useSubmit } from '@/components/accounts/use-submit';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Popover } from '@/components/ui/popover';
import { Switch } from '@/components/ui/switch';
import { toast } from '@/components/ui/toast';
import { requestJson } from '@/lib/client/http/request-json';
import { memberCapacitySchema, type MemberAccountView } from '@/lib/contracts/accounts';
import { LIMITS } from '@/lib/contracts/limits';

const words = (capacity: number | null): string =>
  capacity === null ? 'No limit' : `${capacity} at once`;
/** Offered when a limit is switched on. */
const USUAL = 5;

/** How many open conversations somebody takes at once, and where it is changed. */
export function MemberCapacity({ member }: { member: MemberAccountView }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      label={`Conversations of ${member.name}`}
      className="w-72"
      trigger={
        <Button
          variant="ghost"
          aria-label={`Conversations of ${member.name}: ${words(member.capacity)}. Change`}
        >
          {words(member.capacity)}
        </Button>
      }
    >
      <CapacityForm member={member} onClose={() => setOpen(false)} />
    </Popover>
  );
}

function CapacityForm({ member, onClose }: { member: MemberAccountView; onClose: () => void }) {
  const router = useRouter();
  const switchId = useId();
  const [limited, setLimited] = useState(member.capacity !== null);
  const [text, setText] = useState(String(member.capacity ?? USUAL));
  const [wrong, setWrong] = useState<string>();
  const { busy, problem, fields, onSubmit } = useSubmit();

  const save = async () => {
    const typed = text.trim() === '' ? Number.NaN : Number(text);
    const input = memberCapacitySchema.safeParse({ capacity: limited ? typed : null });
    if (!input.success) {
      setWrong(`Enter a whole number from 1 to ${LIMITS.memberCapacity}.`);
      return;
    }
    await requestJson('PUT', `/api/v1/members/${member.id}/capacity`, input.data);
    const { capacity } = input.data;
    toast(
      capacity === null
        ? `${member.name} takes any number of conversations`
        : `${member.name} takes ${capacity} at once`,
    );
    router.refresh();
    onClose();
  };

  return (
    <form noValidate className="flex flex-col gap-3 p-1" onSubmit={onSubmit(save)}>
      <div className="flex items-center justify-between gap-3">
        <label htmlFor={switchId} className="text-sm font-medium">
          Limit conversations
        </label>
        <Switch id={switchId} checked={limited} onCheckedChange={setLimited} />
      </div>
      {limited ? (
        <Field
          label="Open conversations at once"
          hint="With that many, the dashboard shows them at capacity."
          error={wrong ?? fields.capacity}
        >
          <Input
            type="number"
            inputMode="numeric"
            min={1}
            max={LIMITS.memberCapacity}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setWrong(undefined);
            }}
          />
        </Field>
      ) : (
        <p className="text-xs text-secondary">
          Never at capacity, and not counted in the occupancy of the team.
        </p>
      )}
      <FormProblem>{problem}</FormProblem>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={busy}>
          Save
        </Button>
      </div>
    </form>
  );
}
