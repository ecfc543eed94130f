import type { ConversationEvent, RatingScore } from '@/lib/contracts/conversation-events';
import type { LabelView } from '@/lib/contracts/people';
import { contactName } from './contact-name';
import { dayAndTime } from './time-words';

export const RATING_WORDS: Record<RatingScore, string> = {
  1: 'very bad',
  2: 'bad',
  3: 'okay',
  4: 'good',
  5: 'very good',
};

/** What a system event says in the thread, without its time. Null for messages. */
export function systemWords(
  event: ConversationEvent,
  selfId: string,
  labels: readonly LabelView[],
): string | null {
  const own = event.actor.id === selfId;
  const { kind, id, name } = event.actor;
  const who = own ? 'You' : kind === 'contact' ? contactName({ id: id ?? '', name }) : name;
  const by = (words: string, passive: string) => (who === null ? passive : `${who} ${words}`);
  switch (event.type) {
    case 'message:sent':
      return null;
    case 'conversation:started':
      return by('started the conversation', 'The conversation started');
    case 'conversation:assigned': {
      const { assignee } = event.payload;
      if (assignee === null) return by('unassigned this', 'This was unassigned');
      if (assignee.id === event.actor.id) return by('took this', `Assigned to ${assignee.name}`);
      const whom = assignee.id === selfId ? 'you' : assignee.name;
      return by(`assigned this to ${whom}`, `Assigned to ${whom}`);
    }
    case 'conversation:resolved':
      return by('resolved this', 'Resolved');
    case 'conversation:reopened':
      return by('reopened this', 'Reopened');
    case 'conversation:snoozed': {
      const until = dayAndTime(Date.parse(event.payload.until), Date.parse(event.at));
      return by(`snoozed this until ${until}`, `Snoozed until ${until}`);
    }
    case 'conversation:woken':
      return by('ended the snooze', 'The snooze ended');
    case 'conversation:labelled': {
      const names = labels
        .filter((label) => event.payload.labelIds.includes(label.id))
        .map((label) => label.name);
      if (event.payload.labelIds.length === 0) return by('removed all labels', 'Labels removed');
      const list = names.length === 0 ? '' : `: ${names.join(', ')}`;
      return by(`changed the labels${list}`, `Labels changed${list}`);
    }
    case 'conversation:rated': {
      const { score } = event.payload;
      const answer = `${score} of 5, ${RATING_WORDS[score]}`;
      return by(`rated this ${answer}`, `Rated ${answer}`);
    }
    case 'conversation:prioritised':
      return by(
        `set the priority to ${event.payload.priority}`,
        `Priority ${event.payload.priority}`,
      );
  }
}
