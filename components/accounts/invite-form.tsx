'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { requestJson } from '@/lib/client/http/request-json';
import { PASSWORD } from '@/lib/contracts/accounts';
import { FormProblem } from './form-problem';
import { PasswordInput } from './password-input';
import { useSubmit } from './use-submit';

/** `email` = the only address that can accept, or null for any. */
export function InviteForm({ token, email: bound }: { token: string; email: string | null }) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState(bound ?? '');
  const [password, setPassword] = useState('');
  const [leaving, setLeaving] = useState(false);
  const { ready, busy, problem, fields, onSubmit } = useSubmit();

  const accept = async () => {
    await requestJson('POST', '/api/v1/invites/accept', { token, name, email, password });
    setLeaving(true);
    location.assign('/inbox');
  };

  return (
    <form method="post" className="flex flex-col gap-4" onSubmit={onSubmit(accept)}>
      <FormProblem>{problem}</FormProblem>
      <Field label="Your name" hint="Visitors and colleagues see it." error={fields.name}>
        <Input
          name="name"
          autoComplete="name"
          autoFocus
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </Field>
      <Field label="E-mail" error={fields.email}>
        <Input
          type="email"
          name="email"
          autoComplete="username"
          required
          readOnly={bound !== null}
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field
        label="Password"
        hint={`At least ${PASSWORD.minChars} characters. If this address already has an account here, its password.`}
        error={fields.password}
      >
        <PasswordInput
          name="password"
          autoComplete="new-password"
          required
          maxLength={PASSWORD.maxChars}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <Button
        type="submit"
        disabled={!ready}
        variant="primary"
        size="lg"
        busy={busy || leaving}
        className="mt-1"
      >
        Join workspace
      </Button>
    </form>
  );
}
