import { useEffect, useState } from 'react';

type Later = Awaited<ReturnType<typeof fetchLater>>;

const fetchLater = () => import('./later');

/** The rest of the code; null until it is here. Asked for once `wanted`; tried again when it failed. */
export function useLater(wanted: boolean): Later | null {
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
  }, [wanted, later, failures]);
  return later;
}
