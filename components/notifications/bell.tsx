'use client';

import { deferred } from '@/components/console/deferred';
import { useConsole, useUi } from '@/components/console/console-context';
import { BellTrigger } from './bell-trigger';

const Tray = deferred<object>(() => import('./tray').then((module) => module.Tray), BellTrigger);

/** In the rail: opens the tray beside it. On the page itself there is nothing more to open. */
export function Bell() {
  const here = useUi((state) => state.page === 'notifications');
  return here ? <BellTrigger /> : <Tray />;
}

/** On phones the tray is a page. */
export function BellLink() {
  const { ui } = useConsole();
  return <BellTrigger onClick={() => ui.showPage('notifications')} />;
}
