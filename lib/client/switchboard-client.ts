/**
 * The face of the browser's brain: what the widget and the console code against. No JSX, no React.
 * Every `…Store` is a vanilla zustand store: bind it with zustand's `useStore(store, selector)` or
 * with `useSyncExternalStore`. State objects are immutable unless a field says otherwise; select the
 * narrowest part you draw. Actions never throw and never reject: they resolve to an `Outcome`.
 *
 * Make one with `createVisitorClient` (create-visitor-client.ts) or `createStaffClient`
 * (create-staff-client.ts); `start()` connects, `stop()` lets go of everything.
 */
import type { StoreApi } from 'zustand/vanilla';
import type {
  Audience,
  ConversationEvent,
  MessageKind,
  Priority,
  RatingScore,
} from '@/lib/contracts/conversation-events';
import type {
  AnyConversationView,
  ConversationView,
  OwnReceipt,
  PublicConversationView,
  Receipt,
} from '@/lib/contracts/conversations';
import type { ErrorCode } from '@/lib/contracts/errors';
import type {
  ContactReadData,
  InboxCounts,
  InboxSearchData,
  InboxView,
} from '@/lib/contracts/inbox';
import type {
  NotificationPreferencesPatch,
  NotificationPreferencesView,
} from '@/lib/contracts/notification-preferences';
import type {
  NotificationChange,
  NotificationCounts,
  NotificationTab,
  NotificationView,
} from '@/lib/contracts/notifications';
import type {
  Availability,
  ContactView,
  LabelView,
  MemberView,
  Person,
  StaffOnDuty,
} from '@/lib/contracts/people';
import type { ServerHello } from '@/lib/contracts/socket-events';
import type { AlertPorts, Alerts } from './notifications/alerts';
import type { NotificationList } from './notifications/notification-list';

// ---------------------------------------------------------------- shared pieces

/** A store that may be read and watched; only the client writes it. Fits zustand's `useStore`. */
export type ReadableStore<State> = Pick<
  StoreApi<State>,
  'getState' | 'getInitialState' | 'subscribe'
>;

/** The wire's codes and what only a client can know. */
export type ClientErrorCode = ErrorCode | 'offline' | 'timeout' | 'queue_full';

export interface ClientError {
  code: ClientErrorCode;
  /** For logs; what the user reads is chosen by `code`. */
  message: string;
  retryable: boolean;
  retryAfterMs?: number;
  details?: unknown;
}

export type Outcome<Data> = { ok: true; data: Data } | { ok: false; error: ClientError };

// ---------------------------------------------------------------- connection

export type ClosedReason =
  /** `stop()` was called, or `start()` not yet. */
  | 'stopped'
  | 'session_expired'
  | 'unauthenticated'
  | 'identity_required'
  | 'identity_invalid'
  | 'origin_not_allowed'
  | 'forbidden'
  /** The server takes this connection for somebody else than `options.self`: make a new client. */
  | 'person_changed';

export interface ConnectionState {
  /**
   * `connecting`: first attempt. `online`: hello received. `reconnecting`: lost, an attempt is due or
   * running. `offline`: the browser says that there is no network. `closed`: no attempt will follow
   * by itself (see `reason`). `outdated`: this build speaks a protocol the server has left (VER-1):
   * offer a reload after `reloadInMs`.
   */
  status: 'connecting' | 'online' | 'reconnecting' | 'offline' | 'closed' | 'outdated';
  /** Only while `closed`. */
  reason: ClosedReason | null;
  /** Local time in ms of the next attempt while `reconnecting`; null = now or never. */
  nextAttemptAt: number | null;
  /** Attempts since the connection was last online. Show a banner from the second on. */
  attempts: number;
  /** Online, but some open conversation is known to have events that are not here yet. */
  behind: boolean;
  /** Only while `outdated`: jittered, so that a fleet does not reload at once. */
  reloadInMs: number | null;
  /** Who the server took us for, last time. */
  self: ServerHello['self'] | null;
  /** Server clock minus local clock in ms: add to `Date.now()` for "3 min ago" and waiting times. */
  clockOffsetMs: number;
  /** False in private mode or when storage is refused: unsent messages do not survive a reload. */
  persistent: boolean;
}

// ---------------------------------------------------------------- messages and threads

/**
 * `sending`: on its way. `queued`: waiting for the network (or for a start that failed). `sent`:
 * acknowledged, its place in the order is still being fetched. `failed`: needs `retry` or `discard`.
 * `refused`: others wrote meanwhile (`unseen`): `sendAnyway` or `discard`.
 * Nothing else is shown for a message: when its event is in `events`, the pending row is gone.
 */
export type PendingState = 'sending' | 'queued' | 'sent' | 'failed' | 'refused';

export interface PendingMessage {
  /** Same as the later event's `clientId`: use it as the row key for both (`rowKey`). */
  clientId: string;
  conversationId: string;
  kind: MessageKind;
  body: string;
  /** Local time of typing, in ms. */
  createdAt: number;
  state: PendingState;
  /** Why it is `failed`. */
  error: ClientError | null;
  /** While `refused`: what came in meanwhile, oldest first. */
  unseen: readonly ConversationEvent[];
}

export interface TypingPerson {
  participant: Person;
  audience: 'all' | 'staff';
}

export interface ThreadState {
  /** A `local:…` id until a started conversation is acknowledged; then the real one. */
  conversationId: string;
  /**
   * `idle`: never opened. `loading`: nothing to show yet (skeleton). `ready`: `events` may be shown;
   * says nothing about being live, see `connection`. `failed`: could not be opened, see `error`.
   */
  status: 'idle' | 'loading' | 'ready' | 'failed';
  error: ClientError | null;
  /** The head of the conversation (status, assignee …); null before the first answer. */
  conversation: AnyConversationView | null;
  /** Dense and ascending by `seq`, without duplicates; the last one is at `cursor` (DEL-2). */
  events: readonly ConversationEvent[];
  /** Not yet in `events`; draw after them, in this order. */
  pending: readonly PendingMessage[];
  /** Highest contiguous sequence held. Pass to nothing: sends take it by themselves (stale guard). */
  cursor: number;
  /** Older history can be fetched with `loadOlder`. */
  hasOlder: boolean;
  loadingOlder: boolean;
  /** Everybody's cursors but one's own, keyed `kind:id` (RCP-1). */
  receipts: Readonly<Record<string, Receipt>>;
  own: OwnReceipt;
  unread: number;
  typing: readonly TypingPerson[];
  /** Staff: colleagues who have it open, without oneself. */
  viewers: readonly Person[];
  /** Staff: the person on the other side. */
  contact: ContactView | null;
}
export type ThreadStore = ReadableStore<ThreadState>;

export interface Conversations {
  /**
   * The thread's store, always the same object for one conversation, also by its `local:` id after
   * it was acknowledged. Creating it costs nothing and asks for nothing: see `open`.
   */
  thread(conversationId: string): ThreadStore;
  /**
   * Keeps the conversation subscribed and caught up while open; counts its openers. Call the
   * answer to close: `useEffect(() => client.conversations.open(id), [id])`. Staff: also what
   * colleagues see as "is viewing".
   */
  open(conversationId: string): () => void;
  /** The page above; single-flight, prepends, a no-op at the top. */
  loadOlder(conversationId: string): Promise<Outcome<{ added: number }>>;
  /** Try again after `status: 'failed'`. */
  reload(conversationId: string): void;
}

export interface SendInput {
  conversationId: string;
  body: string;
  /** Default `text`. */
  kind?: MessageKind;
  /** Ids of the members a note names: they are told. */
  mentions?: readonly string[];
  /** Staff: skip the stale-reply guard for this one. Default false. */
  force?: boolean;
}

export interface Messages {
  /**
   * Stores and queues the message, in that order; shown at once in `pending`. Resolves when stored,
   * not when sent. `queue_full` and `too_large`/`invalid` bodies are refused: keep the text.
   */
  send(input: SendInput): Promise<Outcome<{ clientId: string }>>;
  /** `failed` → queued again, at its old place. */
  retry(clientId: string): Promise<void>;
  /** Removes a `failed`, `refused` or `queued` message and returns its text for the composer. */
  discard(clientId: string): Promise<{ body: string; kind: MessageKind } | null>;
  /** `refused` → sent on purpose over what came in meanwhile. */
  sendAnyway(clientId: string): Promise<void>;
}

export interface SendQueueState {
  /** Everything unsent of this person on this device, in order of typing, all tabs. */
  entries: readonly PendingMessage[];
  /** Survives a reload (DEL-3). */
  persistent: boolean;
  /** Stored entries have been read: before this, `entries` may lack those of an earlier visit. */
  loaded: boolean;
}

// ---------------------------------------------------------------- receipts, typing, drafts

export interface Receipts {
  /**
   * Call whenever the thread is visible and focused and the newest drawn event is `seq`. Never moves
   * back; coalesced. Delivered is advanced by itself when events are applied.
   */
  markRead(conversationId: string, seq: number): void;
}

export interface Typing {
  /** Call on every keystroke that leaves text; sends at most one frame per 3 s. */
  keystroke(conversationId: string, audience?: 'all' | 'staff'): void;
  /** On blur, on an emptied composer, on leaving. Sending a message stops it by itself. */
  stop(conversationId: string): void;
  /** Who is writing, per conversation; leases end by themselves (TYP-1). Live for inbox rows too. */
  store: ReadableStore<TypingState>;
}
export interface TypingState {
  byConversation: Readonly<Record<string, readonly TypingPerson[]>>;
}

export interface Drafts {
  /** Kept per conversation and kind, never carried over; survives reload. '' removes it. */
  set(conversationId: string, kind: MessageKind, body: string): void;
  /** `''` when there is none. Use `new` as conversationId for a conversation not yet started. */
  get(conversationId: string, kind: MessageKind): string;
  /** Keyed `conversationId:kind`; for "Draft" marks in lists. */
  store: ReadableStore<DraftsState>;
}
export interface DraftsState {
  byKey: Readonly<Record<string, string>>;
}

// ---------------------------------------------------------------- the client

export interface CoreClient {
  readonly audience: Audience;
  /** Connects; idempotent. */
  start(): void;
  /** Disconnects, flushes drafts and receipts, frees timers and listeners. `start` works again. */
  stop(): void;
  /** "Try now": skips the back-off. Also leaves `closed` after the user signed in again. */
  reconnect(): void;
  readonly connection: ReadableStore<ConnectionState>;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly sendQueue: ReadableStore<SendQueueState>;
  readonly receipts: Receipts;
  readonly typing: Typing;
  readonly drafts: Drafts;
  /**
   * Newly applied live messages by others, for sounds and desktop notifications: called once per
   * message, only for what came in while connected, in order. For conversations that are not open,
   * `event` is null and `preview` is what the list knows. Returns the unsubscriber.
   */
  onIncomingMessage(listener: (incoming: IncomingMessage) => void): () => void;
}
export interface IncomingMessage {
  conversationId: string;
  /** In the reader's sequence. */
  seq: number;
  kind: MessageKind;
  actorName: string | null;
  preview: string;
  event: ConversationEvent | null;
}

// ---------------------------------------------------------------- visitor

export interface VisitorConversation {
  conversation: PublicConversationView;
  own: OwnReceipt;
  unread: number;
}
export interface VisitorState {
  status: 'loading' | 'ready';
  /** Newest activity first. A started but unacknowledged one is in `starting`. */
  conversations: readonly VisitorConversation[];
  /** `local:` ids of conversations that were started and are not acknowledged yet, newest first. */
  starting: readonly string[];
  hasMore: boolean;
  loadingMore: boolean;
  totalUnread: number;
  /** Staff who are connected and available; empty = nobody is there right now. */
  staff: readonly StaffOnDuty[];
}

export interface VisitorClient extends CoreClient {
  readonly visitor: ReadableStore<VisitorState>;
  /**
   * The inbox, the same one each time; its code is fetched with the first call, and followed from then
   * on. Rejects when the code cannot be had: ask again.
   */
  notifications(): Promise<Notifications>;
  /**
   * Starts a conversation with its first message. Resolves when stored, with a `local:` id to show
   * at once; the thread's `conversationId` becomes the real one when acknowledged. After a reload in
   * between exactly one conversation comes of it (DEL-3).
   */
  startConversation(body: string): Promise<Outcome<{ conversationId: string; clientId: string }>>;
  loadMoreConversations(): Promise<void>;
  /**
   * How it went, of a resolved conversation. Sends nothing yet: call what it returns, again after a
   * retryable failure; it counts once (DEL-1). Sending one after the other is the caller's part
   * (visitor/rating-sender.ts).
   */
  rating(answer: {
    conversationId: string;
    score: RatingScore;
    comment: string | null;
  }): () => Promise<Outcome<{ event: ConversationEvent }>>;
  /** The page the widget is on; sent when it changed, again after reconnecting. */
  reportPage(page: { url: string; title: string }): void;
}

// ---------------------------------------------------------------- staff

export interface InboxRowState {
  conversation: ConversationView;
  own: OwnReceipt;
  unread: number;
  /** Null until it is known: a summary that was pushed does not say it. */
  contactConnected: boolean | null;
}
export interface InboxViewState {
  /** Newest activity first; only as far down as was loaded. Replaced only when it changed. */
  ids: readonly string[];
  status: 'idle' | 'loading' | 'ready' | 'failed';
  hasMore: boolean;
  loadingMore: boolean;
}
export interface InboxState {
  /** The view on screen. */
  view: InboxView;
  views: Readonly<Record<InboxView, InboxViewState>>;
  /**
   * One live Map, changed in place so that an event costs nothing at 10,000 rows: select
   * `state.rows.get(id)` (rows are immutable and replaced), never depend on the Map's identity.
   */
  rows: ReadonlyMap<string, InboxRowState>;
  counts: InboxCounts | null;
  /** `counts.mineBy[self]`. */
  mineCount: number;
  /** Unread messages in loaded conversations assigned to oneself: for the browser's title. */
  unreadMine: number;
  labels: readonly LabelView[];
}

export interface Inbox {
  store: ReadableStore<InboxState>;
  /** Shows a view; its first page is fetched (again) and what is known is shown at once. */
  show(view: InboxView): Promise<Outcome<null>>;
  /** Next page of the view on screen; single-flight. */
  loadMore(): Promise<Outcome<null>>;
  search(query: string): Promise<Outcome<InboxSearchData>>;
  readContact(contactId: string): Promise<Outcome<ContactReadData>>;
}

/**
 * `undo` runs the opposite command (for a toast); it is null where nothing can be undone. While the
 * answer is awaited, row and thread already show the new state; on refusal they return to the old.
 */
export type CommandOutcome = Outcome<{
  conversation: ConversationView;
  undo: (() => Promise<CommandOutcome>) | null;
}>;

export interface StaffCommands {
  assign(
    conversationId: string,
    assignee: { id: string; name: string } | null,
  ): Promise<CommandOutcome>;
  /** Assigns to oneself, only while nobody else has it (`conflict` otherwise). */
  take(conversationId: string): Promise<CommandOutcome>;
  resolve(conversationId: string): Promise<CommandOutcome>;
  reopen(conversationId: string): Promise<CommandOutcome>;
  /** `until`: ISO 8601 with offset. */
  snooze(conversationId: string, until: string): Promise<CommandOutcome>;
  label(conversationId: string, labelIds: readonly string[]): Promise<CommandOutcome>;
  prioritise(conversationId: string, priority: Priority): Promise<CommandOutcome>;
}

export interface PresenceState {
  /** Colleagues and oneself, by id. */
  members: Readonly<Record<string, MemberView>>;
  /** One's own choice; optimistic. */
  availability: Availability;
}

// ---------------------------------------------------------------- notifications

export interface NotificationListState {
  /** The tab on screen. */
  tab: NotificationTab;
  /** `failed` with rows: they are what was known before. */
  status: 'idle' | 'loading' | 'ready' | 'failed';
  /** Of the tab, newest first, as far down as was loaded; immutable rows. */
  rows: readonly NotificationView[];
  hasMore: boolean;
  loadingMore: boolean;
  /** The server's own, never added up here; both end at `LIMITS.notificationCountCap`. */
  counts: NotificationCounts;
  /** Of the inbox as these rows are; null before they are there. What `markAll` reaches up to. */
  version: number | null;
}

/** What was done, and what takes the whole of it back; null where there is nothing to take back. */
export interface Stroke {
  changed: number;
  undo: (() => Promise<Outcome<null>>) | null;
}

export interface Notifications {
  store: ReadableStore<NotificationListState>;
  /** Shows a tab; also the way to try again after `failed`. */
  show(tab: NotificationTab): Promise<Outcome<null>>;
  /** Next page of the tab on screen; single-flight. */
  loadMore(): Promise<Outcome<null>>;
  /** Shown at once; taken back if the server refuses. At most `LIMITS.notificationChangeIds` ids. */
  change(ids: readonly string[], change: NotificationChange): Promise<Outcome<Stroke>>;
  /** Everything this device knows of; what comes in meanwhile stays as it is. */
  markAll(change: 'see' | 'read' | 'archive'): Promise<Outcome<Stroke>>;
  /**
   * Desktop notifications and sounds: `alert` is called for what deserves one when it comes in live,
   * in one tab of one device of this person, and in none while somebody looks at one.
   */
  alertWith(ports: AlertPorts): Alerts;
  readPreferences(): Promise<Outcome<NotificationPreferencesView>>;
  /** They were changed somewhere, or may have been. Call the answer to stop. */
  onPreferred(listener: () => void): () => void;
  /** What is named is changed and the rest stays; the answer is the whole of it as it is now. */
  prefer(patch: NotificationPreferencesPatch): Promise<Outcome<NotificationPreferencesView>>;
}

export interface StaffClient extends CoreClient {
  readonly inbox: Inbox;
  readonly notifications: Notifications;
  readonly commands: StaffCommands;
  readonly presence: ReadableStore<PresenceState>;
  setAvailability(availability: Availability): Promise<Outcome<null>>;
  /** Whether somebody is at this tab: who is at one is not pushed to. */
  setLooking(looking: boolean): void;
}

// ---------------------------------------------------------------- making one

export interface CoreClientOptions {
  /** Origin of the server, `https://…`; default: the page's own. */
  url?: string;
  /** Who this client is for: storage is kept apart by it. A connection as somebody else is closed. */
  self: { kind: 'member' | 'contact'; id: string; name: string | null };
}
export interface VisitorClientOptions extends CoreClientOptions {
  /** `visitorToken` of `POST /api/v1/widget/sessions`. */
  token: string;
  /** Asked once when the token is refused; null = cannot. Must return a token of the same contact. */
  renewToken?: () => Promise<string | null>;
  /** The code of the inbox, kept out of the first load; without it `notifications()` rejects. */
  fetchNotifications?: () => Promise<{ NotificationList: typeof NotificationList }>;
  /** From the same answer, to draw before the socket is up. */
  initial?: {
    conversations: readonly { conversation: PublicConversationView; own: OwnReceipt }[];
    staff: readonly StaffOnDuty[];
  };
}
export interface StaffClientOptions extends CoreClientOptions {
  self: { kind: 'member'; id: string; name: string };
  /** View shown first; default `mine`. */
  view?: InboxView;
}

/** The key under which a row keeps its identity from typing to acknowledgement, in both lists. */
export function rowKey(row: { clientId?: string; id?: string }): string {
  return row.clientId ?? row.id ?? '';
}
