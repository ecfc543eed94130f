/** A thread, or the blank page before one: transcript above, composer below. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Outcome, VisitorClient } from '@/lib/client/switchboard-client';
import { LIMITS } from '@/lib/contracts/limits';
import { Composer } from './composer';
import { usePhrases } from './phrases';
import { Transcript } from './transcript';
import { useAnnouncements } from './use-announcements';
import type { Later } from './use-later';
import { useThread } from './use-thread';

export interface ConversationScreenProps {
  client: VisitorClient | null;
  /** Null = not started yet. */
  conversationId: string | null;
  greeting: string;
  shown: boolean;
  askRating: boolean;
  later: Later | null;
  onStarted: (conversationId: string) => void;
}

export function ConversationScreen(props: ConversationScreenProps) {
  const { client, conversationId } = props;
  const book = usePhrases();
  const thread = useThread(client, conversationId);
  const spoken = useAnnouncements(thread);
  const input = useRef<HTMLTextAreaElement>(null);
  const draftKey = thread?.conversationId ?? conversationId ?? 'new';
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const sending = useRef(false);
  const [awaited, setAwaited] = useState(false);

  useEffect(() => {
    if (client && conversationId !== null) return client.conversations.open(conversationId);
  }, [client, conversationId]);

  // What was being written here, also in an earlier visit. Never over what is being written now.
  useEffect(() => {
    if (!client) return;
    const kept = client.drafts.get(draftKey, 'text');
    setText((current) => (current === '' ? kept : current));
  }, [client, draftKey]);

  const change = (value: string) => {
    setText(value);
    setAwaited(false);
    setProblem('');
    client?.drafts.set(draftKey, 'text', value);
    if (!client || conversationId === null) return;
    if (value.trim() === '') client.typing.stop(conversationId);
    else client.typing.keystroke(conversationId);
  };

  const send = async () => {
    const body = text.trim();
    // Quicker than the first connection: it goes as soon as there is somebody to give it to.
    if (!client) setAwaited(body !== '');
    if (!client || sending.current || body === '' || body.length > LIMITS.bodyChars) return;
    sending.current = true;
    // Stored before it is shown as sent: on refusal the text is still in the box.
    const outcome: Outcome<{ clientId: string; conversationId?: string }> =
      conversationId === null
        ? await client.startConversation(body)
        : await client.messages.send({ conversationId, body });
    sending.current = false;
    if (!outcome.ok) {
      setProblem(book.say(outcome.error.code === 'queue_full' ? 'queueFull' : 'notStored'));
      return;
    }
    // Letters typed while it was being stored stay.
    setText((current) => (current.trim() === body ? '' : current));
    client.drafts.set(draftKey, 'text', '');
    setProblem('');
    if (conversationId === null && outcome.data.conversationId !== undefined) {
      props.onStarted(outcome.data.conversationId);
    }
  };

  useEffect(() => {
    if (!client || !awaited) return;
    setAwaited(false);
    void send();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when the client arrives
  }, [client, awaited]);

  // The same function for as long as the screen stands: each row gets it, and none is drawn for it.
  const takeBack = useRef(change);
  useEffect(() => {
    takeBack.current = (body) => change(text === '' ? body : `${text}\n${body}`);
  });
  const onDiscarded = useCallback((body: string) => takeBack.current(body), []);

  const resolved = thread?.conversation?.status === 'resolved';
  return (
    <>
      {client && thread && thread.status !== 'failed' ? (
        <Transcript
          // One per conversation: where reading ended and where the view stands are its own.
          key={conversationId}
          client={client}
          thread={thread}
          greeting={props.greeting}
          askRating={props.askRating}
          later={props.later}
          shown={props.shown}
          onDiscarded={onDiscarded}
        />
      ) : thread?.status === 'failed' ? (
        <div
          role="alert"
          className="flex flex-1 flex-col items-center justify-center gap-3 p-6 text-center"
        >
          <p className="text-sm text-secondary">{book.say('threadFailed')}</p>
          <button
            type="button"
            className="rounded-full bg-fill px-4 py-2 text-sm font-medium hover:bg-fill-hover touch:min-h-11"
            onClick={() => client?.conversations.reload(thread.conversationId)}
          >
            {book.say('tryAgain')}
          </button>
        </div>
      ) : (
        <div className="min-h-0 flex-1" />
      )}
      <p role="status" className="sr-only">
        {spoken}
      </p>
      <Composer
        value={text}
        onChange={change}
        onSend={() => void send()}
        onBlur={() => {
          if (client && conversationId !== null) client.typing.stop(conversationId);
        }}
        inputRef={input}
        Picker={props.later?.EmojiPicker ?? null}
        hint={resolved ? book.say('writeToReopen') : null}
        problem={problem}
      />
    </>
  );
}
