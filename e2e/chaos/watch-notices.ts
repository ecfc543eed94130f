/** Writes down every step of what one client shows of its person's inbox. */
import type { NotificationView } from '@/lib/contracts/notifications';
import type { NotificationListState, Notifications } from '@/lib/client/switchboard-client';
import type { Notice } from './history';
import type { Tab } from './tab';

export function toNotice(view: NotificationView): Notice {
  const { id, kind, subject, version, count, lastAt } = view;
  const { seenAt, readAt, archivedAt, snoozedUntil } = view;
  return {
    ...{ id, kind, subject: subject.kind === 'conversation' ? subject.id : subject.key },
    ...{ version, count, lastAt, seenAt, readAt, archivedAt, snoozedUntil },
  };
}

export function watchNotices(tab: Tab, { store }: Notifications): void {
  let before: Pick<NotificationListState, 'tab' | 'rows' | 'counts'> | null = null;
  store.subscribe((state) => {
    if (!tab.life.alive || state.status !== 'ready') return;
    const same =
      before?.tab === state.tab && before.rows === state.rows && before.counts === state.counts;
    if (same) return;
    before = state;
    tab.recorder.record({
      ...{ entry: 'noticed', client: tab.name, tab: state.tab },
      ...{ rows: state.rows.map(toNotice), counts: state.counts },
    });
  });
}
