import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import { rooms } from '@/lib/contracts/rooms';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { personKey, presenceScope, presenceStore } from '@/lib/platform/presence-store';
import { listOwnConversations } from '@/lib/server/conversations/list-own-conversations';
import { openConversation } from '@/lib/server/conversations/open-conversation';
import {
  readHistory,
  requireConversation,
  syncConversation,
} from '@/lib/server/conversations/read-log';
import { rateConversation } from '@/lib/server/conversations/rate-conversation';
import * as staff from '@/lib/server/conversations/staff-commands';
import { startConversation } from '@/lib/server/conversations/start-conversation';
import type { Connection } from '../connection';
import type { Handlers } from '../handler';

const roomOf = (actor: PersonActor, conversationId: string) =>
  actor.kind === 'contact'
    ? rooms.conversationPublic(conversationId)
    : rooms.conversationStaff(conversationId);

/**
 * `connection conversation` of subscribes that wait for Postgres. An unsubscribe overtakes them: who
 * leafs through an inbox must not stay in every conversation that he passed.
 */
const opening = new Set<string>();
const openingKey = (connection: Connection, conversationId: string) =>
  `${connection.id} ${conversationId}`;

async function subscribe(
  actor: PersonActor,
  conversationId: string,
  connection: Connection,
): Promise<void> {
  const { subscriptions } = connection.data;
  if (subscriptions.has(conversationId)) return;
  requireRoom(subscriptions);
  const key = openingKey(connection, conversationId);
  opening.add(key);
  try {
    await requireConversation(actor, conversationId);
  } catch (error) {
    opening.delete(key);
    throw error;
  }
  // False: unsubscribed meanwhile, or another subscribe of the same has joined already.
  if (!opening.delete(key)) return;
  if (!connection.connected) throw new AppError('unavailable');
  requireRoom(subscriptions);
  subscriptions.add(conversationId);
  await connection.join(roomOf(actor, conversationId));
  if (actor.kind === 'member') {
    await presenceStore().enter(
      presenceScope.conversation(conversationId),
      personKey.member(actor.id),
      connection.id,
    );
  }
}

function requireRoom(subscriptions: Set<string>): void {
  if (subscriptions.size < LIMITS.subscriptionsPerSocket) return;
  throw new AppError('too_large', { message: 'Too many conversations are open.' });
}

export async function unsubscribe(
  actor: PersonActor,
  conversationId: string,
  connection: Connection,
): Promise<void> {
  opening.delete(openingKey(connection, conversationId));
  const { data } = connection;
  if (!data.subscriptions.delete(conversationId)) return;
  const room = roomOf(actor, conversationId);
  await connection.leave(room);
  // A lagging socket is out of its rooms for a while: it must not come back to this one.
  data.parkedRooms = data.parkedRooms?.filter((parked) => parked !== room) ?? null;
  if (actor.kind === 'member') {
    await presenceStore().leave(
      presenceScope.conversation(conversationId),
      personKey.member(actor.id),
      connection.id,
    );
  }
}

export const conversationHandlers = {
  'conversation:start': { limit: 'start', handle: startConversation },
  'conversation:subscribe': {
    limit: 'read',
    // Authorise, join, then read: an event that commits during the read is already on its way.
    handle: async (actor, payload, connection) => {
      await subscribe(actor, payload.conversationId, connection);
      return openConversation(actor, payload);
    },
  },
  'conversation:unsubscribe': {
    limit: 'read',
    handle: async (actor, payload, connection) => {
      await unsubscribe(actor, payload.conversationId, connection);
      return {};
    },
  },
  'conversation:sync': { limit: 'read', handle: syncConversation },
  'conversation:history': { limit: 'read', handle: readHistory },
  'conversation:list': { limit: 'read', handle: listOwnConversations },
  'conversation:rate': { limit: 'command', handle: rateConversation },
  'conversation:assign': { limit: 'command', handle: staff.assignConversation },
  'conversation:resolve': { limit: 'command', handle: staff.resolveConversation },
  'conversation:reopen': { limit: 'command', handle: staff.reopenConversation },
  'conversation:snooze': { limit: 'command', handle: staff.snoozeConversation },
  'conversation:label': { limit: 'command', handle: staff.labelConversation },
  'conversation:prioritise': { limit: 'command', handle: staff.prioritiseConversation },
} satisfies Partial<Handlers>;
