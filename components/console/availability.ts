import { toastError } from '@/components/ui/toast';
import type { StaffClient } from '@/lib/client/switchboard-client';
import type { Availability } from '@/lib/contracts/people';
import { errorWords } from './error-words';

export const AVAILABILITIES: readonly { value: Availability; name: string; meaning: string }[] = [
  { value: 'online', name: 'Online', meaning: 'Visitors see you' },
  { value: 'away', name: 'Away', meaning: 'Hidden from visitors' },
  { value: 'offline', name: 'Offline', meaning: 'Not working' },
];

export async function changeAvailability(client: StaffClient, to: Availability): Promise<void> {
  const outcome = await client.setAvailability(to);
  if (!outcome.ok) toastError(errorWords(outcome.error));
}

/** Ends the session on the server, then shows the sign-in page. */
export async function signOut(): Promise<void> {
  const answer = await fetch('/api/auth/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  }).catch(() => null);
  if (answer?.ok === true) location.assign('/sign-in');
  else toastError('Could not sign out. Try again.');
}
