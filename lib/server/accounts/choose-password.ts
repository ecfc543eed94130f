import '#server-guard';
import { findPasswordProblem, PASSWORD_ADVICE } from '@/lib/domain/accounts/password-rules';
import { fieldError } from '../http/field-error';
import { hashPassword } from './passwords';

/** The hash of a password that is being chosen. Throws `invalid` on `field` for a weak one. */
export async function choosePassword(
  password: string,
  personal: string[],
  field = 'password',
): Promise<string> {
  const problem = findPasswordProblem(password, personal);
  if (problem) throw fieldError({ [field]: PASSWORD_ADVICE[problem] });
  return hashPassword(password);
}
