import type { ContactReadData } from '@/lib/contracts/inbox';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import type { ContactView } from '@/lib/contracts/people';
import type { ParsedPayload } from '@/lib/contracts/socket-events';
import type { PersonActor } from '@/lib/domain/actors/actor';
import { requireMemberActor } from '@/lib/domain/conversations/authorise';
import { listForStaff } from '../conversations/list-for-staff';
import { findContact } from './contact-store';
import { presentContact } from './present-contact';

/** The contact panel: the person and what was asked before. @throws AppError `not_found`. */
export async function readContact(
  actor: PersonActor,
  input: ParsedPayload<'contact:read'>,
): Promise<ContactReadData> {
  const contact = await viewContact(actor, input.contactId);
  const conversations = await listForStaff(actor, contact.id, LIMITS.conversationsPerPage);
  return { contact, conversations };
}

/** @throws AppError `forbidden` for visitors, `not_found`. */
export async function viewContact(actor: PersonActor, contactId: string): Promise<ContactView> {
  requireMemberActor(actor);
  const row = await findContact(actor.workspaceId, contactId);
  if (row === null) throw new AppError('not_found', { message: 'No such contact.' });
  return presentContact(row);
}
