/** Turns what came on a socket into lines of the history: what it names, and whether it is private. */
import type { NotificationView } from '@/lib/contracts/notifications';
import type { Unstamped } from './history';
import { toNotice } from './watch-notices';

type FrameEntry = Extract<Unstamped, { entry: 'frame' }>;

interface EventLike {
  conversationId: string;
  seq: number;
  id: string;
  type: string;
  actor: { id: string | null };
}

/** @param event the server's event, or `ack <client event>` */
export function frameEntries(client: string, event: string, payload: unknown): FrameEntry[] {
  const events: EventLike[] = [];
  const found = nothing();
  walk(payload, found, events);
  if (event.endsWith(':heads')) for (const id of Object.keys(payload as object)) found.ids.add(id);

  const pages = events.map((one): FrameEntry => {
    const about = nothing();
    walk(one, about, []);
    const { seq, id, type, conversationId } = one;
    const actorId = one.actor.id;
    return {
      ...{ entry: 'frame', client, event, conversationIds: [conversationId] },
      ...{ seq, id, type, actorId, note: about.note },
    };
  });
  // A bare event is told whole by its own line; anything around it gets one more.
  if (event === 'conversation:event' && pages.length === 1) return pages;
  return [
    ...pages,
    {
      ...{ entry: 'frame', client, event, conversationIds: [...found.ids], note: found.note },
      ...(event === 'typing:changed' || found.staffTyping
        ? { typing: found.staffTyping ? ('staff' as const) : ('all' as const) }
        : {}),
      ...(isOfInbox(event) ? ofInbox(payload, found) : {}),
      ...(event === 'conversation:heads' ? { heads: payload as Record<string, number> } : {}),
    },
  ];
}

interface Mentioned {
  ids: Set<string>;
  notices: NotificationView[];
  note: boolean;
  staffTyping: boolean;
}

const nothing = (): Mentioned => ({
  ids: new Set(),
  notices: [],
  note: false,
  staffTyping: false,
});

const isOfInbox = (event: string): boolean => event.replace('ack ', '').startsWith('notification:');

/** A frame has the number beside what it tells, an acknowledgement in its data. */
function ofInbox(payload: unknown, { notices }: Mentioned): Partial<FrameEntry> {
  const { version, data } = payload as { version?: number; data?: { version?: number } };
  const inboxVersion = version ?? data?.version;
  return {
    notifications: notices.map(toNotice),
    ...(inboxVersion === undefined ? {} : { inboxVersion }),
  };
}

function walk(value: unknown, found: Mentioned, events: EventLike[]): void {
  if (Array.isArray(value)) {
    for (const one of value) walk(one, found, events);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const record = value as Record<string, unknown>;
  if (typeof record.conversationId === 'string') found.ids.add(record.conversationId);
  // A conversation's own view: a row of a list, the head of a thread.
  if ('lastMessageAt' in record && typeof record.id === 'string') found.ids.add(record.id);
  if (record.kind === 'note') found.note = true;
  if (record.audience === 'staff') found.staffTyping = true;
  if (isEvent(record)) events.push(record);
  if (isNotification(record)) {
    found.notices.push(record);
    if (record.subject.kind === 'conversation') found.ids.add(record.subject.id);
  }
  for (const one of Object.values(record)) walk(one, found, events);
}

const isEvent = (value: object): value is EventLike =>
  'conversationId' in value && 'seq' in value && 'type' in value && 'actor' in value;

const isNotification = (value: object): value is NotificationView =>
  'subject' in value && 'count' in value && 'version' in value && 'readAt' in value;
