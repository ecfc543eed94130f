'use client';

import { useState, type ReactNode } from 'react';
import { Button, buttonClass } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { requestJson } from '@/lib/client/http/request-json';
import { PASSWORD } from '@/lib/contracts/accounts';
import { embedSnippet } from '@/lib/domain/sites/embed-snippet';
import { normaliseOrigin } from '@/lib/domain/sites/normalise-origin';
import { AuthFrame } from './auth-frame';
import { CodeBlock } from './code-block';
import { FormProblem } from './form-problem';
import { PasswordInput } from './password-input';
import { useSubmit } from './use-submit';

const EMPTY = {
  name: '',
  email: '',
  password: '',
  workspaceName: '',
  siteName: '',
  siteOrigin: '',
};

/** `origin` = where this installation is reached, for the snippet. */
export function SetupForm({ origin }: { origin: string }) {
  const [values, setValues] = useState(EMPTY);
  const [siteKey, setSiteKey] = useState<string | null>(null);
  const { ready, busy, problem, fields, onSubmit } = useSubmit();

  const bind = (key: keyof typeof EMPTY) => ({
    name: key,
    required: true,
    value: values[key],
    onChange: (event: { target: { value: string } }) =>
      setValues((before) => ({ ...before, [key]: event.target.value })),
  });
  const create = async () => {
    const siteOrigin = normaliseOrigin(values.siteOrigin) ?? values.siteOrigin;
    const data = await requestJson<{ siteKey: string }>('POST', '/api/v1/setup', {
      ...values,
      siteOrigin,
    });
    setSiteKey(data.siteKey);
  };

  if (siteKey !== null) return <Done snippet={embedSnippet(origin, siteKey)} />;
  return (
    <AuthFrame
      wide
      title="Set up Switchboard"
      lead="Create the owner’s account, a workspace and the first website. It takes a minute."
    >
      <form method="post" className="flex flex-col gap-6" onSubmit={onSubmit(create)}>
        <FormProblem>{problem}</FormProblem>
        <Section title="You">
          <Field label="Your name" hint="Visitors and colleagues see it." error={fields.name}>
            <Input autoComplete="name" autoFocus maxLength={80} {...bind('name')} />
          </Field>
          <Field label="E-mail" error={fields.email}>
            <Input type="email" autoComplete="username" {...bind('email')} />
          </Field>
          <Field
            label="Password"
            hint={`At least ${PASSWORD.minChars} characters. A few unrelated words work well.`}
            error={fields.password}
          >
            <PasswordInput
              autoComplete="new-password"
              minLength={PASSWORD.minChars}
              maxLength={PASSWORD.maxChars}
              {...bind('password')}
            />
          </Field>
        </Section>
        <Section title="Your workspace">
          <Field label="Workspace name" hint="Usually your company." error={fields.workspaceName}>
            <Input autoComplete="organization" maxLength={80} {...bind('workspaceName')} />
          </Field>
        </Section>
        <Section title="The first website">
          <Field label="Site name" error={fields.siteName}>
            <Input maxLength={80} {...bind('siteName')} />
          </Field>
          <Field
            label="Address"
            hint="Only pages from this address can show the chat. You can add more later."
            error={fields.siteOrigin}
          >
            <Input
              inputMode="url"
              placeholder="https://www.example.com"
              autoCapitalize="none"
              spellCheck={false}
              {...bind('siteOrigin')}
            />
          </Field>
        </Section>
        <Button type="submit" disabled={!ready} variant="primary" size="lg" busy={busy}>
          Create workspace
        </Button>
      </form>
    </AuthFrame>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-4">
      <legend className="mb-3 text-xs font-medium text-secondary">{title}</legend>
      {children}
    </fieldset>
  );
}

function Done({ snippet }: { snippet: string }) {
  return (
    <AuthFrame
      wide
      title="Your workspace is ready"
      lead="Put this into every page that should show the chat, just before the end of its body."
      footer="You find it again under Settings, Sites."
    >
      <div role="status" className="flex flex-col gap-4">
        <CodeBlock code={snippet} label="Embed snippet" />
        <a href="/inbox" className={buttonClass('primary', 'lg')}>
          Go to the inbox
        </a>
      </div>
    </AuthFrame>
  );
}
