import type { Metadata } from 'next';
import Link from 'next/link';
import { requireMember } from '@/app/require-member';
import { NoPermission } from '@/components/settings/no-permission';
import { PageHeader } from '@/components/settings/page-header';
import { SitesList } from '@/components/settings/sites-list';
import { buttonClass } from '@/components/ui/button';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { listSites } from '@/lib/server/sites/sites';

export const metadata: Metadata = { title: 'Sites' };

export default async function SitesPage() {
  const actor = await requireMember('/settings/sites');
  const lead = 'The websites that show your chat, and how it looks there.';
  if (!canManageWorkspace(actor.role)) {
    return (
      <>
        <PageHeader title="Sites" lead={lead} />
        <NoPermission what="Sites" />
      </>
    );
  }
  const sites = await listSites(actor);
  const add = (
    <Link href="/settings/sites/new" className={buttonClass('primary')}>
      Add a site
    </Link>
  );
  return (
    <>
      <PageHeader title="Sites" lead={lead} actions={sites.length === 0 ? undefined : add} />
      <SitesList sites={sites} />
    </>
  );
}
