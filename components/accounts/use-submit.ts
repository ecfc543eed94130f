'use client';

import { useRef, useState, type FormEvent } from 'react';
import { RequestError } from '@/lib/client/http/request-json';
import { useHydrated } from './use-hydrated';

export interface Submission {
  /** False until the page's script runs: keep the form's button disabled. */
  ready: boolean;
  busy: boolean;
  /** What went wrong as a whole; null while nothing did, or when the fields say it. */
  problem: string | null;
  fields: Readonly<Record<string, string>>;
  /** Runs `work`; a second call while it runs is ignored. Resolves with whether it succeeded. */
  run: (work: () => Promise<void>) => Promise<boolean>;
  /** The same as a form's onSubmit. */
  onSubmit: (work: () => Promise<void>) => (event: FormEvent) => void;
  clear: () => void;
}

/** One request at a time, its progress and its failure, for forms and buttons. */
export function useSubmit(): Submission {
  const ready = useHydrated();
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<RequestError | null>(null);

  const run = async (work: () => Promise<void>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setFailure(null);
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      setFailure(error);
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };

  const fields = failure?.fields ?? {};
  return {
    ready,
    busy,
    fields,
    problem: failure && Object.keys(fields).length === 0 ? failure.message : null,
    run,
    onSubmit: (work) => (event) => {
      event.preventDefault();
      void run(work);
    },
    clear: () => setFailure(null),
  };
}
