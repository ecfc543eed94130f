import { AppError } from '@/lib/contracts/errors';

/** `invalid`, with what is wrong per field as the form names it. */
export const fieldError = (fields: Record<string, string>): AppError =>
  new AppError('invalid', { message: 'Some fields need a change.', details: { fields } });
