'use client';

import { useRouter } from 'next/navigation';
import { useId, useState } from 'react';
import { FormProblem } from '@/components/accounts/form-problem';
import { useSubmit } from '@/components/accounts/use-submit';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Switch } from '@/components/ui/switch';
import { requestJson } from '@/lib/client/http/request-json';
import type { ApiScope } from '@/lib/contracts/api-keys';
import { LIMITS } from '@/lib/contracts/limits';
import { ShownOnce } from './shown-once';

export const SCOPE_NAMES: Record<ApiScope, string> = {
  'notifications:write': 'Send and change',
  'notifications:read': 'Read',
};
const SCOPE_WORDS: Record<ApiScope, string> = {
  'notifications:write': 'Send notifications, change inboxes and preferences.',
  'notifications:read': 'Read the inbox and preferences of anybody in this workspace.',
};
const SCOPES = Object.keys(SCOPE_NAMES) as ApiScope[];
const AT_FIRST: readonly ApiScope[] = ['notifications:write'];

export interface ApiKeyDialogProps {
  open: boolean;
  onClose: () => void;
}

/** Makes a key and shows its secret once. */
export function ApiKeyDialog({ open, onClose }: ApiKeyDialogProps) {
  const router = useRouter();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState(AT_FIRST);
  const [secret, setSecret] = useState<string | null>(null);
  const { busy, problem, fields, onSubmit, clear } = useSubmit();

  const create = async () => {
    const made = await requestJson<{ secret: string }>('POST', '/api/v1/api-keys', {
      name,
      scopes,
    });
    setSecret(made.secret);
    router.refresh();
  };
  const close = () => {
    setSecret(null);
    setName('');
    setScopes(AT_FIRST);
    clear();
    onClose();
  };

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) close();
      }}
      title={secret === null ? 'Create an API key' : 'Copy the key now'}
      description={
        secret === null
          ? 'For servers of yours. Never put it into a page or an app.'
          : 'It is not shown again. Keep it where your server keeps its secrets.'
      }
    >
      {secret === null ? (
        <form className="flex flex-col gap-4 pt-2" onSubmit={onSubmit(create)}>
          <FormProblem>{problem}</FormProblem>
          <Field
            label="Name"
            hint="Where the key is used, such as «Shop server»."
            error={fields.name}
          >
            <Input
              autoComplete="off"
              maxLength={LIMITS.nameChars}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          <fieldset className="flex flex-col gap-3">
            <legend className="mb-1.5 text-sm font-medium text-text">It may</legend>
            {SCOPES.map((scope) => (
              <ScopeSwitch
                key={scope}
                scope={scope}
                checked={scopes.includes(scope)}
                onChange={(on) =>
                  setScopes(SCOPES.filter((one) => (one === scope ? on : scopes.includes(one))))
                }
              />
            ))}
            <p role="alert" className="text-xs text-failed-text empty:hidden">
              {fields.scopes}
            </p>
          </fieldset>
          <div className="flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" variant="primary" busy={busy}>
              Create key
            </Button>
          </div>
        </form>
      ) : (
        <ShownOnce label="API key" text={secret} copyLabel="Copy key" onDone={close} />
      )}
    </Dialog>
  );
}

interface ScopeSwitchProps {
  scope: ApiScope;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function ScopeSwitch({ scope, checked, onChange }: ScopeSwitchProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-3">
      <div className="min-w-0 text-sm">
        <p className="text-text">{SCOPE_NAMES[scope]}</p>
        <p id={id} className="text-xs text-secondary">
          {SCOPE_WORDS[scope]}
        </p>
      </div>
      <Switch
        label={SCOPE_NAMES[scope]}
        aria-describedby={id}
        checked={checked}
        onCheckedChange={onChange}
      />
    </div>
  );
}
