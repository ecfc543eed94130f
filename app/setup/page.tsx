import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { AuthFrame } from '@/components/accounts/auth-frame';
import { SetupForm } from '@/components/accounts/setup-form';
import { isSetUp } from '@/lib/server/accounts/is-set-up';
import { installationOrigin } from '@/lib/server/http/installation-origin';

export const metadata: Metadata = { title: 'Set up' };

/** Open while nobody exists, closed for ever afterwards. */
export default async function SetupPage() {
  if (await isSetUp()) redirect('/inbox');
  return (
    <AuthFrame
      wide
      title="Set up Switchboard"
      lead="Create the owner’s account, a workspace and the first website. It takes a minute."
    >
      <SetupForm origin={installationOrigin(await headers())} />
    </AuthFrame>
  );
}
