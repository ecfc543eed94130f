'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { FormProblem } from '@/components/accounts/form-problem';
import { useSubmit } from '@/components/accounts/use-submit';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { requestJson } from '@/lib/client/http/request-json';
import type { Role } from '@/lib/contracts/people';
import { grantableRoles } from '@/lib/domain/accounts/roles';
import { ROLE_NAMES } from './member-row';
import { ShownOnce } from './shown-once';

export interface InviteDialogProps {
  open: boolean;
  onClose: () => void;
  /** Of whoever invites. */
  role: Role;
  origin: string;
}

/** Makes a link and shows it once. */
export function InviteDialog({ open, onClose, role: own, origin }: InviteDialogProps) {
  const router = useRouter();
  const [role, setRole] = useState<Role>('agent');
  const [email, setEmail] = useState('');
  const [link, setLink] = useState<string | null>(null);
  const { busy, problem, fields, onSubmit, clear } = useSubmit();

  const create = async () => {
    const { token } = await requestJson<{ token: string }>('POST', '/api/v1/invites', {
      role,
      ...(email.trim() && { email }),
    });
    setLink(`${origin}/invite/${token}`);
    router.refresh();
  };
  const close = () => {
    setLink(null);
    setEmail('');
    clear();
    onClose();
  };

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) close();
      }}
      title={link === null ? 'Invite somebody' : 'Send this link'}
      description={
        link === null
          ? 'You get a link to send. It works once, for a week.'
          : 'It is shown only now. Whoever opens it first joins your workspace.'
      }
    >
      {link === null ? (
        <form className="flex flex-col gap-4 pt-2" onSubmit={onSubmit(create)}>
          <FormProblem>{problem}</FormProblem>
          <Field label="Role" error={fields.role}>
            <Select
              value={role}
              onValueChange={setRole}
              options={grantableRoles(own).map((value) => ({ value, label: ROLE_NAMES[value] }))}
            />
          </Field>
          <Field
            label="E-mail"
            optional
            hint="When given, only this address can use the link. Nothing is sent."
            error={fields.email}
          >
            <Input
              type="email"
              autoComplete="off"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          </Field>
          <div className="flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary" busy={busy}>
              Create link
            </Button>
          </div>
        </form>
      ) : (
        <ShownOnce label="Invite link" text={link} copyLabel="Copy link" onDone={close} />
      )}
    </Dialog>
  );
}
