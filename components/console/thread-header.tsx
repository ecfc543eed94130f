'use client';

import { AssignMenu, MoreMenu, SnoozeMenu } from './deferred-menus';
import { Check, ChevronLeft, Clock, PanelRight, RotateCcw } from 'lucide-react';
import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Skeleton } from '@/components/ui/skeleton';
import { Tooltip } from '@/components/ui/tooltip';
import type { ConversationView } from '@/lib/contracts/conversations';
import { contactName } from './contact-name';
import { useConsole, useThread, useUi } from './console-context';
import { dayAndTime } from './time-words';
import { useConversation } from './use-conversation';
import { VerifiedMark } from './verified-mark';
import { WaitingMark } from './waiting-mark';

/** Who it is, what state it is in, who else is here, and what can be done. */
export function ThreadHeader({ conversationId }: { conversationId: string }) {
  const { ui, actions } = useConsole();
  const conversation = useConversation(conversationId);
  const failed = useThread(conversationId, (state) => state.status === 'failed');
  const contactOpen = useUi((state) => state.contactOpen);

  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b px-2 md:px-4">
      <IconButton
        label="Back to the inbox"
        icon={<ChevronLeft size={18} />}
        className="md:hidden"
        onClick={() => ui.select(null)}
      />
      {conversation === null && failed ? (
        <h2 className="flex-1 text-base font-semibold">Conversation</h2>
      ) : conversation === null ? (
        <div className="flex-1">
          <Skeleton className="h-3.5 w-36" />
          <Skeleton className="mt-2 h-3 w-24" />
        </div>
      ) : (
        <Who conversation={conversation} />
      )}
      <Viewers conversationId={conversationId} />
      {conversation === null ? null : (
        <div className="flex shrink-0 items-center gap-1">
          <span className="hidden items-center gap-1 sm:flex">
            <AssignMenu conversation={conversation} />
            <SnoozeMenu conversation={conversation} />
          </span>
          <MoreMenu conversation={conversation} />
          {conversation.status === 'resolved' ? (
            <Tooltip label="Reopen" shortcut="E" side="bottom">
              <Button
                icon={<RotateCcw size={14} />}
                aria-label="Reopen"
                aria-keyshortcuts="E"
                onClick={() => actions.reopen(conversationId)}
              >
                <span className="hidden lg:inline">Reopen</span>
              </Button>
            </Tooltip>
          ) : (
            <Tooltip label="Resolve" shortcut="E" side="bottom">
              <Button
                icon={<Check size={14} />}
                aria-label="Resolve"
                aria-keyshortcuts="E"
                onClick={() => actions.resolve(conversationId)}
              >
                <span className="hidden lg:inline">Resolve</span>
              </Button>
            </Tooltip>
          )}
        </div>
      )}
      <IconButton
        label="Contact panel"
        shortcut="C"
        icon={<PanelRight size={16} />}
        aria-pressed={contactOpen}
        tooltipSide="bottom"
        onClick={() => ui.setContactOpen(!contactOpen)}
      />
    </header>
  );
}

function Who({ conversation }: { conversation: ConversationView }) {
  const connected = useThread(conversation.id, (state) => state.contact?.connected ?? false);
  const { contact } = conversation;
  return (
    <div className="flex min-w-0 flex-1 items-center gap-2.5">
      <Avatar
        id={contact.id}
        name={contact.name}
        size={32}
        presence={connected ? 'online' : 'offline'}
        className="hidden sm:inline-flex"
      />
      <div className="min-w-0">
        <h2 className="flex items-center gap-1 text-base leading-5 font-semibold">
          <span dir="auto" className="truncate">
            {contactName(contact)}
          </span>
          {contact.verified ? <VerifiedMark /> : null}
        </h2>
        <p className="flex items-center gap-1.5 text-xs text-secondary">
          <Status conversation={conversation} />
          {conversation.status === 'open' ? (
            <WaitingMark since={conversation.waitingSince} />
          ) : null}
        </p>
      </div>
    </div>
  );
}

function Status({ conversation }: { conversation: ConversationView }) {
  const { self } = useConsole();
  const { status, snoozedUntil, assignee, site } = conversation;
  if (status === 'snoozed') {
    return (
      <span className="flex min-w-0 items-center gap-1 truncate">
        <Clock size={11} aria-hidden="true" />
        {snoozedUntil === null
          ? 'Snoozed'
          : `Snoozed until ${dayAndTime(Date.parse(snoozedUntil))}`}
      </span>
    );
  }
  const owner =
    assignee === null ? 'Unassigned' : assignee.id === self.id ? 'Yours' : assignee.name;
  return (
    <span className="truncate">
      {status === 'resolved' ? 'Resolved' : owner} · {site.name}
    </span>
  );
}

/** Colleagues who have it open; a pulse on those who write. */
function Viewers({ conversationId }: { conversationId: string }) {
  const viewers = useThread(conversationId, (state) => state.viewers);
  const typing = useThread(conversationId, (state) => state.typing);
  if (viewers.length === 0) return null;
  return (
    <ul aria-label="Also here" className="hidden shrink-0 items-center -space-x-1.5 sm:flex">
      {viewers.slice(0, 4).map((person) => {
        const writing = typing.find((each) => each.participant.id === person.id);
        const what =
          writing === undefined
            ? 'is viewing'
            : writing.audience === 'staff'
              ? 'is writing a note'
              : 'is writing a reply';
        return (
          <li key={person.id}>
            <Tooltip label={`${person.name ?? 'A colleague'} ${what}`} side="bottom">
              <span
                tabIndex={0}
                className={`relative inline-flex rounded-full ring-2 ring-surface ${writing === undefined ? '' : 'ring-spark'}`}
              >
                <Avatar id={person.id} name={person.name} size={24} />
                <span className="sr-only">
                  {person.name} {what}
                </span>
                {writing === undefined ? null : (
                  <span
                    aria-hidden="true"
                    className="absolute -inset-0.5 animate-pulse-live rounded-full border-2 border-spark"
                  />
                )}
              </span>
            </Tooltip>
          </li>
        );
      })}
      {viewers.length > 4 ? (
        <li className="ps-3 text-xs text-secondary">+{viewers.length - 4}</li>
      ) : null}
    </ul>
  );
}
