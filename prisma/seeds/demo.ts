/**
 * The sample desk: the outdoor shop Fjord & Fern with its staff, its site and two weeks of
 * conversations. Written once; passwords are random per installation.
 */
import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { siteThemeSchema } from '@/lib/contracts/sites';
import { database, type Prisma } from '@/lib/platform/database';
import { createUser } from '@/lib/server/accounts/create-user';
import { hashPassword } from '@/lib/server/accounts/passwords';
import { createIdentitySecret, createSiteKey } from '@/lib/server/sites/site-key';
import {
  DEMO_CONVERSATIONS,
  type DemoConversation,
  type LabelName,
  type Staff,
  type Step,
} from './demo-conversations';
import { seedRequired } from './required';
import {
  writeConversations,
  type Author,
  type PastConversation,
  type PastEvent,
} from './write-conversations';

export const DEMO_STAFF = {
  alex: { name: 'Alex Moreau', role: 'owner', email: 'alex@fjordandfern.example' },
  noa: { name: 'Noa Lindqvist', role: 'admin', email: 'noa@fjordandfern.example' },
  robin: { name: 'Robin Vale', role: 'agent', email: 'robin@fjordandfern.example' },
  sam: { name: 'Sam Okafor', role: 'agent', email: 'sam@fjordandfern.example' },
} as const satisfies Record<Staff, { name: string; role: string; email: string }>;

export interface DemoAccount {
  role: 'owner' | 'admin' | 'agent';
  email: string;
  password: string;
}

type Members = Record<Staff, { id: string; name: string }>;

/** True while nobody has ever been here: an installation in use is never seeded. */
export async function isEmpty(): Promise<boolean> {
  return (await database().workspace.count()) === 0;
}

/** True when people of the demo are here, also when some have been renamed or removed. */
export async function isDemo(): Promise<boolean> {
  const emails = Object.values(DEMO_STAFF).map(({ email }) => email);
  return (await database().user.count({ where: { email: { in: emails } } })) > 0;
}

/** Returns the key of the site and the accounts with their passwords, which are kept nowhere else. */
export async function seedDemo(
  allowedOrigins: string[],
): Promise<{ siteKey: string; accounts: DemoAccount[] }> {
  const accounts = Object.values(DEMO_STAFF).map(({ role, email }) => ({
    role,
    email,
    password: randomPassword(),
  }));
  const hashes = await Promise.all(accounts.map(({ password }) => hashPassword(password)));
  const siteKey = createSiteKey();
  await database().$transaction(
    async (tx) => {
      const workspaceId = uuid();
      await tx.workspace.create({ data: { id: workspaceId, name: 'Fjord & Fern' } });
      await seedRequired(tx, workspaceId);
      const members = {} as Members;
      for (const [index, [key, person]] of Object.entries(DEMO_STAFF).entries()) {
        const { id: userId } = await createUser(tx, {
          ...person,
          passwordHash: hashes[index] ?? '',
        });
        const { name, role } = person;
        const member = { id: uuid(), name };
        await tx.member.create({ data: { ...member, workspaceId, userId, role } });
        members[key as Staff] = member;
      }
      const siteId = uuid();
      await tx.site.create({
        data: {
          id: siteId,
          workspaceId,
          key: siteKey,
          name: 'Fjord & Fern',
          allowedOrigins,
          theme: siteThemeSchema.parse({ color: '#1f6b4f' }),
          greeting: 'Hei! Ask us about gear, orders or returns.',
          identityKeys: { create: { id: uuid(), secret: createIdentitySecret() } },
        },
      });
      await seedConversations(tx, workspaceId, siteId, members);
    },
    { timeout: 30_000 },
  );
  return { siteKey, accounts };
}

/** New passwords for the demo's people: used when the file that knew the old ones is gone. */
export async function resetDemoPasswords(): Promise<DemoAccount[]> {
  const accounts: DemoAccount[] = [];
  for (const { role, email } of Object.values(DEMO_STAFF)) {
    const password = randomPassword();
    const { count } = await database().account.updateMany({
      where: { providerId: 'credential', user: { email } },
      data: { password: await hashPassword(password) },
    });
    if (count > 0) accounts.push({ role, email, password });
  }
  return accounts;
}

/** The demo may be started on another port: its own pages must still be allowed to show the widget. */
export async function allowDemoOrigins(origins: string[]): Promise<string> {
  const site = await database().site.findFirstOrThrow({
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
  const missing = origins.filter((origin) => !site.allowedOrigins.includes(origin));
  if (missing.length > 0) {
    await database().site.update({
      where: { id: site.id },
      data: { allowedOrigins: [...site.allowedOrigins, ...missing] },
    });
  }
  return site.key;
}

export const randomPassword = () => randomBytes(15).toString('base64url');

async function seedConversations(
  tx: Prisma.TransactionClient,
  workspaceId: string,
  siteId: string,
  members: Members,
): Promise<void> {
  const labels = await tx.label.findMany({ where: { workspaceId } });
  const labelIds = new Map(labels.map(({ name, id }) => [name, id]));
  const now = Date.now();
  const past: PastConversation[] = [];
  for (const demo of DEMO_CONVERSATIONS) {
    const contact = await seedContact(tx, workspaceId, siteId, demo, now);
    const events = demo.steps.map((step) => pastEvent(step, contact, members, labelIds, now));
    const staff = (Object.keys(members) as Staff[]).map((key) => ({
      kind: 'member' as const,
      id: members[key].id,
      events: demo.unread?.[key] ?? 0,
    }));
    const visitor = { kind: 'contact' as const, id: contact.id, events: demo.unread?.visitor ?? 0 };
    past.push({
      workspaceId,
      siteId,
      contact,
      events,
      unreadFrom: [...staff, visitor],
    });
  }
  await writeConversations(tx, past);
}

async function seedContact(
  tx: Prisma.TransactionClient,
  workspaceId: string,
  siteId: string,
  { visitor, steps }: DemoConversation,
  now: number,
) {
  const contact = { id: uuid(), name: visitor.name, email: visitor.email ?? null };
  const [path, title] = visitor.page;
  const spoken = steps.filter(([, who]) => who === 'visitor').map(([minutes]) => minutes);
  await tx.contact.create({
    data: {
      ...contact,
      workspaceId,
      siteId,
      externalId: visitor.customer ?? null,
      pageUrl: `https://fjordandfern.example${path}`,
      pageTitle: title,
      language: 'en',
      createdAt: new Date(now - Math.max(...spoken) * 60_000),
      lastSeenAt: new Date(now - Math.min(...spoken) * 60_000),
    },
  });
  return contact;
}

function pastEvent(
  step: Step,
  contact: { id: string; name: string | null },
  members: Members,
  labelIds: Map<string, string>,
  now: number,
): PastEvent {
  const [minutes, who, verb, detail] = step;
  const author: Author =
    who === 'visitor' ? { kind: 'contact', ...contact } : { kind: 'member', ...members[who] };
  const base = { at: new Date(now - minutes * 60_000), author: { ...author } };
  const says = (kind: 'text' | 'note', body: string): PastEvent => ({
    ...base,
    happened: { type: 'message:sent', payload: { kind, body } },
  });
  switch (verb) {
    case 'note':
      return says('note', detail as string);
    case 'assign':
      return {
        ...base,
        happened: {
          type: 'conversation:assigned',
          payload: { assignee: members[detail as Staff] },
        },
      };
    case 'label': {
      const ids = (detail as LabelName[]).flatMap((name) => labelIds.get(name) ?? []).sort();
      return { ...base, happened: { type: 'conversation:labelled', payload: { labelIds: ids } } };
    }
    case 'priority': {
      const priority = detail as 'low' | 'high' | 'urgent';
      return { ...base, happened: { type: 'conversation:prioritised', payload: { priority } } };
    }
    case 'snooze': {
      const until = new Date(now + (detail as number) * 3_600_000).toISOString();
      return { ...base, happened: { type: 'conversation:snoozed', payload: { until } } };
    }
    case 'resolve':
      return { ...base, happened: { type: 'conversation:resolved', payload: {} } };
    default:
      return says('text', verb);
  }
}
