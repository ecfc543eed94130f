'use client';

import { useState } from 'react';
import { useSubmit } from '@/components/accounts/use-submit';
import { requestJson } from '@/lib/client/http/request-json';

export interface Older<Item> {
  items: Item[];
  /** Null where there are no more. */
  showMore: (() => void) | null;
  busy: boolean;
  problem: string | null;
}

/** A list of which the newest page is there and the others are asked for. `path` takes a `cursor`. */
export function useOlder<Page extends { nextCursor: string | null }, Item>(
  first: Page,
  path: string,
  itemsOf: (page: Page) => Item[],
): Older<Item> {
  const [older, setOlder] = useState<Item[]>([]);
  const [cursor, setCursor] = useState(first.nextCursor);
  const { busy, problem, run } = useSubmit();
  const showMore = (after: string) =>
    run(async () => {
      const query = new URLSearchParams({ cursor: after });
      const page = await requestJson<Page>('GET', `${path}?${query}`);
      setOlder((shown) => [...shown, ...itemsOf(page)]);
      setCursor(page.nextCursor);
    });
  return {
    items: [...itemsOf(first), ...older],
    showMore: cursor === null ? null : () => void showMore(cursor),
    ...{ busy, problem },
  };
}
