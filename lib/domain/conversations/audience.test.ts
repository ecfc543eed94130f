import { expect, test } from 'vitest';
import {
  conversationEventSchema,
  PUBLIC_EVENT_TYPES,
  type ConversationEventType,
} from '@/lib/contracts/conversation-events';
import type { ContactActor, MemberActor } from '@/lib/domain/actors/actor';
import { audienceOf, isPublic } from './audience';
import { authoriseSend } from './authorise';

const contact = { kind: 'contact' } as ContactActor;
const member = { kind: 'member' } as MemberActor;
const system = { kind: 'system', workspaceId: 'w' } as const;
const ALL: ConversationEventType[] = conversationEventSchema.options.map(
  (option) => option.shape.type.value,
);

test('ORD-1: a visitor follows the public sequence, everybody else the staff sequence', () => {
  expect([contact, member, system].map(audienceOf)).toEqual(['public', 'staff', 'staff']);
});

test('ORD-1: exactly these events are public, and a note never is', () => {
  // A new type of event is private until somebody decides otherwise, here and in the contract.
  expect(ALL.filter((type) => isPublic(type)).sort()).toEqual([
    'conversation:rated',
    'conversation:reopened',
    'conversation:resolved',
    'conversation:started',
    'message:sent',
  ]);
  for (const type of PUBLIC_EVENT_TYPES) expect(ALL).toContain(type);
  expect(isPublic('message:sent', 'text')).toBe(true);
  expect(isPublic('message:sent', 'note')).toBe(false);
});

test('AUT-1: notes are for staff, and nothing speaks for the system', () => {
  const codeOf = (actor: Parameters<typeof authoriseSend>[0], kind: 'text' | 'note') => {
    try {
      authoriseSend(actor, kind);
      return 'ok';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(codeOf(contact, 'text')).toBe('ok');
  expect(codeOf(contact, 'note')).toBe('forbidden');
  expect(codeOf(member, 'text')).toBe('ok');
  expect(codeOf(member, 'note')).toBe('ok');
  expect(codeOf(system, 'text')).toBe('forbidden');
});
