/** What opens for somebody who has written before: start anew, or go on where it was. */
import { useStore } from './use-store';
import type { VisitorClient, VisitorConversation } from '@/lib/client/switchboard-client';
import { AgentAvatar } from './agent-avatar';
import { Hero, type HeroProps } from './hero';
import { ForwardIcon, WriteIcon } from './icons';
import { usePhrases } from './phrases';
import { useNow } from './use-now';

export interface HomeScreenProps extends Omit<HeroProps, 'className' | 'onBack' | 'text'> {
  client: VisitorClient;
  onNew: () => void;
  onOpen: (conversationId: string) => void;
}

export function HomeScreen({ client, ...props }: HomeScreenProps) {
  const book = usePhrases();
  const conversations = useStore(client.visitor, (state) => state.conversations);
  const starting = useStore(client.visitor, (state) => state.starting);
  const hasMore = useStore(client.visitor, (state) => state.hasMore);
  const loadingMore = useStore(client.visitor, (state) => state.loadingMore);
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain bg-surface">
      <Hero {...props} className="pb-14" />
      <div className="-mt-9 flex flex-col gap-5 px-4 pb-6">
        <button
          type="button"
          data-autofocus
          onClick={props.onNew}
          className="flex w-full items-center gap-3 rounded-card bg-raised px-4 py-3.5 text-start shadow-float transition-transform hover:-translate-y-px"
        >
          <span className="min-w-0 flex-1">
            <span className="block text-[0.9375rem] font-semibold">
              {book.say('newConversation')}
            </span>
            <span className="block text-sm text-secondary">{book.say('newConversationHint')}</span>
          </span>
          <span aria-hidden="true" className="text-brand-text">
            <WriteIcon />
          </span>
        </button>
        <section aria-label={book.say('conversations')}>
          <h2 className="px-1 pb-1.5 text-xs font-medium text-secondary">
            {book.say('conversations')}
          </h2>
          <ul className="flex flex-col">
            {starting.map((id) => (
              <StartingRow key={id} client={client} id={id} onOpen={props.onOpen} />
            ))}
            {conversations.map((entry) => (
              <Row
                key={entry.conversation.id}
                client={client}
                entry={entry}
                onOpen={props.onOpen}
              />
            ))}
          </ul>
          {hasMore ? (
            <button
              type="button"
              disabled={loadingMore}
              onClick={() => void client.loadMoreConversations()}
              className="mt-1 w-full rounded-card py-2.5 text-sm text-secondary hover:bg-fill-hover"
            >
              {book.say(loadingMore ? 'loading' : 'showMore')}
            </button>
          ) : null}
        </section>
      </div>
    </div>
  );
}

const rowClass =
  'flex w-full items-center gap-3 rounded-card px-2 py-3 text-start transition-colors hover:bg-fill-hover';

function Row({
  client,
  entry,
  onOpen,
}: {
  client: VisitorClient;
  entry: VisitorConversation;
  onOpen: (id: string) => void;
}) {
  const book = usePhrases();
  const now = useNow();
  const { conversation, unread } = entry;
  const draft = useStore(client.drafts.store, (state) => state.byKey[`${conversation.id}:text`]);
  const last = conversation.lastMessage;
  const own = last?.actor.kind === 'contact';
  const name = own ? book.say('you') : (last?.actor.name ?? book.say('unnamedAgent'));
  return (
    <li>
      <button type="button" className={rowClass} onClick={() => onOpen(conversation.id)}>
        <AgentAvatar id={last?.actor.id ?? conversation.id} name={name} size={36} />
        <span className="min-w-0 flex-1">
          <span className="flex items-baseline gap-2">
            <span
              className={`min-w-0 flex-1 truncate text-sm ${unread > 0 ? 'font-semibold' : 'font-medium'}`}
            >
              {name}
            </span>
            <time dateTime={conversation.lastMessageAt} className="shrink-0 text-xs text-secondary">
              {book.when(Date.parse(conversation.lastMessageAt), now)}
            </time>
          </span>
          <span className="flex items-center gap-2">
            <span
              dir="auto"
              className={`min-w-0 flex-1 truncate text-start text-sm ${unread > 0 ? 'text-text' : 'text-secondary'}`}
            >
              {draft ? <span className="text-failed-text">{book.say('draft')}: </span> : null}
              {draft ?? last?.preview}
            </span>
            {unread > 0 ? (
              <span className="min-w-5 shrink-0 rounded-full bg-brand px-1.5 text-center text-xs leading-5 font-semibold text-on-brand tabular">
                <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
                <span className="sr-only">{book.count('unreadCount', unread)}</span>
              </span>
            ) : (
              <span aria-hidden="true" className="text-secondary opacity-60">
                <ForwardIcon />
              </span>
            )}
          </span>
        </span>
      </button>
    </li>
  );
}

/** Started here, not acknowledged yet. */
function StartingRow({
  client,
  id,
  onOpen,
}: {
  client: VisitorClient;
  id: string;
  onOpen: (id: string) => void;
}) {
  const book = usePhrases();
  const first = useStore(client.conversations.thread(id), (state) => state.pending[0]);
  return (
    <li>
      <button type="button" className={rowClass} onClick={() => onOpen(id)}>
        <AgentAvatar id={id} name={book.say('you')} size={36} />
        <span className="min-w-0 flex-1">
          <span className="block text-sm font-medium">{book.say('you')}</span>
          <span dir="auto" className="block truncate text-start text-sm text-secondary">
            {first?.body ?? ''}
          </span>
          <span className="block text-xs text-secondary">
            {book.say(first?.state === 'failed' ? 'failed' : 'queued')}
          </span>
        </span>
      </button>
    </li>
  );
}
