/**
 * How did it go? At the end of a thread that is resolved: five choices, then a comment, then the
 * answer as it stands, which can be changed for a day. Not part of the frame's first load.
 */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { ThreadState, VisitorClient } from '@/lib/client/switchboard-client';
import {
  ratingSender,
  type RatingAnswer,
  type RatingDraft,
} from '@/lib/client/visitor/rating-sender';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import type { AnyConversationView } from '@/lib/contracts/conversations';
import { refusalOfRating } from '@/lib/domain/conversations/refusal-of-rating';
import { usePhrases } from '../frame/phrases';
import { useNow } from '../frame/use-now';
import { useStore } from '../frame/use-store';
import type { PhraseBook } from '../strings/phrase-book';
import { Face } from './face';
import { RatingForm } from './rating-form';

export interface RatingCardProps {
  client: VisitorClient;
  thread: ThreadState;
  /** The site wants it asked; an answer that was given is shown whether or not. */
  asks: boolean;
}

/** Of an answer to a resolution that is over. */
export function ratedWords(event: ConversationEvent, book: PhraseBook): string {
  if (event.type !== 'conversation:rated') return '';
  return book.say('rated', { answer: book.say(`rate${event.payload.score}`) });
}

export function RatingCard({ client, thread, asks }: RatingCardProps) {
  const { conversation, conversationId } = thread;
  const sender = useMemo(() => ratingSender(client, conversationId), [client, conversationId]);
  const isResolved = conversation?.status === 'resolved';
  useEffect(() => {
    if (conversation && !isResolved) sender.forget();
  }, [sender, conversation, isResolved]);
  if (!conversation || !isResolved) return null;
  return <Card client={client} conversation={conversation} asks={asks} />;
}

/** What was answered here counts until the view has something newer. */
function standing({ rating }: AnyConversationView, draft: RatingDraft | null): RatingAnswer | null {
  const known = rating?.current ? rating : null;
  if (!draft || draft.state === 'too_late') return known;
  const isNewer = draft.at === null || !known || known.at < draft.at;
  return isNewer ? draft.answer : known;
}

function Card({
  client,
  conversation,
  asks,
}: {
  client: VisitorClient;
  conversation: AnyConversationView;
  asks: boolean;
}) {
  const book = usePhrases();
  const sender = ratingSender(client, conversation.id);
  const draft = useStore(sender.store);
  const offset = useStore(client.connection, (state) => state.clockOffsetMs);
  const now = useNow() + offset;
  const [editing, setEditing] = useState(false);
  const change = useRef<HTMLButtonElement>(null);
  const answer = standing(conversation, draft);
  const refused =
    draft?.state === 'too_late' ||
    refusalOfRating(conversation.status, conversation.rating, now) !== null;

  // The button that had the focus is gone: it goes to what stands in its place.
  const done = useRef(false);
  useEffect(() => {
    if (editing || !done.current) return;
    done.current = false;
    change.current?.focus({ preventScroll: true });
  }, [editing]);

  if (!answer && !asks) return null;
  const asking = !refused && (editing || !answer);
  return (
    <section
      aria-label={book.say('rateAsk')}
      className="mt-4 animate-rise rounded-card border bg-surface p-3.5"
    >
      {asking ? (
        <RatingForm
          id={`rating-${conversation.id}`}
          answer={answer}
          onAnswer={(next) => {
            setEditing(true);
            sender.answer(next);
          }}
          onDone={() => {
            done.current = true;
            setEditing(false);
          }}
        />
      ) : answer ? (
        <div className="flex items-start gap-3">
          <Face score={answer.score} className="size-8 shrink-0 text-brand-text" />
          <div className="min-w-0 flex-1">
            <p className="text-xs text-secondary">{book.say('rateYours')}</p>
            <p className="text-sm font-medium">{book.say(`rate${answer.score}`)}</p>
            {answer.comment === null ? null : (
              <p dir="auto" className="mt-1 text-sm wrap-anywhere whitespace-pre-wrap">
                {answer.comment}
              </p>
            )}
          </div>
          {refused ? null : (
            <button
              ref={change}
              type="button"
              onClick={() => setEditing(true)}
              className="-me-1.5 -mt-1 rounded-control px-2 py-1.5 text-sm font-medium text-brand-text hover:bg-fill-hover touch:min-h-11 touch:px-3"
            >
              {book.say('rateChange')}
            </button>
          )}
        </div>
      ) : null}
      <Progress draft={draft} onRetry={() => sender.retry()} />
    </section>
  );
}

const PROGRESS = {
  sending: null,
  saved: 'rateThanks',
  waiting: 'rateWaiting',
  failed: 'rateFailed',
  too_late: 'rateTooLate',
} as const;

/** Always there, so that what changes in it is heard. */
function Progress({ draft, onRetry }: { draft: RatingDraft | null; onRetry: () => void }) {
  const book = usePhrases();
  const said = draft && PROGRESS[draft.state];
  const wrong = draft?.state === 'failed' || draft?.state === 'too_late';
  return (
    <div className="flex items-center justify-between gap-2">
      <p
        role="status"
        className={`mt-2.5 text-xs empty:hidden ${wrong ? 'text-failed-text' : 'text-secondary'}`}
      >
        {said ? book.say(said) : null}
      </p>
      {draft?.state === 'failed' ? (
        <button
          type="button"
          onClick={onRetry}
          className="mt-2 rounded-control px-2 py-1 text-xs font-medium hover:bg-fill-hover touch:min-h-11"
        >
          {book.say('tryAgain')}
        </button>
      ) : null}
    </div>
  );
}
