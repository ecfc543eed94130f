/**
 * What the desk has done in the weeks before: conversations that came, were answered, resolved and rated,
 * with the ups and downs of days and hours, so that reports have something to say. Everything is resolved,
 * so the inbox stays as it is.
 */
import { v7 as uuid } from 'uuid';
import { Dice } from '@/lib/client/simulation/dice';
import { database } from '@/lib/platform/database';
import { DEMO_STAFF } from './demo';
import { CUSTOMERS, customerAt } from './demo-customers';
import { exponential, human, typingMs, writeScript, type Beat } from './demo-script';
import { writeConversations, type Author, type PastEvent } from './write-conversations';

export interface HistoryPlan {
  seed: number;
  /** Conversations begin and end between these, times in ms. */
  from: number;
  until: number;
  /** On an ordinary working day. */
  perDay: number;
  /** How many take turns at the desk. */
  desk: number;
  /** At any hour alike, and in as much of a hurry as simulated people are. Default false. */
  even?: boolean;
}

export interface PlannedConversation {
  /** Of `customerAt`. */
  customer: number;
  /** Place in the desk's list. */
  agent: number;
  beats: (Beat & { at: number })[];
}

interface Person {
  id: string;
  name: string;
}

const DAY_MS = 24 * 3_600_000;
/** Share of a working day by hour of the local clock, 0 to 23. */
const BY_HOUR = [
  ...[1, 0, 0, 0, 0, 1, 3, 8, 14, 20, 22, 18],
  ...[14, 17, 20, 18, 14, 12, 11, 12, 13, 10, 6, 3],
];
/** From Sunday on. */
const BY_WEEKDAY = [0.45, 1.25, 1.1, 1, 1, 0.9, 0.55];
const BUSIEST = Math.max(...BY_HOUR) * Math.max(...BY_WEEKDAY);
/** Nobody of the desk is there before. */
const OPENS_AT = 7;
/** People are slower than those of the live simulation. */
const UNHURRIED = 4;

/** In order of their beginning. What would not have ended before `until` is left out. */
export function planHistory(plan: HistoryPlan): PlannedConversation[] {
  const { from, until, perDay, desk, even = false } = plan;
  const dice = new Dice(plan.seed);
  const mean = even ? 1 : BY_HOUR.reduce((sum, hour) => sum + hour, 0) / 24 / BUSIEST;
  const planned: PlannedConversation[] = [];
  for (let at = from; ;) {
    at += exponential(dice, (DAY_MS / perDay) * mean);
    if (at >= until) return planned;
    const clock = new Date(at);
    const grown = 0.75 + (0.25 * (at - from)) / (until - from);
    const chance = (BY_HOUR[clock.getHours()]! * BY_WEEKDAY[clock.getDay()]!) / BUSIEST;
    if (!even && !dice.chance(chance * grown)) continue;
    const one = {
      customer: dice.whole(0, CUSTOMERS - 1),
      agent: dice.whole(0, desk - 1),
      beats: timed(dice, at, even),
    };
    if (one.beats.at(-1)!.at < until) planned.push(one);
  }
}

function timed(dice: Dice, begins: number, even: boolean): PlannedConversation['beats'] {
  let at = begins;
  const night = !even && new Date(begins).getHours() < OPENS_AT;
  const pace = even ? 1 : UNHURRIED;
  return writeScript(dice).beats.map((beat, index) => {
    if (index > 0) at += beat.thinkMs * pace + ('text' in beat ? typingMs(beat.text) : 0);
    // Whoever writes at night is answered in the morning.
    if (index === 1 && night) at = new Date(at).setHours(OPENS_AT, 0, 0, 0) + human(dice, 600_000);
    return { ...beat, at: Math.round(at) };
  });
}

/** So that the reports of a new demo have something to say: the days before yesterday, by its own people. */
export async function seedDemoHistory(): Promise<void> {
  const { noa, robin, sam } = DEMO_STAFF;
  const agents = await database().member.findMany({
    where: { user: { email: { in: [noa.email, robin.email, sam.email] } } },
    orderBy: { name: 'asc' },
  });
  const [from, until] = [Date.now() - 14 * DAY_MS, Date.now() - 1.5 * DAY_MS];
  await seedHistory({ seed: 14, from, until, perDay: 10 }, agents);
}

/** Adds to the demo's site. `agents`: who answered. @returns how many conversations were written */
export async function seedHistory(
  plan: Omit<HistoryPlan, 'desk'>,
  agents: readonly Person[],
): Promise<number> {
  const planned = planHistory({ ...plan, desk: agents.length });
  await database().$transaction(
    async (tx) => {
      await tx.$executeRaw`SET LOCAL statement_timeout = 0`;
      await tx.$executeRaw`SET LOCAL idle_in_transaction_session_timeout = 0`;
      const site = await tx.site.findFirstOrThrow({
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      });
      const { id: siteId, workspaceId } = site;
      const members = await tx.member.findMany({ where: { workspaceId } });
      const labels = await tx.label.findMany({ where: { workspaceId } });
      const labelIds = new Map(labels.map(({ name, id }) => [name, id]));

      const spans = new Map<number, { createdAt: Date; lastSeenAt: Date }>();
      for (const { customer, beats } of planned) {
        const [first, last] = [new Date(beats[0]!.at), new Date(beats.at(-1)!.at)];
        spans.set(customer, {
          createdAt: spans.get(customer)?.createdAt ?? first,
          lastSeenAt: last,
        });
      }
      const known = { siteId, externalId: { startsWith: 'FF-3' } };
      await tx.contact.createMany({
        skipDuplicates: true,
        data: [...spans].map(([customer, span]) => {
          const { subject: externalId, name, email } = customerAt(customer);
          return {
            ...{ id: uuid(), workspaceId, siteId, externalId, name, email, language: 'en' },
            ...span,
          };
        }),
      });
      const contacts = await tx.contact.findMany({ where: known });
      const contactOf = new Map(contacts.map((contact) => [contact.externalId, contact]));

      await writeConversations(
        tx,
        planned.map(({ customer, agent, beats }) => {
          const contact = contactOf.get(customerAt(customer).subject)!;
          const { id, name, email } = contact;
          const member = agents[agent]!;
          return {
            workspaceId,
            siteId,
            contact: { id, name, email },
            events: beats.map((beat) => pastEvent(beat, { id, name }, member, labelIds)),
            unreadFrom: [
              ...members.map(({ id }) => ({ kind: 'member' as const, id, events: 0 })),
              { kind: 'contact' as const, id, events: 0 },
            ],
          };
        }),
      );
    },
    { timeout: 120_000, maxWait: 10_000 },
  );
  return planned.length;
}

function pastEvent(
  beat: PlannedConversation['beats'][number],
  contact: { id: string; name: string | null },
  { id, name }: Person,
  labelIds: Map<string, string>,
): PastEvent {
  const author: Author =
    beat.by === 'visitor' ? { kind: 'contact', ...contact } : { kind: 'member', id, name };
  const base = { at: new Date(beat.at), author };
  switch (beat.does) {
    case 'say':
    case 'note': {
      const payload = { kind: beat.does === 'note' ? 'note' : 'text', body: beat.text } as const;
      return { ...base, happened: { type: 'message:sent', payload } };
    }
    case 'take':
      return {
        ...base,
        happened: { type: 'conversation:assigned', payload: { assignee: { id, name } } },
      };
    case 'label': {
      const own = labelIds.get(beat.label);
      const payload = { labelIds: own === undefined ? [] : [own] };
      return { ...base, happened: { type: 'conversation:labelled', payload } };
    }
    case 'rate': {
      const { score, comment } = beat;
      return { ...base, happened: { type: 'conversation:rated', payload: { score, comment } } };
    }
    case 'resolve':
      return { ...base, happened: { type: 'conversation:resolved', payload: {} } };
  }
}
