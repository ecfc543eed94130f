import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { requireMember } from '@/app/require-member';
import { NoPermission } from '@/components/settings/no-permission';
import { PageHeader } from '@/components/settings/page-header';
import { ScheduleForm } from '@/components/settings/schedule/schedule-form';
import { SiteTabs } from '@/components/settings/site-tabs';
import { idSchema } from '@/lib/contracts/conversations';
import { canManageWorkspace } from '@/lib/domain/accounts/roles';
import { readBusinessSchedule } from '@/lib/server/sites/business-schedule';
import { listSites } from '@/lib/server/sites/sites';

export const metadata: Metadata = { title: 'Business hours' };

export default async function SiteHoursPage({ params }: { params: Promise<{ siteId: string }> }) {
  const { siteId } = await params;
  if (!idSchema.safeParse(siteId).success) notFound();
  const actor = await requireMember(`/settings/sites/${siteId}/hours`);
  if (!canManageWorkspace(actor.role)) return <NoPermission what="Sites" />;
  const site = (await listSites(actor)).find(({ id }) => id === siteId);
  if (!site) notFound();
  const schedule = await readBusinessSchedule(actor, siteId);
  return (
    <>
      <PageHeader title={site.name} />
      <SiteTabs siteId={site.id} current="hours" />
      <ScheduleForm key={site.id} siteId={site.id} schedule={schedule} />
    </>
  );
}
