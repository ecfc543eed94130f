'use client';

import { toastError } from '@/components/ui/toast';
import {
  Bell,
  BellRing,
  Check,
  CircleUser,
  Clock,
  Keyboard,
  Link2,
  Lock,
  LogOut,
  Monitor,
  Moon,
  PanelRight,
  Reply,
  RotateCcw,
  Settings,
  SignalHigh,
  Sun,
  Tag,
  UserRoundPlus,
  Volume2,
} from 'lucide-react';
import { useStore } from 'zustand';
import { Avatar } from '@/components/ui/avatar';
import { applyTheme, currentTheme } from '@/components/ui/theme';
import { AVAILABILITIES, changeAvailability, signOut } from './availability';
import { contactName } from './contact-name';
import { useConsole, usePresence, useUi } from './console-context';
import type { PalettePage } from './console-ui-store';
import { VIEWS } from './inbox-views';
import { canNotify, notificationSettings, setDesktop, setSound } from './notification-settings';
import { PaletteGroup, PaletteItem } from './palette-item';
import type { Found } from './search-results';
import { useConversation } from './use-conversation';

interface RootProps {
  text: string;
  /** What the server found for it, or for what stood there a moment ago. */
  found: Found | null;
  onPage: (page: PalettePage) => void;
  onClose: () => void;
}

export function RootPage({ text, found, onPage, onClose }: RootProps) {
  const selected = useUi((state) => state.conversationId);
  return (
    <>
      {selected === null ? null : (
        <ConversationCommands id={selected} onPage={onPage} onClose={onClose} />
      )}
      <Jump text={text.trim()} found={found} onClose={onClose} />
      <ViewCommands onClose={onClose} />
      <OwnCommands onClose={onClose} />
    </>
  );
}

function ConversationCommands({
  id,
  onPage,
  onClose,
}: {
  id: string;
  onPage: RootProps['onPage'];
  onClose: () => void;
}) {
  const { actions, ui } = useConsole();
  const conversation = useConversation(id);
  const done = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <PaletteGroup name={conversation === null ? 'Conversation' : contactName(conversation.contact)}>
      <PaletteItem
        words="Reply"
        icon={<Reply size={16} />}
        shortcut="R"
        onSelect={done(() => afterClose(() => ui.compose('text')))}
      />
      <PaletteItem
        words="Write a note"
        icon={<Lock size={16} />}
        shortcut="N"
        onSelect={done(() => afterClose(() => ui.compose('note')))}
      />
      {conversation?.status === 'resolved' ? (
        <PaletteItem
          words="Reopen"
          icon={<RotateCcw size={16} />}
          shortcut="E"
          onSelect={done(() => actions.reopen(id))}
        />
      ) : (
        <PaletteItem
          words="Resolve"
          icon={<Check size={16} />}
          shortcut="E"
          onSelect={done(() => actions.resolve(id))}
        />
      )}
      {conversation?.status === 'snoozed' ? (
        <PaletteItem
          words="End the snooze"
          icon={<RotateCcw size={16} />}
          onSelect={done(() => actions.reopen(id))}
        />
      ) : null}
      <PaletteItem
        words="Assign to…"
        icon={<UserRoundPlus size={16} />}
        shortcut="A"
        onSelect={() => onPage('assign')}
      />
      <PaletteItem
        words="Take it yourself, assign to me"
        icon={<CircleUser size={16} />}
        shortcut="T"
        onSelect={done(() => actions.take(id))}
      >
        Take it yourself
      </PaletteItem>
      <PaletteItem
        words="Snooze…"
        icon={<Clock size={16} />}
        shortcut="S"
        onSelect={() => onPage('snooze')}
      />
      <PaletteItem
        words="Labels…"
        icon={<Tag size={16} />}
        shortcut="L"
        onSelect={() => onPage('labels')}
      />
      <PaletteItem
        words="Priority…"
        icon={<SignalHigh size={16} />}
        shortcut="P"
        onSelect={() => onPage('priority')}
      />
      <PaletteItem
        words="Copy link"
        icon={<Link2 size={16} />}
        onSelect={done(() => actions.copyLink(id))}
      />
      <PaletteItem
        words="Show or hide the contact panel"
        icon={<PanelRight size={16} />}
        shortcut="C"
        onSelect={done(() => ui.setContactOpen(!ui.getState().contactOpen))}
      />
    </PaletteGroup>
  );
}

/** The dialog gives focus back when it is gone; only then another field can take it. */
const afterClose = (act: () => void) => setTimeout(act, 0);

function Jump({ text, found, onClose }: Omit<RootProps, 'onPage'>) {
  const { ui } = useConsole();
  if (text.length < 2 || found === null || 'error' in found || found.hits.length === 0) return null;
  return (
    <PaletteGroup name="Conversations">
      {found.hits.slice(0, 8).map(({ conversation, excerpt, seq }) => (
        <PaletteItem
          key={`${conversation.id}:${seq ?? ''}`}
          words={`${conversation.id}:${seq ?? ''}`}
          keywords={[text]}
          icon={<Avatar id={conversation.contact.id} name={conversation.contact.name} size={20} />}
          onSelect={() => {
            onClose();
            ui.select(conversation.id);
          }}
        >
          <span className="font-medium">{contactName(conversation.contact)}</span>{' '}
          <bdi className="text-secondary">{excerpt ?? conversation.lastMessage?.preview}</bdi>
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}

function ViewCommands({ onClose }: { onClose: () => void }) {
  const { ui } = useConsole();
  const view = useUi((state) => state.view);
  return (
    <PaletteGroup name="Go to">
      {VIEWS.map(({ view: each, name, icon: Icon, shortcut }) => (
        <PaletteItem
          key={each}
          words={`Go to ${name}`}
          icon={<Icon size={16} />}
          shortcut={shortcut}
          checked={each === view}
          onSelect={() => {
            onClose();
            ui.showView(each);
          }}
        >
          {name}
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}

const THEMES = [
  { value: 'light', name: 'Light theme', icon: Sun },
  { value: 'dark', name: 'Dark theme', icon: Moon },
  { value: 'system', name: 'Theme as the system', icon: Monitor },
] as const;

function OwnCommands({ onClose }: { onClose: () => void }) {
  const { client, self, ui } = useConsole();
  const availability = usePresence((state) => state.availability);
  const { desktop, sound } = useStore(notificationSettings);
  const theme = currentTheme();
  const done = (act: () => void) => () => {
    onClose();
    act();
  };
  return (
    <PaletteGroup name="You">
      {AVAILABILITIES.map(({ value, name, meaning }) => (
        <PaletteItem
          key={value}
          words={`Be ${name.toLowerCase()}, availability`}
          icon={<CircleUser size={16} />}
          detail={meaning}
          checked={availability === value}
          onSelect={done(() => void changeAvailability(client, value))}
        >
          Be {name.toLowerCase()}
        </PaletteItem>
      ))}
      {THEMES.map(({ value, name, icon: Icon }) => (
        <PaletteItem
          key={value}
          words={name}
          icon={<Icon size={16} />}
          checked={theme === value}
          onSelect={done(() => applyTheme(value))}
        />
      ))}
      <PaletteItem
        words="Notifications"
        icon={<Bell size={16} />}
        shortcut="B"
        onSelect={done(() => ui.showPage('notifications'))}
      />
      {canNotify() ? (
        <PaletteItem
          words={`Turn desktop notifications ${desktop ? 'off' : 'on'}`}
          icon={<BellRing size={16} />}
          onSelect={done(() => {
            void setDesktop(!desktop).then((allowed) => {
              if (!allowed) toastError('The browser blocks notifications for this page.');
            });
          })}
        />
      ) : null}
      <PaletteItem
        words={`Turn sound ${sound ? 'off' : 'on'}`}
        icon={<Volume2 size={16} />}
        onSelect={done(() => setSound(!sound))}
      />
      <PaletteItem
        words="Keyboard shortcuts"
        icon={<Keyboard size={16} />}
        shortcut="?"
        onSelect={() => ui.show({ type: 'shortcuts' })}
      />
      {self.role === 'agent' ? null : (
        <PaletteItem
          words="Settings"
          icon={<Settings size={16} />}
          onSelect={done(() => location.assign('/settings'))}
        />
      )}
      <PaletteItem
        words="Sign out"
        icon={<LogOut size={16} />}
        onSelect={done(() => void signOut())}
      />
    </PaletteGroup>
  );
}
