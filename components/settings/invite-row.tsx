'use client';

import { Link2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { toast } from 'sonner';
import { useSubmit } from '@/components/accounts/use-submit';
import { Button } from '@/components/ui/button';
import { requestJson } from '@/lib/client/http/request-json';
import type { InviteView } from '@/lib/contracts/accounts';
import { ROLE_NAMES } from './member-row';
import { DayWords } from './time-ago';

export function InviteRow({ invite }: { invite: InviteView }) {
  const router = useRouter();
  const { busy, run } = useSubmit();
  const who = invite.email ?? 'Anyone with the link';
  const revoke = async () => {
    const done = await run(() => requestJson('DELETE', `/api/v1/invites/${invite.id}`));
    if (done) toast('Invite revoked');
    else toast.error('The invite could not be revoked. It may have been used.');
    router.refresh();
  };
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <span className="flex size-8 shrink-0 items-center justify-center rounded-full bg-fill text-secondary">
        <Link2 size={16} aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="truncate text-base font-medium">{who}</p>
        <p className="text-sm text-secondary">
          {ROLE_NAMES[invite.role]}
          {invite.invitedBy === '' ? '' : `, invited by ${invite.invitedBy}`} · until{' '}
          <DayWords at={invite.expiresAt} />
        </p>
      </div>
      <Button
        variant="ghost"
        busy={busy}
        onClick={() => void revoke()}
        aria-label={`Revoke invite: ${who}`}
      >
        Revoke
      </Button>
    </li>
  );
}
