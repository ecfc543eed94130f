'use client';

import dynamic from 'next/dynamic';
import { useConsole, useUi } from './console-context';

// Nobody needs these before pressing something: they are not part of the first load.
const Palette = dynamic(() => import('./palette').then((module) => module.Palette));
const ShortcutsDialog = dynamic(() =>
  import('./shortcuts-dialog').then((module) => module.ShortcutsDialog),
);
const CustomSnooze = dynamic(() => import('./custom-snooze').then((module) => module.CustomSnooze));

export function Overlays() {
  const { ui } = useConsole();
  const overlay = useUi((state) => state.overlay);
  const close = () => ui.show(null);
  switch (overlay?.type) {
    case undefined:
      return null;
    case 'palette':
      return <Palette page={overlay.page} onClose={close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case 'custom-snooze':
      return <CustomSnooze conversationId={overlay.conversationId} onClose={close} />;
  }
}
