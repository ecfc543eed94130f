'use client';

import { useEffect, useState } from 'react';
import { requestJson, RequestError } from '@/lib/client/http/request-json';

export interface Answer<Data> {
  /** The latest one: of another question while `waiting`. */
  data: Data | null;
  waiting: boolean;
  /** Why there is no answer, in words. */
  problem: string | null;
}

/**
 * Asks the API whenever the path or the attempt is another; what was asked before is given up, so that
 * the server does not answer it either. Null asks nothing.
 */
export function useAnswer<Data>(path: string | null, attempt: number): Answer<Data> {
  const question = path === null ? null : `${attempt} ${path}`;
  const [answer, setAnswer] = useState<{
    question: string | null;
    data: Data | null;
    problem: string | null;
  }>({ question: null, data: null, problem: null });

  useEffect(() => {
    if (path === null) return;
    const asking = new AbortController();
    const settle = (data: Data | null, problem: string | null) => {
      if (!asking.signal.aborted) setAnswer({ question, data, problem });
    };
    requestJson<Data>('GET', path, undefined, asking.signal).then(
      (data) => settle(data, null),
      (error: unknown) =>
        settle(
          null,
          error instanceof RequestError ? error.message : 'Something went wrong. Try again.',
        ),
    );
    return () => asking.abort();
  }, [path, question]);

  const waiting = answer.question !== question;
  return { data: answer.data, waiting, problem: waiting ? null : answer.problem };
}
