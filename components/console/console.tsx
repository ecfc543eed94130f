'use client';

import { useEffect, useState } from 'react';
import { createStaffClient } from '@/lib/client/create-staff-client';
import { ConsoleContext, type ConsoleSelf, type ConsoleValue } from './console-context';
import { ConsoleLayout } from './console-layout';
import { ConsoleSkeleton } from './console-skeleton';
import { createConsoleUiStore, readLocation } from './console-ui-store';
import { createConversationActions } from './conversation-actions';

/** The agent console: owns the client for as long as it is on screen. */
export function Console({ self }: { self: ConsoleSelf }) {
  const { id, name, role } = self;
  const [value, setValue] = useState<ConsoleValue | null>(null);

  // In an effect, because the client and the stores need a browser.
  useEffect(() => {
    const start = readLocation(location);
    const client = createStaffClient({ self: { kind: 'member', id, name }, view: start.view });
    const ui = createConsoleUiStore(start);
    const actions = createConversationActions(client, ui);
    client.start();
    const unfollow = ui.followHistory();
    const unshow = ui.subscribe((state, before) => {
      if (state.view !== before.view) void client.inbox.show(state.view);
    });
    setValue({ client, ui, actions, self: { id, name, role } });
    return () => {
      unshow();
      unfollow();
      client.stop();
    };
  }, [id, name, role]);

  if (value === null) return <ConsoleSkeleton />;
  return (
    <ConsoleContext value={value}>
      <ConsoleLayout />
    </ConsoleContext>
  );
}
