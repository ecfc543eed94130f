import { useEffect, useState, type ComponentType } from 'react';
import type { EmojiPickerProps } from '@/components/chat/emoji-picker';
import type { NotificationList } from '@/lib/client/notifications/notification-list';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { InboxScreenProps } from '../inbox/inbox-screen';
import type { RatingCardProps } from '../rating/rating-card';
import type { PhraseBook } from '../strings/phrase-book';
import type { BellProps } from './bell';
import type { HomeScreenProps } from './home-screen';
import type { QuietScreenProps } from './quiet-screen';

/** What the first screen of a new visitor does without (later.ts). */
export interface Later {
  EmojiPicker: ComponentType<EmojiPickerProps>;
  Bell: ComponentType<BellProps>;
  OutdatedBar: ComponentType<object>;
  HomeScreen: ComponentType<HomeScreenProps>;
  QuietScreen: ComponentType<QuietScreenProps>;
  RatingCard: ComponentType<RatingCardProps>;
  ratedWords: (event: ConversationEvent, book: PhraseBook) => string;
}

/** What is fetched when it is needed, each by itself. */
export interface Fetches {
  later: () => Promise<Later>;
  list: () => Promise<{ NotificationList: typeof NotificationList }>;
  inbox: () => Promise<{ InboxScreen: ComponentType<InboxScreenProps> }>;
}

/** Null until it is here, and while `fetch` is null. Asked for again when it could not be had. */
export function useLater<Thing>(fetch: (() => Promise<Thing>) | null): Thing | null {
  const [got, setGot] = useState<{ by: typeof fetch; thing: Thing } | null>(null);
  const [failures, setFailures] = useState(0);
  const thing = got?.by === fetch ? got.thing : null;
  useEffect(() => {
    if (!fetch || thing) return;
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    fetch().then(
      (fetched) => {
        if (current) setGot({ by: fetch, thing: fetched });
      },
      () => {
        // Offline: the screen behind it stays, and the next look comes by itself.
        if (current) timer = setTimeout(() => setFailures(failures + 1), 3_000);
      },
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [fetch, thing, failures]);
  return thing;
}
