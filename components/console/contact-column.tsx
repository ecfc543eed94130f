'use client';

import dynamic from 'next/dynamic';
import { useEffect } from 'react';
import { ContactPanel } from './contact-panel';
import { useConsole, useThread, useUi } from './console-context';
import { useMediaQuery } from './use-media-query';

const ContactSheet = dynamic(() => import('./contact-sheet').then((module) => module.ContactSheet));

/** A column where there is room (1180 px), else a sheet over the thread, closed to begin with. */
export function ContactColumn({ conversationId }: { conversationId: string }) {
  const { ui } = useConsole();
  const open = useUi((state) => state.contactOpen);
  const wide = useMediaQuery('(min-width: 1180px)');

  useEffect(() => {
    if (!wide) ui.closeContactForNow();
  }, [ui, wide, conversationId]);

  const failed = useThread(
    conversationId,
    (state) => state.status === 'failed' && state.conversation === null,
  );

  if (!open || failed) return null;
  if (wide) {
    return (
      <aside
        aria-label="Contact"
        className="w-75 shrink-0 overflow-y-auto overscroll-contain border-s bg-surface"
      >
        <ContactPanel conversationId={conversationId} />
      </aside>
    );
  }
  return <ContactSheet conversationId={conversationId} />;
}
