import '#server-guard';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import type { setupDataSchema, SetupInput } from '@/lib/contracts/accounts';
import { AppError } from '@/lib/contracts/errors';
import { siteThemeSchema } from '@/lib/contracts/sites';
import { addressBlock, clientAddress } from '@/lib/platform/client-address';
import { database } from '@/lib/platform/database';
import { takePoint } from '../http/rate-limit';
import { createSiteKey } from '../sites/site-key';
import { choosePassword } from './choose-password';
import { createUser } from './create-user';
import { isSetUp } from './is-set-up';
import { openSession } from './open-session';

const closed = () =>
  new AppError('forbidden', { message: 'This installation is already set up. Sign in instead.' });

/**
 * The first owner, workspace and site, once in an installation's life: whoever commits first wins,
 * everybody later is refused. Returns the site's key and the Set-Cookie of the owner's session.
 */
export async function setUp(
  headers: Headers,
  input: SetupInput,
): Promise<{ data: z.output<typeof setupDataSchema>; setCookie: string }> {
  await takePoint('setup', addressBlock(clientAddress(headers)));
  if (await isSetUp()) throw closed();
  const passwordHash = await choosePassword(input.password, [
    input.name,
    input.email,
    input.workspaceName,
  ]);
  const siteKey = createSiteKey();
  const userId = await database().$transaction(async (transaction) => {
    // Held to the commit: the loser of a race waits here and then sees the winner's member.
    await transaction.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(hashtext('switchboard:set-up'))`;
    if ((await transaction.member.count()) > 0) throw closed();
    const user = await createUser(transaction, { ...input, passwordHash });
    await transaction.workspace.create({
      data: {
        id: uuid(),
        name: input.workspaceName,
        members: { create: { id: uuid(), userId: user.id, role: 'owner', name: input.name } },
        sites: {
          create: {
            id: uuid(),
            key: siteKey,
            name: input.siteName,
            allowedOrigins: [input.siteOrigin],
            theme: siteThemeSchema.parse({}),
            greeting: 'Hello. How can we help?',
          },
        },
      },
    });
    return user.id;
  });
  return { data: { siteKey }, setCookie: await openSession(headers, userId) };
}
