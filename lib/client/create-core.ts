/** Wires the parts that widget and console share; the two clients add their own nouns on top. */
import { LIMITS } from '@/lib/contracts/limits';
import { Connection, PROBE_TIMEOUT_MS, type ConnectionOptions } from './connection/connection';
import { SendQueue } from './connection/send-queue';
import { ConversationHeads, type Fold } from './conversations/conversation-heads';
import { Threads } from './conversations/threads';
import { personKey, type Core, type Self } from './core';
import { DraftBox } from './drafts/draft-box';
import type { Environment } from './environment';
import { checkBody } from './messages/check-body';
import { ReceiptSender } from './receipts/receipt-sender';
import { remember } from './remember';
import type { CoreClient, IncomingMessage, Outcome } from './switchboard-client';
import { TypingLeases } from './typing/typing-leases';

export interface CoreParts {
  core: Core;
  threads: Threads;
  client: CoreClient;
}

export function createCore(
  env: Environment,
  self: Self,
  options: Omit<ConnectionOptions, 'selfId'>,
  /** What a liveness check asks when no conversation is open. */
  ping: () => Promise<Outcome<unknown>>,
  fold: Fold,
): CoreParts {
  const audience = self.kind === 'member' ? 'staff' : 'public';
  const person = personKey(self);
  const connection = new Connection(env, { ...options, selfId: self.id });
  const heads = new ConversationHeads(self.id, fold);
  const receipts = new ReceiptSender(env, connection, heads);
  const threads = new Threads();
  const drafts = new DraftBox(env, person);
  const typing = new TypingLeases(env, connection, self.id, (id) => threads.changed(id));
  const listeners = new Set<(incoming: IncomingMessage) => void>();
  const announced = new Map<string, number>();

  const core = {
    env,
    self,
    audience,
    connection,
    heads,
    typing,
    receipts,
    incoming: (message: IncomingMessage) => {
      if (message.seq <= (announced.get(message.conversationId) ?? 0)) return;
      remember(announced, message.conversationId, message.seq, LIMITS.conversationsKept);
      for (const listener of listeners) listener(message);
    },
  } as Core;
  core.queue = new SendQueue(env, connection, person, {
    changed: (id) => threads.changed(id),
    acknowledged: (id, event) => threads.acknowledged(id, event),
    shows: (id, clientId) => threads.shows(id, clientId),
    batch: (ids, run) => threads.batch(ids, run),
    rekeyed: (localId, id, view) => {
      drafts.rekey(localId, id);
      threads.rekeyed(localId, id, view);
    },
  });
  threads.attach(core);

  announceFromLists(core, threads);
  connection.probeRequest = () => {
    const open = threads.anyLive();
    return open === null
      ? ping()
      : connection.request(
          'conversation:sync',
          { conversationId: open.id, afterSeq: open.cursor, limit: 1 },
          PROBE_TIMEOUT_MS,
        );
  };
  connection.onHide(() => {
    drafts.flush();
    receipts.flush();
  });

  const client: CoreClient = {
    audience,
    start: () => {
      core.queue.attach();
      connection.start();
    },
    stop: () => {
      typing.stopAll();
      drafts.flush();
      receipts.flush();
      connection.stop();
      core.queue.detach();
    },
    reconnect: () => connection.reconnect(),
    connection: connection.store,
    conversations: {
      thread: (id) => threads.get(id).store,
      open: (id) => threads.open(id),
      loadOlder: (id) => threads.get(id).loadOlder(),
      reload: (id) => threads.get(id).follow(),
    },
    messages: {
      send: async ({ conversationId, body, kind = 'text', mentions = [], force = false }) => {
        const error = checkBody(body);
        if (error) return { ok: false, error };
        const thread = threads.get(conversationId);
        const guarded = audience === 'staff' && kind === 'text' && !force && thread.isOpen;
        const { cursor } = thread.catchUp;
        typing.stop(thread.id);
        return core.queue.add({
          conversationId: thread.id,
          starts: false,
          kind,
          body,
          ...(kind === 'note' && mentions.length > 0 ? { mentions: [...mentions] } : {}),
          basedOnSeq: guarded && cursor > 0 ? cursor : null,
        });
      },
      retry: (clientId) => core.queue.retry(clientId),
      discard: (clientId) => core.queue.discard(clientId),
      sendAnyway: (clientId) => core.queue.sendAnyway(clientId),
    },
    sendQueue: core.queue.store,
    receipts: { markRead: (id, seq) => threads.markRead(id, seq) },
    typing: {
      keystroke: (id, to) => typing.keystroke(threads.get(id).id, to),
      stop: (id) => typing.stop(threads.get(id).id),
      store: typing.store,
    },
    drafts: {
      get: (id, kind) => drafts.get(id, kind),
      set: (id, kind, body) => drafts.set(id, kind, body),
      store: drafts.store,
    },
    onIncomingMessage: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { core, threads, client };
}

/** Messages in conversations that nobody has open are known from their list row only. */
function announceFromLists(core: Core, threads: Threads): void {
  core.heads.listen((id, head, before) => {
    const message = head.view?.lastMessage;
    if (!message || message.seq === before.view?.lastMessage?.seq) return;
    if (message.actor.id !== null) core.typing.clear(id, message.actor.id);
    // The first row seen of a conversation is old news, unless it was just started.
    const isNews = before.view !== null || head.view?.messageCount === 1;
    if (!isNews || !core.connection.online || threads.isOpen(id)) return;
    if (message.actor.id === core.self.id) return;
    core.incoming({
      conversationId: id,
      seq: message.seq,
      kind: message.kind,
      actorName: message.actor.name,
      preview: message.preview.slice(0, LIMITS.previewChars),
      event: null,
    });
  });
}
