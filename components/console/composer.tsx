'use client';

import { toastError } from '@/components/ui/toast';
import { Lock, Reply, SendHorizontal } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { ComposerTextarea } from '@/components/chat/composer-textarea';
import { cn } from '@/components/ui/cn';
import { Tooltip } from '@/components/ui/tooltip';
import type { MessageKind } from '@/lib/contracts/conversation-events';
import { LIMITS } from '@/lib/contracts/limits';
import { mentionedIn } from '@/lib/domain/mentions/mentions';
import { contactName } from './contact-name';
import { useConsole, useUi } from './console-context';
import { EmojiMenu } from './deferred-menus';
import { errorWords } from './error-words';
import { MENTION_LIST, MentionList, mentionOption } from './mention-list';
import { useConversation } from './use-conversation';
import { useMentions } from './use-mentions';

/** The limit is mentioned from here on. */
const NEAR = 500;

/** Where one writes. As a note the whole surface is yellow, so that nobody mistakes one for a reply. */
export function Composer({ conversationId }: { conversationId: string }) {
  const { client, ui } = useConsole();
  const kind = useUi((state) => state.composeKind);
  const calls = useUi((state) => state.composerCalls);
  const text = useStore(
    client.drafts.store,
    (state) => state.byKey[`${conversationId}:${kind}`] ?? '',
  );
  const conversation = useConversation(conversationId);
  const area = useRef<HTMLTextAreaElement>(null);
  const note = kind === 'note';

  useEffect(() => {
    if (calls === 0) return;
    const element = area.current;
    element?.focus();
    element?.setSelectionRange(element.value.length, element.value.length);
  }, [calls, kind]);

  useEffect(() => () => client.typing.stop(conversationId), [client, conversationId, kind]);

  const change = (body: string) => {
    client.drafts.set(conversationId, kind, body);
    if (body.trim() === '') client.typing.stop(conversationId);
    else client.typing.keystroke(conversationId, note ? 'staff' : 'all');
  };

  const mentions = useMentions(note, area, change);

  const left = LIMITS.bodyChars - text.length;
  const sendable = text.trim() !== '' && left >= 0;

  async function send() {
    if (!sendable) return;
    const body = text.trim();
    client.drafts.set(conversationId, kind, '');
    mentions.close();
    const colleagues = Object.values(client.presence.getState().members);
    const outcome = await client.messages.send({
      conversationId,
      kind,
      body,
      mentions: note ? mentionedIn(body, colleagues).slice(0, LIMITS.mentionsPerMessage) : [],
    });
    if (outcome.ok) return;
    if (client.drafts.get(conversationId, kind) === '') {
      client.drafts.set(conversationId, kind, body);
    }
    toastError(errorWords(outcome.error));
  }

  function insert(emoji: string) {
    const at = area.current?.selectionStart ?? text.length;
    const end = area.current?.selectionEnd ?? at;
    change(text.slice(0, at) + emoji + text.slice(end));
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(at + emoji.length, at + emoji.length);
    });
  }

  const name = conversation === null ? 'the visitor' : contactName(conversation.contact);
  const label = note ? 'Note for your team' : `Reply to ${name}`;
  return (
    <div className="mx-auto w-full max-w-190 shrink-0 px-3 pt-1 pb-3 md:px-4 md:pb-4">
      <div
        data-kind={kind}
        className={cn(
          'relative rounded-card border transition-colors focus-within:border-border-control',
          note ? 'border-note-border bg-note text-note-text' : 'border-border-strong bg-surface',
        )}
      >
        {mentions.active === undefined ? null : (
          <MentionList
            people={mentions.people}
            activeId={mentions.active.id}
            onPick={mentions.pick}
            onHover={mentions.hover}
          />
        )}
        {note ? (
          <p role="status" className="sr-only">
            {mentions.people.length === 0 ? '' : `${mentions.people.length} colleagues fit`}
          </p>
        ) : null}
        <KindSwitch kind={kind} onKind={(next) => ui.compose(next)} />
        <ComposerTextarea
          inputRef={area}
          value={text}
          onChange={(body) => {
            change(body);
            mentions.follow();
          }}
          onSend={() => void send()}
          onBlur={() => {
            mentions.close();
            client.typing.stop(conversationId);
          }}
          onSelect={mentions.follow}
          suggestions={
            mentions.active === undefined
              ? undefined
              : { list: MENTION_LIST, option: mentionOption(mentions.active.id) }
          }
          label={label}
          placeholder={note ? 'Only your team sees this. @ names a colleague' : `Reply to ${name}`}
          variant="compact"
          maxRows={10}
          describedBy="composer-hint"
          onKeyDown={(event) => {
            mentions.onKeyDown(event);
            if (event.defaultPrevented) return;
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          className={cn('min-h-11 px-3', note && 'placeholder:text-note-secondary')}
        />
        <div className="flex items-center gap-1 px-2 pb-2">
          <EmojiMenu note={note} onPick={insert} returnTo={area} />
          <p
            id="composer-hint"
            className={cn(
              'min-w-0 flex-1 truncate text-xs',
              note ? 'text-note-secondary' : 'text-secondary',
            )}
          >
            {left <= NEAR ? (
              <span
                role="status"
                className={cn('tabular', left < 0 && 'font-semibold text-failed-text')}
              >
                {left < 0 ? `${-left} characters too long` : `${left} characters left`}
              </span>
            ) : conversation?.status === 'resolved' && !note ? (
              'Resolved. You can still reply.'
            ) : (
              <span className="hidden sm:inline">Enter to send, Shift + Enter for a new line</span>
            )}
          </p>
          <Tooltip label={note ? 'Add the note' : 'Send'} shortcut="Enter">
            <button
              type="button"
              disabled={!sendable}
              onClick={() => {
                void send();
                area.current?.focus();
              }}
              className="inline-flex h-7 items-center gap-1.5 rounded-control bg-accent px-2.5 text-sm font-medium text-on-accent transition-colors hover:bg-accent-hover disabled:pointer-events-none disabled:bg-fill-active disabled:text-secondary touch:h-11"
            >
              <SendHorizontal size={14} aria-hidden="true" className="rtl:-scale-x-100" />
              {note ? 'Add note' : 'Send'}
            </button>
          </Tooltip>
        </div>
      </div>
    </div>
  );
}

const KINDS = [
  { kind: 'text', name: 'Reply', icon: Reply, shortcut: 'R' },
  { kind: 'note', name: 'Note', icon: Lock, shortcut: 'N' },
] as const;

function KindSwitch({ kind, onKind }: { kind: MessageKind; onKind: (kind: MessageKind) => void }) {
  return (
    <div role="group" aria-label="Who will see it" className="flex gap-0.5 px-1.5 pt-1.5">
      {KINDS.map(({ kind: each, name, icon: Icon, shortcut }) => (
        <button
          key={each}
          type="button"
          title={`${name} (${shortcut})`}
          aria-pressed={kind === each}
          aria-keyshortcuts={shortcut}
          onClick={() => onKind(each)}
          className={cn(
            'inline-flex h-7 items-center gap-1.5 rounded-control px-2 text-sm font-medium transition-colors touch:h-11 touch:px-3',
            kind === 'note' ? 'hover:bg-note-border/50' : 'hover:bg-fill-hover',
            kind === each
              ? kind === 'note'
                ? 'bg-note-border/60 text-note-text'
                : 'bg-fill-hover text-text'
              : kind === 'note'
                ? 'text-note-secondary'
                : 'text-secondary',
          )}
        >
          <Icon size={13} aria-hidden="true" />
          {name}
        </button>
      ))}
    </div>
  );
}
