import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { requireMember } from '@/app/require-member';
import { CodeBlock } from '@/components/accounts/code-block';
import { IdentityKeys } from '@/components/settings/identity-keys';
import { NoPermission } from '@/components/settings/no-permission';
import { PageHeader } from '@/components/settings/page-header';
import { Section } from '@/components/settings/section';
import { SiteForm } from '@/components/settings/site-form';
import { SiteTabs } from '@/components/settings/site-tabs';
import { idSchema } from '@/lib/contracts/conversations';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { embedSnippet } from '@/lib/domain/sites/embed-snippet';
import { installationOrigin } from '@/lib/server/http/installation-origin';
import { listSites } from '@/lib/server/sites/sites';

export const metadata: Metadata = { title: 'Site' };

export default async function SitePage({ params }: { params: Promise<{ siteId: string }> }) {
  const { siteId } = await params;
  if (!idSchema.safeParse(siteId).success) notFound();
  const actor = await requireMember(`/settings/sites/${siteId}`);
  if (!canManageWorkspace(actor.role)) return <NoPermission what="Sites" />;
  const site = (await listSites(actor)).find(({ id }) => id === siteId);
  if (!site) notFound();
  const snippet = embedSnippet(installationOrigin(await headers()), site.key);
  return (
    <>
      <PageHeader title={site.name} />
      <SiteTabs siteId={site.id} current="general" />
      <Section
        title="Embed"
        lead="Put this into every page that should show the chat, just before the end of its body."
      >
        <CodeBlock code={snippet} label="Embed snippet" />
      </Section>
      <SiteForm key={site.id} site={site} />
      <IdentityKeys site={site} />
    </>
  );
}
