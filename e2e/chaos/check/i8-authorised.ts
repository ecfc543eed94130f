/**
 * I8: no unauthorised delivery. Every frame on every socket mentions only conversations that its
 * person may see; a visitor gets no note, no staff event, no staff-only kind of frame, and numbers of
 * the public sequence only; nothing is delivered after a right was withdrawn and the bar is over.
 * The same for what a visitor's view shows.
 * From: frame, shown, person, access, truth, fault.
 */
import type { EntryOf } from '../history';
import { isRevoked } from './revocations';
import type { Findings, Invariant } from './invariant';
import type { Found, Person, World } from './world';

/** What a visitor may get at all (docs/protocol.md, down and up). */
const FOR_VISITORS = new Set([
  'server:hello',
  'server:draining',
  'server:closing',
  'conversation:event',
  'conversation:heads',
  'conversation:summarised',
  'receipt:advanced',
  'typing:changed',
  'presence:changed',
  'ack conversation:start',
  'ack conversation:subscribe',
  'ack conversation:sync',
  'ack conversation:history',
  'ack conversation:unsubscribe',
  'ack conversation:list',
  'ack message:send',
  'ack receipt:advance',
  'ack typing:set',
  'ack visit:set',
]);

export const everyFrameAuthorised: Invariant = {
  id: 'I8',
  says: 'nobody is sent what they may not see',
  judge(world, findings) {
    for (const frame of world.all('frame')) {
      const person = world.people.get(frame.fact.client);
      if (!person) continue;
      findings.saw();
      conversations(world, person, frame, findings);
      if (person.audience === 'public') asVisitor(world, frame, findings);
      if (isRevoked(world, frame.fact.client, frame.fact.at)) {
        findings.violated(`${describe(frame)} after the right was withdrawn`, frame.index);
      }
    }
    for (const { index, fact } of world.all('shown')) {
      if (world.people.get(fact.client)?.audience !== 'public') continue;
      for (const { id, kind } of fact.rows) {
        const row = world.truth.get(fact.conversationId)?.byId.get(id);
        if (kind !== 'note' && row?.publicSeq !== null) continue;
        findings.violated(`${fact.client} shows ${id}, which is for staff`, index);
      }
    }
  },
};

type Frame = Found<EntryOf<'frame'>>;

function conversations(world: World, person: Person, frame: Frame, findings: Findings): void {
  for (const conversationId of frame.fact.conversationIds) {
    const truth = world.truth.get(conversationId)?.fact;
    // Of another installation's making, or of none: then nobody may have heard of it.
    const may =
      truth !== undefined &&
      truth.workspaceId === person.workspaceId &&
      (person.audience === 'staff' || truth.contactId === person.personId);
    if (may) continue;
    findings.violated(`${describe(frame)} mentions ${conversationId}, not theirs`, frame.index);
  }
}

function asVisitor(world: World, frame: Frame, findings: Findings): void {
  const { fact, index } = frame;
  // Of their own inbox: that it is their own is N3's.
  const ofInbox = /^(ack )?notification:/.test(fact.event);
  if (!ofInbox && !FOR_VISITORS.has(fact.event))
    findings.violated(`${describe(frame)} is for staff`, index);
  if (fact.note) findings.violated(`${describe(frame)} has a note in it`, index);
  if (fact.typing === 'staff') findings.violated(`${describe(frame)} tells of staff typing`, index);
  for (const [conversationId, head] of Object.entries(fact.heads ?? {})) {
    const truth = world.truth.get(conversationId)?.fact;
    if (!truth || head <= truth.lastPublicSeq) continue;
    findings.violated(`${describe(frame)} counts ${head} of ${truth.lastPublicSeq}`, index);
  }
  if (fact.id === undefined) return;
  const [conversationId] = fact.conversationIds;
  const row = world.truth.get(conversationId ?? '')?.byId.get(fact.id);
  if (!row) return;
  if (row.publicSeq === null) {
    if (!fact.note) findings.violated(`${describe(frame)} is a staff event (${row.type})`, index);
  } else if (fact.seq !== undefined && fact.seq !== row.publicSeq) {
    findings.violated(`${describe(frame)} is numbered ${fact.seq}, not ${row.publicSeq}`, index);
  }
}

const describe = ({ fact }: Frame): string => `${fact.event} to ${fact.client}`;
