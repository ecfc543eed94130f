import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { SetupForm } from '@/components/accounts/setup-form';
import { isSetUp } from '@/lib/server/accounts/is-set-up';
import { installationOrigin } from '@/lib/server/http/installation-origin';

export const metadata: Metadata = { title: 'Set up' };

/** Open while nobody exists, closed for ever afterwards. */
export default async function SetupPage() {
  if (await isSetUp()) redirect('/inbox');
  return <SetupForm origin={installationOrigin(await headers())} />;
}
