'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { requestJson } from '@/lib/client/http/request-json';
import { FormProblem } from './form-problem';
import { PasswordInput } from './password-input';
import { useSubmit } from './use-submit';

/** `next` = path to go to afterwards, already checked to be one of ours. */
export function SignInForm({ next }: { next: string }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [leaving, setLeaving] = useState(false);
  const { ready, busy, problem, fields, onSubmit } = useSubmit();

  const signIn = async () => {
    await requestJson('POST', '/api/auth/sign-in/email', { email, password });
    setLeaving(true);
    // A full load: everything that was drawn for nobody is thrown away.
    location.assign(next);
  };

  return (
    <form method="post" className="flex flex-col gap-4" onSubmit={onSubmit(signIn)}>
      <FormProblem>{problem}</FormProblem>
      <Field label="E-mail" error={fields.email}>
        <Input
          type="email"
          name="email"
          autoComplete="username"
          autoFocus
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field label="Password" error={fields.password}>
        <PasswordInput
          name="password"
          autoComplete="current-password"
          required
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
        Sign in
      </Button>
    </form>
  );
}
