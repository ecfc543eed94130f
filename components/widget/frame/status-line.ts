/** The one line under the header's name: what is true right now, in words. */
import type { ConnectionState } from '@/lib/client/switchboard-client';
import type { StaffOnDuty } from '@/lib/contracts/people';
import type { SessionPhase } from '../session/visitor-session';
import type { PhraseBook } from '../strings/phrase-book';

export interface LineState {
  phase: SessionPhase;
  /** Null before there is a client. */
  connection: Pick<ConnectionState, 'status' | 'attempts' | 'behind'> | null;
  staff: readonly StaffOnDuty[];
}

export interface StatusLine {
  text: string;
  /** `live`: somebody is there. `away`: nobody is. `trouble`: the line itself is the news. */
  tone: 'live' | 'away' | 'trouble';
}

export function statusLine(state: LineState, book: PhraseBook): StatusLine {
  const trouble = (text: string): StatusLine => ({ text, tone: 'trouble' });
  const { connection, phase } = state;
  if (phase === 'unreachable') return trouble(book.say('unreachable'));
  if (!connection)
    return { text: phase === 'starting' ? book.say('connecting') : '', tone: 'away' };
  switch (connection.status) {
    case 'offline':
      return trouble(book.say('offline'));
    case 'reconnecting':
    case 'closed':
      return trouble(book.say('reconnecting'));
    case 'outdated':
      return trouble(book.say('outdated'));
    case 'connecting':
      return connection.attempts > 1
        ? trouble(book.say('reconnecting'))
        : { text: book.say('connecting'), tone: 'away' };
    case 'online':
      return connection.behind ? trouble(book.say('behind')) : onDuty(state.staff, book);
  }
}

function onDuty(staff: readonly StaffOnDuty[], book: PhraseBook): StatusLine {
  const [first, second] = staff;
  if (!first) return { text: book.say('nobodyOnline'), tone: 'away' };
  if (!second) return { text: book.say('onlineOne', { name: first.name }), tone: 'live' };
  const text =
    staff.length === 2
      ? book.say('onlineTwo', { name: first.name, other: second.name })
      : book.count('onlineMore', staff.length - 1, { name: first.name });
  return { text, tone: 'live' };
}
