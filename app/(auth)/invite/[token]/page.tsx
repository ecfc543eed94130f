import type { Metadata } from 'next';
import Link from 'next/link';
import { AuthFrame } from '@/components/accounts/auth-frame';
import { InviteForm } from '@/components/accounts/invite-form';
import { buttonClass } from '@/components/ui/button';
import { findOpenInvite } from '@/lib/server/invites/accept-invite';

/** The token is in the address: it must not travel on as a referrer. */
export const metadata: Metadata = { title: 'Join', referrer: 'no-referrer', robots: 'noindex' };

const ROLES = { owner: 'an owner', admin: 'an admin', agent: 'an agent' } as const;

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invite = await findOpenInvite(token);
  if (!invite) {
    return (
      <AuthFrame title="This invite is not open any more">
        <p className="text-base text-secondary">
          It was used, taken back, or is older than a week. Ask whoever sent it for a new one.
        </p>
        <Link href="/sign-in" className={`mt-4 w-full ${buttonClass('secondary', 'lg')}`}>
          Sign in
        </Link>
      </AuthFrame>
    );
  }
  const inviter = invite.invitedBy ?? 'Somebody';
  return (
    <AuthFrame
      title={`Join ${invite.workspaceName}`}
      lead={`${inviter} invites you as ${ROLES[invite.role]}.`}
    >
      <InviteForm token={token} email={invite.email} />
    </AuthFrame>
  );
}
