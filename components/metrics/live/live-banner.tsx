'use client';

import { CloudOff, Lock, RefreshCw, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { useLink, useLive, useReconnect } from './live-context';

/** Why nothing new comes, in one line; nothing while all is well. */
export function LiveBanner({ onReset }: { onReset: () => void }) {
  const { status, reason, attempts } = useLink((state) => state);
  const error = useLive((state) => state.error);
  const reconnect = useReconnect();
  const told = tell(status, reason, attempts, error?.code ?? null);
  if (told === null) return <div role="status" className="contents" />;
  const act = {
    retry: reconnect,
    reload: () => location.reload(),
    reset: onReset,
    'sign-in': () =>
      location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`),
  }[told.action];
  return (
    <div
      role="status"
      className="mb-4 flex min-h-9 items-center gap-2 rounded-card border border-note-border bg-waiting-soft px-3 py-1.5 text-sm text-waiting-text"
    >
      {told.icon}
      <span className="min-w-0 flex-1">{told.words}</span>
      <button
        type="button"
        onClick={act}
        className="shrink-0 rounded-control px-1.5 py-0.5 font-semibold underline underline-offset-2 touch:py-2.5"
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
  action: 'retry' | 'reload' | 'reset' | 'sign-in';
}

function tell(
  status: string,
  reason: string | null,
  attempts: number,
  error: string | null,
): Told | null {
  const retry = { button: 'Try now', action: 'retry' as const };
  if (status === 'offline') {
    return {
      icon: <WifiOff size={14} />,
      words: 'You are offline. The figures stand still.',
      ...retry,
    };
  }
  if (status === 'reconnecting' && attempts > 1) {
    return {
      icon: <RefreshCw size={14} />,
      words: 'Reconnecting. The figures stand still.',
      ...retry,
    };
  }
  if (status === 'outdated') {
    return {
      icon: <RefreshCw size={14} />,
      words: 'Switchboard was updated.',
      button: 'Reload',
      action: 'reload',
    };
  }
  if (status === 'closed' && reason !== 'stopped' && reason !== null) {
    const signIn = ['session_expired', 'unauthenticated'].includes(reason);
    return signIn
      ? {
          icon: <Lock size={14} />,
          words: 'You were signed out.',
          button: 'Sign in',
          action: 'sign-in',
        }
      : {
          icon: <CloudOff size={14} />,
          words: 'The server closed the connection.',
          button: 'Reload',
          action: 'reload',
        };
  }
  switch (error) {
    case null:
      return null;
    case 'forbidden':
      return {
        icon: <Lock size={14} />,
        words: 'Your role no longer shows you the dashboard.',
        button: 'Reload',
        action: 'reload',
      };
    case 'not_found':
    case 'invalid':
      return {
        icon: <CloudOff size={14} />,
        words: 'This site or agent is gone.',
        button: 'Show everything',
        action: 'reset',
      };
    case 'rate_limited':
      return {
        icon: <CloudOff size={14} />,
        words: 'Too many different filters are being watched. Trying again.',
        button: 'Show everything',
        action: 'reset',
      };
    default:
      return {
        icon: <CloudOff size={14} />,
        words: 'The figures cannot be had right now. Trying again.',
        button: 'Reload',
        action: 'reload',
      };
  }
}
