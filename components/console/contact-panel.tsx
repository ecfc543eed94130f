'use client';

import { CalendarDays, ExternalLink, Globe, Hash, Languages, Mail } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Avatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import type { Outcome } from '@/lib/client/switchboard-client';
import type { Rating } from '@/lib/contracts/conversations';
import type { ContactReadData } from '@/lib/contracts/inbox';
import type { ContactView } from '@/lib/contracts/people';
import { contactName } from './contact-name';
import { useConsole, useInbox, useThread } from './console-context';
import { errorWords } from './error-words';
import { PastConversations } from './past-conversations';
import { RATING_WORDS } from './system-words';
import { agoWords, fullTime } from './time-words';
import { useConversation } from './use-conversation';
import { useNow } from './use-now';
import { VerifiedMark } from './verified-mark';

/** Who is on the other side: identity, where they are right now, what was before. */
export function ContactPanel({ conversationId }: { conversationId: string }) {
  const { client } = useConsole();
  const conversation = useConversation(conversationId);
  const live = useThread(conversationId, (state) => state.contact);
  const contactId = conversation?.contact.id ?? null;
  const [read, setRead] = useState<{ id: string; outcome: Outcome<ContactReadData> } | null>(null);
  const [again, setAgain] = useState(0);

  useEffect(() => {
    if (contactId === null) return;
    let current = true;
    void client.inbox.readContact(contactId).then((outcome) => {
      if (current) setRead({ id: contactId, outcome });
    });
    return () => {
      current = false;
    };
  }, [client, contactId, again]);

  if (conversation === null || contactId === null) return <PanelSkeleton />;
  const outcome = read?.id === contactId ? read.outcome : null;
  const contact = live ?? (outcome?.ok === true ? outcome.data.contact : null);
  return (
    <div className="flex flex-col">
      <Identity conversationContact={conversation.contact} contact={contact} />
      <ConversationFacts conversationId={conversationId} />
      {conversation.rating === null ? null : <RatingFact rating={conversation.rating} />}
      {contact === null ? <FactsSkeleton /> : <Facts contact={contact} />}
      <section aria-labelledby="past-title" className="border-t px-4 py-4">
        <h2 id="past-title" className="text-xs font-medium text-secondary">
          Past conversations
        </h2>
        {outcome === null ? (
          <Skeleton className="mt-3 h-12 w-full" />
        ) : outcome.ok ? (
          <PastConversations
            conversations={outcome.data.conversations.filter((each) => each.id !== conversationId)}
          />
        ) : (
          <div role="alert" className="mt-2 flex flex-col items-start gap-2 text-sm">
            <span className="text-failed-text">{errorWords(outcome.error)}</span>
            <Button size="sm" onClick={() => setAgain(again + 1)}>
              Try again
            </Button>
          </div>
        )}
      </section>
    </div>
  );
}

function Identity({
  conversationContact,
  contact,
}: {
  conversationContact: { id: string; name: string | null; email: string | null; verified: boolean };
  contact: ContactView | null;
}) {
  const now = useNow();
  const { id, name, verified } = conversationContact;
  return (
    <section className="flex flex-col items-center px-4 pt-6 pb-4 text-center">
      <Avatar
        id={id}
        name={name}
        size={48}
        presence={contact === null ? undefined : contact.connected ? 'online' : 'offline'}
      />
      <h2 className="mt-3 flex max-w-full items-center gap-1 text-lg font-semibold">
        <span dir="auto" className="min-w-0 wrap-anywhere">
          {contactName(conversationContact)}
        </span>
        {verified ? <VerifiedMark /> : null}
      </h2>
      <p className="text-xs text-secondary">
        {contact === null ? (
          ' '
        ) : contact.connected ? (
          <span className="text-live-text">On the site now</span>
        ) : (
          <>Last seen {agoWords(Date.parse(contact.lastSeenAt), now)}</>
        )}
      </p>
      {verified ? null : (
        <p className="mt-1.5 text-xs text-secondary">Anonymous: identity is not verified</p>
      )}
    </section>
  );
}

function ConversationFacts({ conversationId }: { conversationId: string }) {
  const conversation = useConversation(conversationId);
  const all = useInbox((state) => state.labels);
  if (conversation === null) return null;
  const labels = all.filter((label) => conversation.labelIds.includes(label.id));
  if (labels.length === 0 && conversation.priority === 'normal') return null;
  return (
    <section aria-label="Priority and labels" className="flex flex-wrap gap-1.5 border-t px-4 py-3">
      {conversation.priority === 'normal' ? null : (
        <Badge tone={conversation.priority === 'urgent' ? 'failed' : 'neutral'}>
          {conversation.priority === 'low'
            ? 'Low'
            : conversation.priority === 'high'
              ? 'High'
              : 'Urgent'}{' '}
          priority
        </Badge>
      )}
      {labels.map((label) => (
        <Badge
          key={label.id}
          icon={<span className="size-2 rounded-full" style={{ background: label.color }} />}
        >
          {label.name}
        </Badge>
      ))}
    </section>
  );
}

function RatingFact({ rating }: { rating: Rating }) {
  const now = useNow();
  return (
    <section aria-labelledby="rating-title" className="border-t px-4 py-3 text-sm">
      <h2 id="rating-title" className="text-xs font-medium text-secondary">
        {rating.current ? 'Rating' : 'Rating before it was reopened'}
      </h2>
      <p className="mt-1">
        <span className="font-medium tabular">{rating.score} of 5</span>,{' '}
        {RATING_WORDS[rating.score]}
        <span className="text-secondary"> · {agoWords(Date.parse(rating.at), now)}</span>
      </p>
      {rating.comment === null ? null : (
        <p dir="auto" className="mt-1 line-clamp-4 wrap-anywhere text-secondary">
          “{rating.comment}”
        </p>
      )}
    </section>
  );
}

function Facts({ contact }: { contact: ContactView }) {
  const now = useNow();
  const page = contact.pageUrl === null ? null : pageOf(contact.pageUrl);
  return (
    <dl className="flex flex-col gap-3 border-t px-4 py-4 text-sm">
      {contact.email === null ? null : (
        <Fact icon={<Mail size={14} />} name="E-mail">
          <a href={`mailto:${contact.email}`} className="wrap-anywhere hover:underline">
            {contact.email}
          </a>
        </Fact>
      )}
      {page === null ? null : (
        <Fact icon={<ExternalLink size={14} />} name={contact.connected ? 'Page now' : 'Last page'}>
          <a
            href={page.href}
            target="_blank"
            rel="noopener noreferrer"
            title={page.href}
            className="line-clamp-2 wrap-anywhere text-accent-text hover:underline"
          >
            <bdi>
              {contact.pageTitle === null || contact.pageTitle === ''
                ? page.path
                : contact.pageTitle}
            </bdi>
          </a>
          <span className="block truncate text-xs text-secondary">{page.path}</span>
        </Fact>
      )}
      <Fact icon={<Globe size={14} />} name="Site">
        {contact.siteName}
      </Fact>
      {contact.language === null ? null : (
        <Fact icon={<Languages size={14} />} name="Language">
          {languageName(contact.language)}
        </Fact>
      )}
      {contact.externalId === null ? null : (
        <Fact icon={<Hash size={14} />} name="Your id">
          <span className="font-mono text-xs wrap-anywhere">{contact.externalId}</span>
        </Fact>
      )}
      <Fact icon={<CalendarDays size={14} />} name="First seen">
        <span title={fullTime(Date.parse(contact.createdAt))}>
          First seen {agoWords(Date.parse(contact.createdAt), now)}
        </span>
      </Fact>
    </dl>
  );
}

function Fact({ icon, name, children }: { icon: ReactNode; name: string; children: ReactNode }) {
  return (
    <div className="flex gap-2.5">
      <dt className="mt-0.5 text-secondary" title={name}>
        <span aria-hidden="true">{icon}</span>
        <span className="sr-only">{name}</span>
      </dt>
      <dd className="min-w-0 flex-1">{children}</dd>
    </div>
  );
}

/** Only web addresses become links. */
function pageOf(url: string): { href: string; path: string } | null {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return null;
  return {
    href: parsed.href,
    path: parsed.host + (parsed.pathname === '/' ? '' : parsed.pathname),
  };
}

const languages = new Intl.DisplayNames(undefined, { type: 'language' });
function languageName(tag: string): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    // Not a language tag: show what the browser sent.
    return tag;
  }
}

function PanelSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col items-center px-4 pt-6">
      <Skeleton className="size-12 rounded-full" />
      <Skeleton className="mt-4 h-4 w-32" />
      <Skeleton className="mt-2 h-3 w-24" />
    </div>
  );
}

function FactsSkeleton() {
  return (
    <div aria-hidden="true" className="flex flex-col gap-4 border-t px-4 py-5">
      <Skeleton className="h-3.5 w-4/5" />
      <Skeleton className="h-3.5 w-3/5" />
      <Skeleton className="h-3.5 w-2/3" />
    </div>
  );
}
