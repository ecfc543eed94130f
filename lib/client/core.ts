/** The parts that every noun of the client leans on; built once in create-core.ts. */
import type { Audience, ConversationEvent } from '@/lib/contracts/conversation-events';
import type { Connection } from './connection/connection';
import type { SendQueue } from './connection/send-queue';
import type { ConversationHeads } from './conversations/conversation-heads';
import type { Environment } from './environment';
import type { ReceiptSender } from './receipts/receipt-sender';
import type { IncomingMessage } from './switchboard-client';
import type { TypingLeases } from './typing/typing-leases';

export interface Self {
  kind: 'member' | 'contact';
  id: string;
  name: string | null;
}

export interface Core {
  env: Environment;
  self: Self;
  audience: Audience;
  connection: Connection;
  heads: ConversationHeads;
  queue: SendQueue;
  typing: TypingLeases;
  receipts: ReceiptSender;
  /** Tells sounds and desktop notifications. */
  incoming(message: IncomingMessage): void;
}

export const personKey = (person: { kind: string; id: string }): string =>
  `${person.kind}:${person.id}`;

/** A message by somebody else: what unread and notifications count. */
export function isFromOthers(event: ConversationEvent, self: Self): boolean {
  return event.type === 'message:sent' && event.actor.id !== self.id;
}
