import { useEffect, useState, type ComponentType } from 'react';
import type { EmojiPickerProps } from '@/components/chat/emoji-picker';
import type { HomeScreenProps } from './home-screen';
import type { QuietScreenProps } from './quiet-screen';

/** What the first screen of a new visitor does without (later.ts). */
export interface Later {
  EmojiPicker: ComponentType<EmojiPickerProps>;
  HomeScreen: ComponentType<HomeScreenProps>;
  QuietScreen: ComponentType<QuietScreenProps>;
}

/** Null until it is here. Asked for once `wanted`; asked again when it could not be had. */
export function useLater(fetchLater: () => Promise<Later>, wanted: boolean): Later | null {
  const [later, setLater] = useState<Later | null>(null);
  const [failures, setFailures] = useState(0);
  useEffect(() => {
    if (!wanted || later) return;
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    fetchLater().then(
      (module) => {
        if (current) setLater(module);
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
  }, [fetchLater, wanted, later, failures]);
  return later;
}
