'use client';

import type { ConversationView } from '@/lib/contracts/conversations';
import { useConsole, useUi } from './console-context';
import { hrefOf } from './console-ui-store';
import { shortAge } from './time-words';
import { useNow } from './use-now';

export function PastConversations({ conversations }: { conversations: ConversationView[] }) {
  const { ui } = useConsole();
  const view = useUi((state) => state.view);
  const now = useNow();
  if (conversations.length === 0) {
    return <p className="mt-2 text-sm text-secondary">This is the first one.</p>;
  }
  return (
    <ul className="-mx-2 mt-1.5">
      {conversations.map((conversation) => (
        <li key={conversation.id}>
          <a
            href={hrefOf({ conversationId: conversation.id, view })}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              ui.select(conversation.id);
            }}
            className="block rounded-control px-2 py-1.5 transition-colors hover:bg-fill"
          >
            <span className="flex items-center gap-2 text-xs text-secondary">
              <span className="flex-1 capitalize">{conversation.status}</span>
              <time className="tabular">
                {shortAge(Date.parse(conversation.lastMessageAt), now)}
              </time>
            </span>
            <bdi className="line-clamp-2 text-sm wrap-anywhere">
              {conversation.lastMessage?.preview ?? 'No messages'}
            </bdi>
          </a>
        </li>
      ))}
    </ul>
  );
}
