/**
 * What simulated traffic needs of the desk: colleagues who belong to nobody at the keyboard, with
 * passwords of this start only, and a history of three months for the reports.
 */
import { v7 as uuid } from 'uuid';
import { database } from '@/lib/platform/database';
import { createUser } from '@/lib/server/accounts/create-user';
import { SIMULATED } from '@/lib/server/accounts/demo-accounts';
import { hashPassword } from '@/lib/server/accounts/passwords';
import { DEMO_STAFF, randomPassword } from './demo';
import { seedHistory } from './demo-history';

const TRAFFIC_STAFF = [
  { name: 'Mika Fjeld', email: `mika${SIMULATED}` },
  { name: 'Juno Marsh', email: `juno${SIMULATED}` },
  { name: 'Ravi Holt', email: `ravi${SIMULATED}` },
  { name: 'Elin Dahl', email: `elin${SIMULATED}` },
];
const HISTORY = { seed: 90, perDay: 16, forMs: 90 * 24 * 3_600_000 };
/** What the live lines show at first sight: as it will go on. */
const LATELY = { perDay: 2_600, forMs: 70 * 60_000, even: true };
/** Before a start: what comes after is live. */
const ENDS_MS = 5_000;

export interface TrafficDesk {
  /** Simulated. */
  agents: { id: string; name: string; email: string; password: string }[];
  /** Of the demo, for whoever looks at it, the likeliest first: nobody writes in their name. */
  people: { id: string; name: string }[];
  /** Signs visitors in, as the shop's server would. */
  identitySecret: string;
}

/** @returns also how many conversations of history were written: what has passed since the last start. */
export async function prepareTrafficDesk(): Promise<{ desk: TrafficDesk; written: number }> {
  const site = await database().site.findFirstOrThrow({
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    include: { identityKeys: { where: { retiredAt: null }, take: 1 } },
  });
  const { workspaceId } = site;
  const key = site.identityKeys[0];
  if (!key) throw new Error('The sample site has no identity key: make one in its settings.');
  const known = await membersOf(TRAFFIC_STAFF.map(({ email }) => email));
  const agents: TrafficDesk['agents'] = [];
  for (const person of TRAFFIC_STAFF) {
    const password = randomPassword();
    const passwordHash = await hashPassword(password);
    const before = known.get(person.email);
    const id = before?.id ?? uuid();
    await database().$transaction(async (tx) => {
      if (before) {
        const { userId } = before;
        await tx.account.updateMany({
          where: { providerId: 'credential', userId },
          data: { password: passwordHash },
        });
        await tx.session.deleteMany({ where: { userId } });
      } else {
        const user = await createUser(tx, { ...person, passwordHash });
        const { name } = person;
        await tx.member.create({ data: { id, workspaceId, userId: user.id, role: 'agent', name } });
      }
    });
    if (!before?.removedAt) agents.push({ id, ...person, password });
  }
  const { robin, sam, noa, alex } = DEMO_STAFF;
  const order = [robin, sam, noa, alex].map(({ email }) => email);
  const people = await membersOf(order);
  const now = Date.now() - ENDS_MS;
  let written = 0;
  const last = await lastEventOf(agents.map(({ id }) => id));
  if (last === 0 && agents.length > 0) {
    const { forMs, ...history } = HISTORY;
    const until = now - LATELY.forMs;
    written += await seedHistory({ ...history, from: until - forMs, until }, agents);
  }
  const { forMs, ...lately } = LATELY;
  const from = Math.max(now - forMs, last);
  const plan = { ...lately, seed: Math.floor(from / 1_000) % 2 ** 31, from, until: now };
  if (agents.length > 0) written += await seedHistory(plan, agents);
  return {
    desk: {
      agents,
      people: order.flatMap((email) => people.get(email) ?? []).filter((one) => !one.removedAt),
      identitySecret: key.secret,
    },
    written,
  };
}

/** When one of these last did something, in ms; 0 = never. */
async function lastEventOf(memberIds: string[]): Promise<number> {
  const { _max } = await database().conversation.aggregate({
    where: { assigneeId: { in: memberIds } },
    _max: { changedAt: true },
  });
  return _max.changedAt?.getTime() ?? 0;
}

async function membersOf(emails: string[]) {
  const members = await database().member.findMany({
    where: { user: { email: { in: emails } } },
    select: { id: true, name: true, userId: true, removedAt: true, user: true },
  });
  return new Map(members.map(({ user, ...member }) => [user.email, member]));
}
