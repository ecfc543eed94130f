'use client';

import { CloudOff, LogIn, RefreshCw, RotateCw, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ClosedReason, ConnectionState } from '@/lib/client/switchboard-client';
import { Spinner } from '@/components/ui/spinner';
import { useConnection, useConsole } from './console-context';

const CLOSED: Partial<Record<ClosedReason, string>> = {
  session_expired: 'You were signed out.',
  unauthenticated: 'You are not signed in.',
  forbidden: 'You are no longer a member of this workspace.',
  person_changed: 'Somebody else is signed in now.',
  origin_not_allowed: 'This address is not allowed to connect.',
};

/** The truth about the connection, in one line; nothing while all is well. */
export function ConnectionBanner() {
  const { client } = useConsole();
  const state = useConnection((connection) => connection);
  const told = tell(state);
  if (told === null) return <div role="status" className="contents" />;

  const act = {
    retry: () => client.reconnect(),
    reload: () => location.reload(),
    'sign-in': () => location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`),
  }[told.action];

  return (
    <div
      role="status"
      data-status={state.status}
      className="flex min-h-9 shrink-0 items-center justify-center gap-2 border-b border-note-border bg-waiting-soft px-3 py-1 text-sm text-waiting-text"
    >
      {told.icon}
      <span>{told.words}</span>
      <button
        type="button"
        onClick={act}
        className="rounded-control px-1.5 py-0.5 font-semibold underline underline-offset-2 touch:py-2.5"
      >
        {told.button}
      </button>
    </div>
  );
}

interface Told {
  icon: ReactNode;
  words: string;
  button: string;
  action: 'retry' | 'reload' | 'sign-in';
}

function tell(state: ConnectionState): Told | null {
  const safe = 'What you send is kept and goes out then.';
  switch (state.status) {
    case 'online':
    case 'connecting':
      return null;
    case 'offline':
      return {
        icon: <WifiOff size={14} />,
        words: `You are offline. ${safe}`,
        button: 'Try now',
        action: 'retry',
      };
    case 'reconnecting':
      // The first attempt is usually a matter of a moment: a banner would only flash.
      if (state.attempts < 2) return null;
      return {
        icon: <Spinner size={14} />,
        words: `Reconnecting. ${safe}`,
        button: 'Try now',
        action: 'retry',
      };
    case 'outdated':
      return {
        icon: <RotateCw size={14} />,
        words: 'Switchboard was updated.',
        button: 'Reload',
        action: 'reload',
      };
    case 'closed': {
      if (state.reason === 'stopped' || state.reason === null) return null;
      const signIn = ['session_expired', 'unauthenticated', 'forbidden'].includes(state.reason);
      return {
        icon: signIn ? <LogIn size={14} /> : <CloudOff size={14} />,
        words: CLOSED[state.reason] ?? 'The server closed the connection.',
        button: signIn ? 'Sign in' : 'Reload',
        action: signIn ? 'sign-in' : 'reload',
      };
    }
  }
}

/** A quiet line above the list while events are still being fetched. */
export function CatchingUp() {
  const behind = useConnection((state) => state.status === 'online' && state.behind);
  if (!behind) return null;
  return (
    <p
      role="status"
      className="flex items-center gap-1.5 border-b bg-canvas px-3 py-1 text-xs text-secondary"
    >
      <RefreshCw size={12} className="animate-spin" aria-hidden="true" />
      Catching up
    </p>
  );
}
