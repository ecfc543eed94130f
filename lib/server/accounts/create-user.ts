import '#server-guard';
import { v7 as uuid } from 'uuid';
import type { Prisma } from '@/lib/platform/database';

/** A user with a password, as better-auth keeps them. `passwordHash` from `hashPassword`. */
export async function createUser(
  transaction: Prisma.TransactionClient,
  input: { name: string; email: string; passwordHash: string },
): Promise<{ id: string }> {
  const id = uuid();
  await transaction.user.create({
    data: {
      id,
      name: input.name,
      email: input.email,
      accounts: {
        create: {
          id: uuid(),
          accountId: id,
          providerId: 'credential',
          password: input.passwordHash,
        },
      },
    },
  });
  return { id };
}
