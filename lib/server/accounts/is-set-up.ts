import '#server-guard';
import { query } from '@/lib/platform/database';
import { remember } from '@/lib/platform/remember';

const anyMember = {
  name: 'any-member',
  text: 'SELECT EXISTS (SELECT 1 FROM member) AS "exists"',
};

/** Whether anybody was ever a member here. Once true it stays true, so it is asked only until then. */
export async function isSetUp(): Promise<boolean> {
  const known = remember('set-up', () => ({ done: false }));
  if (known.done) return true;
  const [row] = await query<{ exists: boolean }>(anyMember, []);
  known.done = row?.exists ?? false;
  return known.done;
}
