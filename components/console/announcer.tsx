'use client';

import { useEffect, useState } from 'react';
import { useConsole } from './console-context';

/**
 * Says new messages of the open conversation to screen readers. Its own node, because rows of a
 * virtualised log come and go while scrolling and would be read out as if they were new.
 */
export function Announcer() {
  const { client, ui } = useConsole();
  const [words, setWords] = useState('');

  useEffect(
    () =>
      client.onIncomingMessage((incoming) => {
        if (incoming.conversationId !== ui.getState().conversationId) return;
        setWords(`${incoming.actorName ?? 'Visitor'}: ${incoming.preview}`);
      }),
    [client, ui],
  );

  return (
    <p role="status" aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}
