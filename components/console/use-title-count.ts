'use client';

import { useEffect } from 'react';
import { LIMITS } from '@/lib/contracts/limits';
import { contactName } from './contact-name';
import { useInbox, useUi } from './console-context';

/** "(3) Ana Petrova · Switchboard": unread of one's own conversations, and the one on screen. */
export function useTitleCount(): void {
  const unread = useInbox((state) => state.unreadMine);
  const page = useUi((state) => state.page);
  const selected = useUi((state) => state.conversationId);
  const name = useInbox((state) => {
    const row = selected === null ? undefined : state.rows.get(selected);
    return row === undefined
      ? page === 'inbox'
        ? 'Inbox'
        : 'Notifications'
      : contactName(row.conversation.contact);
  });

  useEffect(() => {
    const count = unread === 0 ? '' : `(${unread > LIMITS.badgeCap ? '99+' : unread}) `;
    document.title = `${count}${name} · Switchboard`;
  }, [unread, name]);
}
