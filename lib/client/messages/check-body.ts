import { LIMITS } from '@/lib/contracts/limits';
import { clientError } from '../connection/requests';
import type { ClientError } from '../switchboard-client';

/** The server's rule for a body (`bodySchema`), without its validator: refused before it is queued. */
export function checkBody(body: string): ClientError | null {
  if (body.length > LIMITS.bodyChars) return clientError('too_large');
  if (body.trim() === '' || body.includes('\u0000') || !isWellFormed(body)) {
    return clientError('invalid');
  }
  return null;
}

/** `String.prototype.isWellFormed` is younger than the browsers that the widget meets. */
function isWellFormed(text: string): boolean {
  try {
    encodeURIComponent(text);
    return true;
  } catch {
    // The one reason to throw is a lone surrogate.
    return false;
  }
}
