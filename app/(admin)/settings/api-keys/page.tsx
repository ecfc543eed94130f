import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { requireMember } from '@/app/require-member';
import { ApiKeysPanel } from '@/components/settings/api-keys-panel';
import { NoPermission } from '@/components/settings/no-permission';
import { PageHeader } from '@/components/settings/page-header';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { listApiKeys } from '@/lib/server/api-keys/api-keys';
import { installationOrigin } from '@/lib/server/http/installation-origin';

export const metadata: Metadata = { title: 'API keys' };

export default async function ApiKeysPage() {
  const actor = await requireMember('/settings/api-keys');
  if (!canManageWorkspace(actor.role)) {
    return (
      <>
        <PageHeader title="API keys" />
        <NoPermission what="API keys" />
      </>
    );
  }
  return (
    <ApiKeysPanel keys={await listApiKeys(actor)} origin={installationOrigin(await headers())} />
  );
}
