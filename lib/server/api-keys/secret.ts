import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'sbk_';
const SHAPE = /^sbk_[A-Za-z0-9_-]{43}$/;
const SHOWN_CHARS = PREFIX.length + 5;

/** 256 random bits behind a prefix that scanners for leaked secrets can look for. */
export const createSecret = (): string => PREFIX + randomBytes(32).toString('base64url');

export const isSecretShape = (text: string): boolean => SHAPE.test(text);

/** What lists show: 30 of the 256 bits, which leave nothing to guess. */
export const secretStart = (secret: string): string => secret.slice(0, SHOWN_CHARS);

/** The secret is random, so a plain hash cannot be guessed back, and is looked up as it is. */
export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url');
