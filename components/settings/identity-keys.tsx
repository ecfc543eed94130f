'use client';

import { KeyRound } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { CodeBlock } from '@/components/accounts/code-block';
import { FormProblem } from '@/components/accounts/form-problem';
import { useSubmit } from '@/components/accounts/use-submit';
import { Button } from '@/components/ui/button';
import { Tabs } from '@/components/ui/tabs';
import { requestJson } from '@/lib/client/http/request-json';
import { LIMITS } from '@/lib/contracts/limits';
import type { SiteView } from '@/lib/contracts/sites';
import { signingSamples } from '@/lib/domain/sites/signing-samples';
import { ConfirmDialog } from './confirm-dialog';
import { Section } from './section';
import { TimeAgo } from './time-ago';

/** Secrets for signing who a visitor is. Changes here work at once, without «Save». */
export function IdentityKeys({ site }: { site: SiteView }) {
  const router = useRouter();
  const [secret, setSecret] = useState<string | null>(null);
  const [retiring, setRetiring] = useState<string | null>(null);
  const { busy, problem, run } = useSubmit();
  const path = `/api/v1/sites/${site.id}/identity-keys`;
  const full = site.identityKeys.length >= LIMITS.activeIdentityKeys;

  const create = () =>
    run(async () => {
      const key = await requestJson<{ secret: string }>('POST', path);
      setSecret(key.secret);
      router.refresh();
    });
  const retire = async () => {
    await requestJson('DELETE', `${path}/${retiring ?? ''}`);
    toast('Key retired');
    router.refresh();
  };

  return (
    <Section
      title="Identity keys"
      lead="With a key your server signs who a visitor is, so that people keep their conversations on every device and nobody can pose as them. Two can be active, so that you can change them without a gap."
    >
      <div className="flex flex-col gap-4">
        <FormProblem>{problem}</FormProblem>
        {site.identityKeys.length === 0 ? (
          <p className="text-sm text-secondary">No key yet: all visitors are anonymous.</p>
        ) : (
          <ul className="divide-y rounded-control border">
            {site.identityKeys.map((key, index) => (
              <li key={key.id} className="flex items-center gap-3 px-3 py-2">
                <KeyRound size={16} className="shrink-0 text-secondary" aria-hidden="true" />
                <span className="min-w-0 flex-1 text-sm">
                  Key {index + 1}{' '}
                  <span className="text-secondary">
                    · made <TimeAgo at={key.createdAt} />
                  </span>
                </span>
                <Button
                  size="sm"
                  variant="ghost"
                  aria-label={`Retire key ${index + 1}`}
                  onClick={() => setRetiring(key.id)}
                >
                  Retire
                </Button>
              </li>
            ))}
          </ul>
        )}
        {secret === null ? null : (
          <div role="status" className="flex flex-col gap-2">
            <p className="text-sm font-medium">
              Copy the secret to your server now. It is not shown again.
            </p>
            <CodeBlock code={secret} label="Secret of the new key" />
          </div>
        )}
        <div>
          <Button busy={busy} disabled={full} onClick={() => void create()}>
            Create key
          </Button>
          {full ? (
            <p className="mt-1.5 text-xs text-secondary">
              Two keys are active. Retire one to make another.
            </p>
          ) : null}
        </div>
        <Tabs
          label="How to sign"
          tabs={signingSamples(site.key).map(({ value, label, code }) => ({
            value,
            label,
            content: <CodeBlock code={code} label={`Sample: ${label}`} />,
          }))}
        />
      </div>
      <ConfirmDialog
        open={retiring !== null}
        onClose={() => setRetiring(null)}
        title="Retire this key?"
        action="Retire"
        onConfirm={retire}
      >
        <p>Identities signed with it are refused at once. This cannot be undone.</p>
        {site.identityEnforced && site.identityKeys.length === 1 ? (
          <p className="text-waiting-text">
            It is the only key, and this site admits verified visitors only: nobody new can open the
            chat until you make another.
          </p>
        ) : null}
      </ConfirmDialog>
    </Section>
  );
}
