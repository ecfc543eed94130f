/** What an end user is told of and how. Browsers give a frame no notifications: there are two ways. */
import { useEffect, useState, type ReactNode } from 'react';
import { snoozePresets } from '@/components/console/snooze-presets';
import type { Notifications, VisitorClient } from '@/lib/client/switchboard-client';
import type {
  NotificationPreferencesPatch,
  NotificationPreferencesView,
  QuietHours,
} from '@/lib/contracts/notification-preferences';
import { useNow } from '../frame/use-now';
import { useStore } from '../frame/use-store';
import { useInboxBook } from './inbox-book';
import { moment } from './inbox-words';
import { Centered, FeedSkeleton } from './states';

const KINDS = [
  ['reply', 'kindReply', 'kindReplyHint'],
  ['custom', 'kindCustom', 'kindCustomHint'],
] as const;
const CHANNELS = [
  ['inbox', 'channelInbox'],
  ['email', 'channelEmail'],
] as const;
const PRESETS = { hour: 'forAnHour', tomorrow: 'untilTomorrow', monday: 'untilMonday' } as const;

const button =
  'h-9 rounded-control border border-border-control px-3 text-sm hover:bg-fill-hover touch:h-11';

export function InboxSettings({
  client,
  notifications,
}: {
  client: VisitorClient;
  notifications: Notifications;
}) {
  const book = useInboxBook();
  const now = useNow();
  const { view, failed, failedToSave, retry, prefer } = usePreferences(client, notifications);
  if (!view) {
    return failed ? (
      <div role="alert" className="flex min-h-0 flex-1 flex-col items-center justify-center gap-3">
        <p className="text-sm text-secondary">{book.say('settingsFailed')}</p>
        <button type="button" className={button} onClick={retry}>
          {book.say('tryAgain')}
        </button>
      </div>
    ) : (
      <FeedSkeleton label={book.say('loading')} />
    );
  }
  const kinds = KINDS.filter(([kind]) => view.matrix[kind]);
  if (kinds.length === 0) return <Centered title={book.say('settingsFailed')} />;
  const paused = view.doNotDisturbUntil !== null && Date.parse(view.doNotDisturbUntil) > now;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      <p role="status" className="px-4 text-sm text-failed-text empty:hidden">
        {failedToSave ? book.say('notDone') : ''}
      </p>
      <Part title={book.say('toldOf')}>
        <table className="w-full border-collapse text-sm">
          <thead>
            <tr className="text-xs text-secondary">
              <td />
              {CHANNELS.map(([channel, name]) => (
                <th key={channel} scope="col" className="w-16 pb-1 text-center font-medium">
                  {book.say(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {kinds.map(([kind, name, hint]) => (
              <tr key={kind} className="border-t">
                <th scope="row" className="py-2 pe-2 text-start font-normal">
                  {book.say(name)}
                  <span className="block text-xs text-secondary">{book.say(hint)}</span>
                </th>
                {CHANNELS.map(([channel, way]) => {
                  const cell = view.matrix[kind]![channel];
                  const rests = channel !== 'inbox' && !view.matrix[kind]!.inbox.on;
                  return (
                    <td key={channel} className="text-center align-middle">
                      <span className="inline-flex size-9 items-center justify-center touch:size-11">
                        <input
                          type="checkbox"
                          className="size-4 accent-(--brand) disabled:opacity-40"
                          checked={cell.on && !rests}
                          disabled={rests || cell.mandatory}
                          aria-label={`${book.say(name)}: ${book.say(way)}`}
                          onChange={(event) =>
                            prefer({
                              choices: { [kind]: { [channel]: event.currentTarget.checked } },
                            })
                          }
                        />
                      </span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Part>
      <Part title={book.say('pause')} text={book.say('pauseHint')}>
        {paused ? (
          <div className="flex items-center justify-between gap-2 rounded-control bg-fill px-3 py-1.5 text-sm">
            <span role="status">
              {book.say('pausedUntil', { time: moment(view.doNotDisturbUntil!, now, book) })}
            </span>
            <button
              type="button"
              className="h-9 font-medium text-brand-text touch:h-11"
              onClick={() => prefer({ doNotDisturbUntil: null })}
            >
              {book.say('endPause')}
            </button>
          </div>
        ) : (
          <div className="flex flex-wrap gap-2">
            {snoozePresets(new Date()).map(({ id, until }) => (
              <button
                key={id}
                type="button"
                className={button}
                onClick={() => prefer({ doNotDisturbUntil: until.toISOString() })}
              >
                {book.say(PRESETS[id])}
              </button>
            ))}
          </div>
        )}
      </Part>
      <Night quietHours={view.quietHours} prefer={prefer} />
    </div>
  );
}

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minuteOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));

/** The same hours every night, on the person's own clock. */
function everyNight(fromMinute: number, untilMinute: number): QuietHours {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const ranges = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, fromMinute, untilMinute }));
  return { timeZone, ranges };
}

function Night({
  quietHours,
  prefer,
}: {
  quietHours: QuietHours | null;
  prefer: (patch: NotificationPreferencesPatch) => void;
}) {
  const book = useInboxBook();
  const range = quietHours?.ranges[0];
  const change = (end: 'fromMinute' | 'untilMinute', text: string) => {
    if (!range || !/^\d\d:\d\d/.test(text)) return;
    const next = { ...range, [end]: minuteOf(text) };
    prefer({ quietHours: everyNight(next.fromMinute, next.untilMinute) });
  };
  return (
    <Part title={book.say('quiet')} text={book.say('quietHint')}>
      <label className="flex min-h-9 items-center gap-3 text-sm touch:min-h-11">
        <input
          type="checkbox"
          className="size-4 accent-(--brand)"
          checked={range !== undefined}
          onChange={(event) =>
            prefer({ quietHours: event.currentTarget.checked ? everyNight(1_320, 480) : null })
          }
        />
        {book.say('quiet')}
      </label>
      {range ? (
        <div className="mt-1 flex gap-3">
          {(['fromMinute', 'untilMinute'] as const).map((end) => (
            <label key={end} className="text-xs text-secondary">
              {book.say(end === 'fromMinute' ? 'quietFrom' : 'quietUntil')}
              <input
                type="time"
                value={clock(range[end])}
                onChange={(event) => change(end, event.currentTarget.value)}
                className="mt-1 block h-9 rounded-control border border-border-control bg-surface px-2 text-sm text-text touch:h-11"
              />
            </label>
          ))}
        </div>
      ) : null}
    </Part>
  );
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-b px-4 py-4 last:border-b-0">
      <h2 className="text-sm font-semibold">{title}</h2>
      {text === undefined ? null : <p className="mt-0.5 text-xs text-secondary">{text}</p>}
      <div className="mt-2.5">{children}</div>
    </section>
  );
}

function usePreferences(client: VisitorClient, notifications: Notifications) {
  const online = useStore(client.connection, (state) => state.status === 'online');
  const [view, setView] = useState<NotificationPreferencesView | null>(null);
  const [failed, setFailed] = useState(false);
  const [failedToSave, setFailedToSave] = useState(false);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let current = true;
    void notifications.readPreferences().then((outcome) => {
      if (!current) return;
      setFailed(!outcome.ok);
      if (outcome.ok) setView(outcome.data);
    });
    return () => {
      current = false;
    };
  }, [notifications, online, tries]);
  const prefer = (patch: NotificationPreferencesPatch) => {
    void notifications.prefer(patch).then((outcome) => {
      setFailedToSave(!outcome.ok);
      // Drawn anew either way: a box that was not kept goes back to what it was.
      setView((before) => (outcome.ok ? outcome.data : before && { ...before }));
    });
  };
  return { view, failed, failedToSave, retry: () => setTries(tries + 1), prefer };
}
