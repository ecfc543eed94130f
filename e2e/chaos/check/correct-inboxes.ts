/**
 * The inboxes of a desk that keeps every promise (correct-history.ts). Only one person, who is never
 * looking, is told of anything: whoever notes something names them, and once a conversation is assigned
 * to them they are told of what its visitor writes. A model of its own, not the product's.
 */
import type { EntryOf, Notice, TruthRow, Unstamped } from '../history';

export const AWAY_ID = 'agent-4';

interface Device {
  client: string;
  personId: string;
  audience: 'staff' | 'public';
  online: boolean;
}

type Step = EntryOf<'inbox-truth'>['steps'][number];

export class Inboxes {
  #version = 0;
  readonly #rows = new Map<string, Notice>();
  readonly #steps: Step[] = [];
  readonly #causes: EntryOf<'inbox-truth'>['causes'] = [];

  constructor(private readonly record: (entry: Unstamped) => void) {}

  tell(
    event: TruthRow,
    { id: subject, assigneeId }: { id: string; assigneeId: string | null },
    devices: readonly Device[],
    now: number,
  ): void {
    const kind = kindOf(event, assigneeId);
    if (kind === null) return;
    const known = [...this.#rows.values()].find(
      (row) => row.kind === kind && row.subject === subject && !row.readAt && !row.archivedAt,
    );
    const state = { seenAt: null, readAt: null, archivedAt: null, snoozedUntil: null };
    const row: Notice = {
      ...{ id: known?.id ?? `n-${event.id}`, kind, subject, ...state },
      ...{ version: (this.#version += 1), count: (known?.count ?? 0) + 1, lastAt: iso(now) },
    };
    this.#causes.push({ eventId: event.id, notificationId: row.id });
    this.#write([row]);
    for (const { client } of devices) {
      this.record({
        ...{ entry: 'frame', client, event: 'notification:created', conversationIds: [subject] },
        ...{ note: false, notifications: [row], inboxVersion: this.#version },
      });
      this.look({ client, audience: 'staff' });
    }
    this.record({ entry: 'effect', group: 'notify', eventId: event.id, times: 1, lastAt: now });
  }

  /** `none-left`: mark all where there is nothing left to mark. */
  tidy(
    op: number,
    { client }: Device,
    how: 'read' | 'archive' | 'all' | 'none-left',
    devices: readonly Device[],
    now: number,
  ): void {
    const upToVersion = how === 'none-left' ? 0 : this.#version;
    const isStroke = how === 'all' || how === 'none-left';
    const call = isStroke ? 'mark-all' : 'notice';
    this.record({ entry: 'invoke', op, client, call, conversationId: null, change: how });
    const touched = [...this.#rows.values()]
      .filter((row) => row.readAt === null && row.archivedAt === null && row.version <= upToVersion)
      .slice(0, isStroke ? undefined : 1);
    if (touched.length > 0) {
      const version = (this.#version += 1);
      const seen = { seenAt: iso(now), version };
      const done = how === 'archive' ? { archivedAt: iso(now) } : { readAt: iso(now) };
      this.#write(touched.map((row) => ({ ...row, ...seen, ...done })));
      for (const device of devices) this.look(device);
    }
    const stroke = { upToVersion, version: this.#version, changed: touched.length };
    this.record({ entry: 'ok', op, client, conversationId: null, ...(isStroke ? stroke : {}) });
  }

  /** What a device shows from now on. */
  look({ client, audience }: Pick<Device, 'client' | 'audience'>): void {
    if (audience !== 'staff' || !client.startsWith(AWAY_ID)) return;
    const { rows, counts } = this.#shown(AWAY_ID);
    this.record({ entry: 'noticed', client, tab: 'all', rows, counts });
  }

  finals(people: Iterable<string>, devices: readonly Device[]): void {
    for (const personId of people) {
      const mine = personId === AWAY_ID;
      this.record({
        ...{ entry: 'inbox-truth', personId, version: mine ? this.#version : 0 },
        rows: mine ? [...this.#rows.values()] : [],
        steps: mine ? this.#steps : [],
        causes: mine ? this.#causes : [],
        counts: this.#shown(personId).counts,
        deliveries: [...(mine ? this.#rows.keys() : [])].map((notificationId) => ({
          ...{ notificationId, channel: 'email', state: 'waiting' },
        })),
      });
    }
    for (const { client, personId, audience, online } of devices) {
      if (audience !== 'staff' || !online) continue;
      this.record({ entry: 'inbox', client, hasMore: false, ...this.#shown(personId) });
    }
  }

  #shown(personId: string): Pick<EntryOf<'inbox'>, 'rows' | 'counts'> {
    const rows = personId === AWAY_ID ? [...this.#rows.values()] : [];
    const there = rows.filter((row) => row.archivedAt === null);
    there.sort((a, b) =>
      a.lastAt === b.lastAt ? (a.id > b.id ? -1 : 1) : a.lastAt > b.lastAt ? -1 : 1,
    );
    const count = (at: 'seenAt' | 'readAt') =>
      Math.min(100, there.filter((row) => row[at] === null).length);
    return { rows: there, counts: { unseen: count('seenAt'), unread: count('readAt') } };
  }

  #write(rows: readonly Notice[]): void {
    for (const row of rows) {
      this.#rows.set(row.id, row);
      const { kind: _kind, subject: _subject, lastAt: _lastAt, ...step } = row;
      this.#steps.push(step);
    }
  }
}

/** The database's clock, in whose text order times stand in their own. */
const iso = (now: number): string => new Date(now).toISOString();

function kindOf(event: TruthRow, assigneeId: string | null): string | null {
  if (event.type === 'conversation:assigned') return 'assigned';
  if (event.type !== 'message:sent') return null;
  if (event.mentions?.includes(AWAY_ID)) return 'mentioned';
  return event.actorKind === 'contact' && assigneeId === AWAY_ID ? 'message' : null;
}
