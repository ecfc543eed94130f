import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits: the bearer token of one visitor's browser. */
export const createVisitorToken = (): string => randomBytes(32).toString('base64url');

/** What the database keeps of it. The token is random, so a plain hash cannot be guessed back. */
export const hashVisitorToken = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');
