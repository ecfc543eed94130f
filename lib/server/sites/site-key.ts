import { randomBytes } from 'node:crypto';

/** Public name of a site in the embed snippet: hard to guess, but no secret. */
export const createSiteKey = (): string => randomBytes(12).toString('base64url');

/** 256 bits with which a customer's back end signs identities. */
export const createIdentitySecret = (): string => randomBytes(32).toString('base64url');
