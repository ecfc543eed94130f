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
import * as staff from '@/lib/server/conversations/staff-commands';
import { startConversation } from '@/lib/server/conversations/start-conversation';
import type { Connection } from '../connection';
import type { Handlers } from '../handler';

const roomOf = (actor: PersonActor, conversationId: string) =>
  actor.kind === 'contact'
    ? rooms.conversationPublic(conversationId)
    : rooms.conversationStaff(conversationId);

async function subscribe(
  actor: PersonActor,
  conversationId: string,
  connection: Connection,
): Promise<void> {
  const { subscriptions } = connection.data;
  if (subscriptions.has(conversationId)) return;
  if (subscriptions.size >= LIMITS.subscriptionsPerSocket) {
    throw new AppError('too_large', { message: 'Too many conversations are open.' });
  }
  await requireConversation(actor, conversationId);
  if (!connection.connected) throw new AppError('unavailable');
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

export async function unsubscribe(
  actor: PersonActor,
  conversationId: string,
  connection: Connection,
): Promise<void> {
  if (!connection.data.subscriptions.delete(conversationId)) return;
  await connection.leave(roomOf(actor, conversationId));
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
  'conversation:assign': { limit: 'command', handle: staff.assignConversation },
  'conversation:resolve': { limit: 'command', handle: staff.resolveConversation },
  'conversation:reopen': { limit: 'command', handle: staff.reopenConversation },
  'conversation:snooze': { limit: 'command', handle: staff.snoozeConversation },
  'conversation:label': { limit: 'command', handle: staff.labelConversation },
  'conversation:prioritise': { limit: 'command', handle: staff.prioritiseConversation },
} satisfies Partial<Handlers>;
