/**
 * The maps of everything that crosses a socket: `clientEvents` up (payload schema and ack data),
 * `serverEvents` down. Handlers, the client and the frame checks in the tests are typed from here.
 */
import { z } from 'zod';
import { conversationEventSchema } from './conversation-events';
import * as conversations from './conversations';
import type { WireError } from './errors';
import * as inbox from './inbox';
import * as metrics from './metrics';
import * as preferences from './notification-preferences';
import * as notifications from './notifications';
import { availabilitySchema, contactSchema, memberSchema, staffOnDutySchema } from './people';
import * as presence from './presence';

const nothing = z.object({});

/** `[payload, ack data]` per event, noun:verb. */
export const clientEvents = {
  'conversation:start': [
    conversations.conversationStartSchema,
    conversations.conversationStartDataSchema,
  ],
  'conversation:subscribe': [
    conversations.conversationSubscribeSchema,
    conversations.conversationSubscribeDataSchema,
  ],
  'conversation:sync': [
    conversations.conversationSyncSchema,
    conversations.conversationSyncDataSchema,
  ],
  'conversation:history': [
    conversations.conversationHistorySchema,
    conversations.conversationSyncDataSchema,
  ],
  'conversation:unsubscribe': [conversations.conversationUnsubscribeSchema, nothing],
  'conversation:list': [
    conversations.conversationListSchema,
    conversations.conversationListDataSchema,
  ],
  'message:send': [conversations.messageSendSchema, conversations.messageSendDataSchema],
  'conversation:rate': [
    conversations.conversationRateSchema,
    conversations.conversationRateDataSchema,
  ],
  'receipt:advance': [conversations.receiptAdvanceSchema, conversations.receiptAdvanceDataSchema],
  'typing:set': [conversations.typingSetSchema, nothing],
  'presence:set': [presence.presenceSetSchema, z.object({ availability: availabilitySchema })],
  'presence:look': [presence.presenceLookSchema, nothing],
  'visit:set': [presence.visitSetSchema, nothing],
  'inbox:subscribe': [inbox.inboxSubscribeSchema, inbox.inboxSubscribeDataSchema],
  'inbox:page': [inbox.inboxPageSchema, inbox.inboxPageDataSchema],
  'inbox:sync': [inbox.inboxSyncSchema, z.object({ rows: z.array(inbox.inboxRowSchema) })],
  'inbox:search': [inbox.inboxSearchSchema, inbox.inboxSearchDataSchema],
  'contact:read': [inbox.contactReadSchema, inbox.contactReadDataSchema],
  'conversation:assign': [
    conversations.conversationAssignSchema,
    conversations.conversationChangeDataSchema,
  ],
  'conversation:resolve': [
    conversations.conversationResolveSchema,
    conversations.conversationChangeDataSchema,
  ],
  'conversation:reopen': [
    conversations.conversationReopenSchema,
    conversations.conversationChangeDataSchema,
  ],
  'conversation:snooze': [
    conversations.conversationSnoozeSchema,
    conversations.conversationChangeDataSchema,
  ],
  'conversation:label': [
    conversations.conversationLabelSchema,
    conversations.conversationChangeDataSchema,
  ],
  'conversation:prioritise': [
    conversations.conversationPrioritiseSchema,
    conversations.conversationChangeDataSchema,
  ],
  'notification:subscribe': [
    notifications.notificationSubscribeSchema,
    notifications.notificationSubscribeDataSchema,
  ],
  'notification:page': [
    notifications.notificationPageSchema,
    notifications.notificationPageDataSchema,
  ],
  'notification:sync': [
    notifications.notificationSyncSchema,
    notifications.notificationSyncDataSchema,
  ],
  'notification:change': [
    notifications.notificationChangeSchema,
    notifications.notificationChangeDataSchema,
  ],
  'notification:mark-all': [
    notifications.notificationMarkAllSchema,
    notifications.notificationMarkAllDataSchema,
  ],
  'notification:undo': [
    notifications.notificationUndoSchema,
    notifications.notificationMarkAllDataSchema,
  ],
  'notification:alert': [
    notifications.notificationAlertSchema,
    notifications.notificationAlertDataSchema,
  ],
  'notification:preferences': [nothing, preferences.notificationPreferencesViewSchema],
  'notification:prefer': [
    preferences.notificationPreferencesPatchSchema,
    preferences.notificationPreferencesViewSchema,
  ],
  'metrics:subscribe': [metrics.metricsFilterSchema, metrics.metricsSubscribeDataSchema],
  'metrics:unsubscribe': [nothing, nothing],
} as const satisfies Record<string, readonly [z.ZodType, z.ZodType]>;

export type ClientEvent = keyof typeof clientEvents;
/** What a client sends (before defaults are filled in). */
export type Payload<E extends ClientEvent> = z.input<(typeof clientEvents)[E][0]>;
/** What a handler receives (after parsing). */
export type ParsedPayload<E extends ClientEvent> = z.output<(typeof clientEvents)[E][0]>;
export type AckData<E extends ClientEvent> = z.output<(typeof clientEvents)[E][1]>;

export type Ack<Data> = { ok: true; data: Data } | { ok: false; error: WireError };

/** The first frame after a connection is accepted. */
export const serverHelloSchema = z.object({
  node: z.string(),
  /** Changes when the database was restored or replaced: cursors of another epoch are void. */
  epoch: z.string(),
  time: z.string(),
  protocol: z.number().int(),
  limits: z.object({ bodyChars: z.number().int() }),
  /** Who the server takes this connection for. */
  self: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('member'),
      id: z.string(),
      name: z.string(),
      role: memberSchema.shape.role,
      availability: availabilitySchema,
      workspaceId: z.string(),
    }),
    z.object({
      kind: z.literal('contact'),
      id: z.string(),
      name: z.string().nullable(),
      verified: z.boolean(),
    }),
  ]),
  /** Visitors: who is on duty. */
  staff: z.array(staffOnDutySchema).optional(),
});
export type ServerHello = z.infer<typeof serverHelloSchema>;

/** Why the server is about to close a connection. `reconnect` says whether coming back makes sense. */
export const serverClosingSchema = z.object({
  reason: z.enum(['session_revoked', 'resync', 'rate_limited', 'unsupported_protocol']),
  reconnect: z.boolean(),
});
export type ServerClosing = z.infer<typeof serverClosingSchema>;

export const serverEvents = {
  'server:hello': serverHelloSchema,
  'server:draining': z.object({ reconnectInMs: z.number().int() }),
  'server:closing': serverClosingSchema,
  'conversation:event': conversationEventSchema,
  'conversation:heads': conversations.conversationHeadsSchema,
  'conversation:summarised': z.object({
    conversation: z.union([
      conversations.conversationSchema,
      conversations.publicConversationSchema,
    ]),
  }),
  'receipt:advanced': conversations.receiptAdvancedSchema,
  'typing:changed': conversations.typingChangedSchema,
  'viewing:changed': conversations.viewingChangedSchema,
  'presence:changed': presence.presenceChangedSchema,
  'contact:changed': z.object({ contact: contactSchema }),
  'inbox:counted': inbox.inboxCountsSchema,
  'inbox:heads': inbox.inboxHeadsSchema,
  'notification:created': notifications.notificationCreatedSchema,
  'notification:counted': notifications.notificationCountedSchema,
  'notification:head': notifications.notificationHeadSchema,
  /** What one chose, or the workspace did: read it again if it is shown. */
  'notification:preferred': nothing,
  'metrics:ticked': metrics.metricsSnapshotSchema,
} as const satisfies Record<string, z.ZodType>;

export type ServerEvent = keyof typeof serverEvents;
export type ServerPayload<E extends ServerEvent> = z.output<(typeof serverEvents)[E]>;

export type ServerToClientEvents = { [E in ServerEvent]: (payload: ServerPayload<E>) => void };
export type ClientToServerEvents = {
  [E in ClientEvent]: (payload: Payload<E>, ack: (answer: Ack<AckData<E>>) => void) => void;
};

/** `auth` of the handshake. Staff send no token: their session cookie is read instead. */
export const handshakeAuthSchema = z.object({
  protocol: z.number().int(),
  token: z.string().max(200).optional(),
  /** Staff: only looks on, as a dashboard on a wall does; visitors expect no answer from it. */
  quiet: z.boolean().optional(),
});
