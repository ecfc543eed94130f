import { redirect } from 'next/navigation';

/** Where it was before there was a dashboard. */
export default function SystemPage(): never {
  redirect('/dashboard/system');
}
