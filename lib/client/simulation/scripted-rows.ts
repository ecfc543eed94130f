/** Inbox rows as a server would send them, for tests that play the server by hand. */
import type { ConversationView } from '@/lib/contracts/conversations';
import type { InboxRow, InboxSubscribeData } from '@/lib/contracts/inbox';

/** The higher its number, the newer. */
export function conversation(
  number: number,
  partial: Partial<ConversationView> = {},
): ConversationView {
  const at = new Date(1_700_000_000_000 + number * 1_000).toISOString();
  return {
    id: `c${number}`,
    version: 2,
    status: 'open',
    snoozedUntil: null,
    priority: 'normal',
    labelIds: [],
    assignee: null,
    contact: { id: `contact-${number}`, name: null, email: null, verified: false },
    site: { id: 's', name: 'Shop' },
    lastMessage: null,
    lastMessageAt: at,
    waitingSince: at,
    rating: null,
    messageCount: 1,
    messageCountBy: {},
    createdAt: at,
    ...partial,
  };
}

export function row(view: ConversationView): InboxRow {
  return {
    conversation: view,
    own: { deliveredSeq: 0, readSeq: 0, readCount: 0 },
    contactConnected: false,
  };
}

export function firstPage(
  views: readonly ConversationView[],
  nextCursor: string | null = null,
): InboxSubscribeData {
  return {
    rows: views.map(row),
    nextCursor,
    counts: { open: 0, unassigned: 0, snoozed: 0, mineBy: {} },
    members: [],
    labels: [],
  };
}
