'use client';

import { ChannelTable } from '@/components/notifications/preferences/channel-table';
import { Button } from '@/components/ui/button';
import type {
  ChannelMatrix,
  WorkspacePreferencesView,
} from '@/lib/contracts/notification-preferences';
import type { NotificationKind } from '@/lib/contracts/notifications';
import { PageHeader } from './page-header';
import { Section } from './section';
import { useNotificationDefaults } from './use-notification-defaults';

/** As admins read them: about others. */
const WORDS: Record<NotificationKind, { name: string; means: string }> = {
  assigned: { name: 'Assigned', means: 'Somebody gives them a conversation' },
  mentioned: { name: 'Mentioned in a note', means: 'A colleague writes @ and their name' },
  message: { name: 'New messages', means: 'In their conversations, while they look elsewhere' },
  reopened: { name: 'Reopened', means: 'A conversation of theirs is open again' },
  unassigned: { name: 'New and unassigned', means: 'Every conversation that nobody has yet' },
  reply: { name: 'Replies', means: 'The team has answered, and they are not on the page' },
  custom: { name: 'From other programs', means: 'What your own products send' },
};

/** What holds for everybody who has not chosen otherwise. Every change is kept at once. */
export function NotificationDefaults({ first }: { first: WorkspacePreferencesView }) {
  const { view, busy, change, reset } = useNotificationDefaults(first);
  const isChanged = Object.keys(view.choices).length > 0;
  return (
    <>
      <PageHeader
        title="Notifications"
        lead="What holds for everybody who has not chosen otherwise. A person’s own settings go first."
        actions={
          isChanged ? (
            <Button busy={busy} onClick={reset}>
              Reset all
            </Button>
          ) : undefined
        }
      />
      <Section title="The team" lead="What members are told of, and by which ways.">
        <ChannelTable
          matrix={only(view.matrix, ['assigned', 'mentioned', 'message', 'reopened', 'unassigned'])}
          words={WORDS}
          onChange={change}
        />
      </Section>
      <Section
        title="Visitors"
        lead="E-mails go to those whose identity your site has verified. Push is for members only."
      >
        <ChannelTable
          matrix={only(view.matrix, ['reply'])}
          words={WORDS}
          without={['push']}
          onChange={change}
        />
      </Section>
      <Section title="Everybody" lead="Sent through the API by your own products.">
        <ChannelTable matrix={only(view.matrix, ['custom'])} words={WORDS} onChange={change} />
      </Section>
    </>
  );
}

const only = (matrix: ChannelMatrix, kinds: readonly NotificationKind[]): ChannelMatrix =>
  Object.fromEntries(kinds.map((kind) => [kind, matrix[kind]]));
