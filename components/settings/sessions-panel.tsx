'use client';

import { Monitor, Smartphone } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { toast } from 'sonner';
import { useSubmit } from '@/components/accounts/use-submit';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { requestJson } from '@/lib/client/http/request-json';
import type { AccountSessionView } from '@/lib/contracts/accounts';
import { ConfirmDialog } from './confirm-dialog';
import { PageHeader } from './page-header';
import { TimeAgo } from './time-ago';

export function SessionsPanel({ sessions }: { sessions: AccountSessionView[] }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const others = sessions.filter((session) => !session.current).length;
  const endOthers = async () => {
    await requestJson('DELETE', '/api/v1/me/sessions');
    toast('Signed out everywhere else');
    router.refresh();
  };
  return (
    <>
      <PageHeader
        title="Sessions"
        lead="Where you are signed in. Ending a session cuts its live connections at once."
        actions={
          others === 0 ? undefined : (
            <Button onClick={() => setAsking(true)}>Sign out everywhere else</Button>
          )
        }
      />
      <ul className="divide-y rounded-card border">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title="Sign out everywhere else?"
        action="Sign out"
        onConfirm={endOthers}
      >
        <p>
          {others === 1 ? 'One other session ends.' : `${others} other sessions end.`} This one
          stays signed in.
        </p>
      </ConfirmDialog>
    </>
  );
}

function SessionRow({ session }: { session: AccountSessionView }) {
  const router = useRouter();
  const { busy, run } = useSubmit();
  const Icon = /Android|iPhone|iPad/.test(session.device) ? Smartphone : Monitor;
  const end = async () => {
    const done = await run(() => requestJson('DELETE', `/api/v1/me/sessions/${session.id}`));
    if (done) toast('Session ended');
    else toast.error('The session could not be ended. Try again.');
    router.refresh();
  };
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Icon size={20} className="shrink-0 text-secondary" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 text-base font-medium">
          {session.device}
          {session.current ? <Badge tone="live">This session</Badge> : null}
        </p>
        <p className="text-sm break-words text-secondary">
          {session.address === null ? '' : `${session.address} · `}
          last used <TimeAgo at={session.lastUsedAt} />
        </p>
      </div>
      {session.current ? null : (
        <Button
          busy={busy}
          onClick={() => void end()}
          aria-label={`End session: ${session.device}`}
        >
          End
        </Button>
      )}
    </li>
  );
}
