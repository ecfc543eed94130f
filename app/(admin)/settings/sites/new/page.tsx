import type { Metadata } from 'next';
import { requireMember } from '@/app/require-member';
import { NoPermission } from '@/components/settings/no-permission';
import { PageHeader } from '@/components/settings/page-header';
import { SiteForm } from '@/components/settings/site-form';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';

export const metadata: Metadata = { title: 'New site' };

export default async function NewSitePage() {
  const actor = await requireMember('/settings/sites/new');
  return (
    <>
      <PageHeader title="New site" lead="You get the snippet for its pages afterwards." />
      {canManageWorkspace(actor.role) ? <SiteForm /> : <NoPermission what="Sites" />}
    </>
  );
}
