import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentMember } from '@/app/require-member';
import { AuthFrame } from '@/components/accounts/auth-frame';
import { DemoAccounts } from '@/components/accounts/demo-accounts';
import { SignInForm } from '@/components/accounts/sign-in-form';
import { safePath } from '@/lib/domain/accounts/safe-path';
import { listDemoAccounts } from '@/lib/server/accounts/demo-accounts';
import { isSetUp } from '@/lib/server/accounts/is-set-up';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { next: given } = await searchParams;
  const next = safePath(typeof given === 'string' ? given : null);
  if (await currentMember()) redirect(next);
  if (!(await isSetUp())) redirect('/setup');
  const demo = await listDemoAccounts();
  return (
    <AuthFrame title="Sign in" footer="No account yet? Ask an admin of your workspace for a link.">
      <SignInForm next={next} />
      {demo.length === 0 ? null : <DemoAccounts accounts={demo} next={next} />}
    </AuthFrame>
  );
}
