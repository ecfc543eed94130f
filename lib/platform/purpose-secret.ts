import { createHmac } from 'node:crypto';
import { config } from './config';
import { remember } from './remember';

/**
 * A key for one purpose, the same on every node: derived from AUTH_SECRET, which it does not give away
 * (RFC 2104 as a key derivation with the purpose as its label).
 */
export function purposeSecret(purpose: string): Buffer {
  return remember(`purpose-secret:${purpose}`, () =>
    createHmac('sha256', config().AUTH_SECRET).update(`switchboard ${purpose}`).digest(),
  );
}
