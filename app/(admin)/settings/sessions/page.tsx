import type { Metadata } from 'next';
import { requireMember } from '@/app/require-member';
import { SessionsPanel } from '@/components/settings/sessions-panel';
import { listOwnSessions } from '@/lib/server/accounts/own-sessions';

export const metadata: Metadata = { title: 'Sessions' };

export default async function SessionsPage() {
  const actor = await requireMember('/settings/sessions');
  return <SessionsPanel sessions={await listOwnSessions(actor)} />;
}
