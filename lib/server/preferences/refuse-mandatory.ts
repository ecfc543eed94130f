import type { ChannelChoicesPatch } from '@/lib/contracts/notification-preferences';
import { refusedChoices } from '@/lib/domain/notifications/channels';
import { fieldError } from '../http/field-error';

/** @throws AppError `invalid`, with a word for each choice that is nobody's to make. */
export function refuseMandatory(patch: ChannelChoicesPatch): void {
  const refused = refusedChoices(patch);
  if (refused.length === 0) return;
  const why = 'This concerns people by name and is always shown in the inbox.';
  throw fieldError(Object.fromEntries(refused.map((choice) => [`choices.${choice}`, why])));
}
