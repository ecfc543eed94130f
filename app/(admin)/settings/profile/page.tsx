import type { Metadata } from 'next';
import { requireMember } from '@/app/require-member';
import { PageHeader } from '@/components/settings/page-header';
import { ProfilePanel } from '@/components/settings/profile-panel';
import { readProfile } from '@/lib/server/members/profile';

export const metadata: Metadata = { title: 'Profile' };

export default async function ProfilePage() {
  const profile = await readProfile(await requireMember('/settings/profile'));
  return (
    <>
      <PageHeader title="Profile" />
      <ProfilePanel profile={profile} />
    </>
  );
}
