'use client';

import { KeyRound, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { CodeBlock } from '@/components/accounts/code-block';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { requestJson } from '@/lib/client/http/request-json';
import type { ApiKeyView } from '@/lib/contracts/api-keys';
import { LIMITS } from '@/lib/contracts/limits';
import { notificationSample } from '@/lib/domain/notifications/api-sample';
import { ApiKeyDialog, SCOPE_NAMES } from './api-key-dialog';
import { ConfirmDialog } from './confirm-dialog';
import { PageHeader } from './page-header';
import { Section } from './section';
import { TimeAgo } from './time-ago';

export interface ApiKeysPanelProps {
  keys: ApiKeyView[];
  /** Of this installation, for the sample. */
  origin: string;
}

/** Keys with which the customer's own servers send notifications. */
export function ApiKeysPanel({ keys, origin }: ApiKeysPanelProps) {
  const router = useRouter();
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKeyView | null>(null);
  const full = keys.length >= LIMITS.activeApiKeys;
  const create = (
    <Button
      variant="primary"
      icon={<Plus size={16} />}
      disabled={full}
      onClick={() => setCreating(true)}
    >
      Create key
    </Button>
  );
  const revoke = async () => {
    await requestJson('DELETE', `/api/v1/api-keys/${revoking?.id ?? ''}`);
    toast('Key revoked');
    router.refresh();
  };
  return (
    <>
      <PageHeader
        title="API keys"
        lead="With a key your own servers send notifications and act on inboxes. Keys belong to the workspace and keep working when whoever made them leaves."
        actions={keys.length === 0 ? undefined : create}
      />
      <div className="mb-8 rounded-card border">
        {keys.length === 0 ? (
          <EmptyState icon={<KeyRound size={20} />} title="No key yet" action={create}>
            Create one to send notifications from your product.
          </EmptyState>
        ) : (
          <ul aria-label="API keys" className="divide-y">
            {keys.map((key) => (
              <ApiKeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
            ))}
          </ul>
        )}
      </div>
      <Section
        title="Send a notification"
        lead="Recipients are contacts by your own id of them, or members by e-mail address. With an Idempotency-Key a request can be repeated safely for 24 hours."
      >
        <CodeBlock code={notificationSample(origin)} label="Sample request" />
        <p className="mt-3 text-sm text-secondary">
          Everything else is in the{' '}
          <a href="/api/v1/openapi.json" className="text-accent-text underline">
            description of the API
          </a>
          .
        </p>
      </Section>
      <ApiKeyDialog open={creating} onClose={() => setCreating(false)} />
      <ConfirmDialog
        open={revoking !== null}
        onClose={() => setRevoking(null)}
        title={`Revoke ${revoking?.name ?? 'this key'}?`}
        action="Revoke"
        onConfirm={revoke}
      >
        <p>Requests with this key are refused at once. This cannot be undone.</p>
      </ConfirmDialog>
    </>
  );
}

function ApiKeyRow({ apiKey, onRevoke }: { apiKey: ApiKeyView; onRevoke: () => void }) {
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <span className="flex size-8 shrink-0 items-center justify-center rounded-full bg-fill text-secondary">
        <KeyRound size={16} aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-base font-medium">
          <span className="break-words">{apiKey.name}</span>
          <code className="font-mono text-xs font-normal text-secondary">{apiKey.start}…</code>
          {apiKey.scopes.map((scope) => (
            <Badge key={scope}>{SCOPE_NAMES[scope]}</Badge>
          ))}
        </p>
        <p className="text-sm text-secondary">
          made <TimeAgo at={apiKey.createdAt} />
          {apiKey.createdBy === '' ? '' : ` by ${apiKey.createdBy}`} ·{' '}
          {apiKey.lastUsedAt === null ? (
            'never used'
          ) : (
            <>
              last used <TimeAgo at={apiKey.lastUsedAt} />
            </>
          )}
        </p>
      </div>
      <Button variant="ghost" onClick={onRevoke} aria-label={`Revoke key: ${apiKey.name}`}>
        Revoke
      </Button>
    </li>
  );
}
