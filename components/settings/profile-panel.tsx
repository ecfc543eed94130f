'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { FormProblem } from '@/components/accounts/form-problem';
import { PasswordInput } from '@/components/accounts/password-input';
import { useSubmit } from '@/components/accounts/use-submit';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { requestJson } from '@/lib/client/http/request-json';
import { PASSWORD } from '@/lib/contracts/accounts';
import { Section } from './section';

export interface Profile {
  name: string;
  email: string;
}

export function ProfilePanel({ profile }: { profile: Profile }) {
  return (
    <>
      <NameForm profile={profile} />
      <PasswordForm />
    </>
  );
}

function NameForm({ profile }: { profile: Profile }) {
  const router = useRouter();
  const [name, setName] = useState(profile.name);
  const { busy, problem, fields, onSubmit } = useSubmit();
  const save = async () => {
    await requestJson('PATCH', '/api/v1/me', { name });
    toast('Name saved');
    router.refresh();
  };
  return (
    <Section title="Name" lead="Visitors see it beside your replies, colleagues in the inbox.">
      <form method="post" className="flex max-w-sm flex-col gap-4" onSubmit={onSubmit(save)}>
        <FormProblem>{problem}</FormProblem>
        <Field label="Display name" error={fields.name}>
          <Input
            name="name"
            autoComplete="name"
            required
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label="E-mail" hint="You sign in with it. It cannot be changed here.">
          <Input value={profile.email} readOnly className="bg-sunken text-secondary" />
        </Field>
        <div>
          <Button
            type="submit"
            variant="primary"
            busy={busy}
            disabled={name.trim() === profile.name || name.trim() === ''}
          >
            Save name
          </Button>
        </div>
      </form>
    </Section>
  );
}

function PasswordForm() {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const { busy, problem, fields, onSubmit } = useSubmit();
  const change = async () => {
    await requestJson('PUT', '/api/v1/me/password', { currentPassword, newPassword });
    setCurrent('');
    setNew('');
    toast('Password changed. You are signed out everywhere else.');
  };
  return (
    <Section title="Password" lead="Changing it signs you out on all other devices.">
      <form method="post" className="flex max-w-sm flex-col gap-4" onSubmit={onSubmit(change)}>
        <FormProblem>{problem}</FormProblem>
        <Field label="Current password" error={fields.currentPassword}>
          <PasswordInput
            name="current-password"
            autoComplete="current-password"
            required
            value={currentPassword}
            onChange={(event) => setCurrent(event.target.value)}
          />
        </Field>
        <Field
          label="New password"
          hint={`At least ${PASSWORD.minChars} characters. A few unrelated words work well.`}
          error={fields.newPassword}
        >
          <PasswordInput
            name="new-password"
            autoComplete="new-password"
            required
            minLength={PASSWORD.minChars}
            maxLength={PASSWORD.maxChars}
            value={newPassword}
            onChange={(event) => setNew(event.target.value)}
          />
        </Field>
        <div>
          <Button
            type="submit"
            variant="primary"
            busy={busy}
            disabled={currentPassword === '' || newPassword === ''}
          >
            Change password
          </Button>
        </div>
      </form>
    </Section>
  );
}
