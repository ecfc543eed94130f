import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Console } from '@/components/console/console';
import { requireMember } from '@/app/require-member';

export const metadata: Metadata = { title: 'Inbox' };

/** `/inbox` and `/inbox/ID`. The console reads the address by itself; this only lets people in. */
export default async function InboxPage({
  params,
  searchParams,
}: {
  params: Promise<{ conversation?: string[] }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { conversation = [] } = await params;
  if (conversation.length > 1) notFound();
  const { view } = await searchParams;
  const path = ['/inbox', ...conversation.map(encodeURIComponent)].join('/');
  const query = typeof view === 'string' ? `?view=${encodeURIComponent(view)}` : '';
  const member = await requireMember(path + query);
  return <Console self={{ id: member.id, name: member.name, role: member.role }} />;
}
