'use client';

import { TriangleAlert } from 'lucide-react';
import { MessageBody } from '@/components/chat/message-body';
import { Button } from '@/components/ui/button';
import { contactName } from './contact-name';
import { useConsole, useInbox, useThread } from './console-context';
import { systemWords } from './system-words';

/**
 * The server refused a reply because something came in that its author had not seen: shows what,
 * and lets him change the text or send it on purpose. One refusal at a time, oldest first.
 */
export function StaleGuard({ conversationId }: { conversationId: string }) {
  const { client, self, ui } = useConsole();
  const labels = useInbox((state) => state.labels);
  const refused = useThread(conversationId, (state) =>
    state.pending.find((message) => message.state === 'refused'),
  );
  if (refused === undefined) return null;

  async function edit(clientId: string) {
    const back = await client.messages.discard(clientId);
    if (back === null) return;
    const draft = client.drafts.get(conversationId, back.kind);
    const body = draft.trim() === '' ? back.body : `${back.body}\n\n${draft}`;
    client.drafts.set(conversationId, back.kind, body);
    ui.compose(back.kind);
  }

  return (
    <section
      role="alertdialog"
      aria-labelledby="stale-title"
      aria-describedby="stale-unseen"
      className="mx-auto w-full max-w-190 px-4"
    >
      <div className="animate-rise rounded-card border border-waiting bg-waiting-soft p-3">
        <h2
          id="stale-title"
          className="flex items-center gap-1.5 text-sm font-semibold text-waiting-text"
        >
          <TriangleAlert size={14} aria-hidden="true" />
          Not sent: this came in while you were writing
        </h2>
        <ul
          id="stale-unseen"
          className="mt-2 flex max-h-40 flex-col gap-1.5 overflow-y-auto text-sm"
        >
          {refused.unseen.map((event) => (
            <li key={event.id}>
              {event.type === 'message:sent' ? (
                <>
                  <span className="font-medium">
                    {event.actor.kind === 'contact'
                      ? contactName({ id: event.actor.id ?? '', name: event.actor.name })
                      : event.actor.name}
                    {event.payload.kind === 'note' ? ' (note)' : ''}
                  </span>
                  <MessageBody body={event.payload.body} className="line-clamp-4" />
                </>
              ) : (
                <span className="text-soft">{systemWords(event, self.id, labels)}</span>
              )}
            </li>
          ))}
        </ul>
        <blockquote className="mt-2 border-s-2 border-waiting ps-2 text-sm text-soft">
          <span className="text-xs font-medium">Your reply</span>
          <MessageBody body={refused.body} className="line-clamp-3" />
        </blockquote>
        <div className="mt-3 flex justify-end gap-2">
          <Button size="sm" onClick={() => void edit(refused.clientId)}>
            Edit
          </Button>
          <Button
            size="sm"
            variant="primary"
            onClick={() => {
              void client.messages.sendAnyway(refused.clientId);
              ui.compose(refused.kind);
            }}
          >
            Send anyway
          </Button>
        </div>
      </div>
    </section>
  );
}
