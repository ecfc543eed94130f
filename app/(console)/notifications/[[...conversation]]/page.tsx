import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Console } from '@/components/console/console';
import { requireMember } from '@/app/require-member';

export const metadata: Metadata = { title: 'Notifications' };

/** `/notifications` and `/notifications/ID` of a conversation: a page of the console. */
export default async function NotificationsPage({
  params,
}: {
  params: Promise<{ conversation?: string[] }>;
}) {
  const { conversation = [] } = await params;
  if (conversation.length > 1) notFound();
  const member = await requireMember(
    ['/notifications', ...conversation.map(encodeURIComponent)].join('/'),
  );
  return <Console self={{ id: member.id, name: member.name, role: member.role }} />;
}
