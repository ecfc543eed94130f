/**
 * The pair of keys by which push services know this installation (VAPID, RFC 8292), the same on every
 * node. Given by configuration, or else derived from AUTH_SECRET: nothing to set up and nothing to keep,
 * and a browser whose subscription was made for other keys notices and subscribes again.
 */
import '#server-guard';
import { createECDH, createPrivateKey, hkdfSync, sign, type KeyObject } from 'node:crypto';
import { config } from './config';
import { senderOf } from './mail';
import { purposeSecret } from './purpose-secret';
import { remember } from './remember';

export interface VapidKeys {
  /** Uncompressed point in base64url: what browsers subscribe with. */
  publicKey: string;
  privateKey: KeyObject;
}

/** Order of the curve P-256: a private key is a number above 0 and below it. */
const ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

export function vapidKeys(): VapidKeys {
  return remember('vapid-keys', () => {
    const { VAPID_PRIVATE_KEY: given } = config();
    return keysOf(given === undefined ? derived() : Buffer.from(given, 'base64url'));
  });
}

/** 48 bytes for a number of 32: what the remainder favours is beyond measure (FIPS 186-5, A.2.1). */
function derived(): Buffer {
  const bytes = hkdfSync('sha256', purposeSecret('web push'), '', 'VAPID P-256', 48);
  const number = (BigInt(`0x${Buffer.from(bytes).toString('hex')}`) % (ORDER - 1n)) + 1n;
  return Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
}

/** @throws Error when the 32 bytes are no private key. */
export function keysOf(secret: Buffer): VapidKeys {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(secret);
  const point = ecdh.getPublicKey();
  const privateKey = createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: secret.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  return { publicKey: point.toString('base64url'), privateKey };
}

/** Push services refuse one that lasts longer than a day. */
const TOKEN_SECONDS = 12 * 3_600;

/** `Authorization` of a push to this endpoint: only its service can use it. */
export function vapidAuthorization(endpoint: URL, now: Date): string {
  const { publicKey, privateKey } = vapidKeys();
  const subject = vapidSubject();
  const claims = {
    aud: endpoint.origin,
    exp: Math.floor(now.getTime() / 1_000) + TOKEN_SECONDS,
    ...(subject === null ? {} : { sub: subject }),
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `vapid t=${signed}.${signature.toString('base64url')}, k=${publicKey}`;
}

/** Whom a push service writes to when something is wrong; null = nobody that we know of. */
export function vapidSubject(): string | null {
  const { VAPID_SUBJECT, MAIL_FROM, PUBLIC_URL } = config();
  if (VAPID_SUBJECT !== undefined) return VAPID_SUBJECT;
  if (MAIL_FROM !== undefined) return `mailto:${senderOf(MAIL_FROM).address}`;
  return PUBLIC_URL?.startsWith('https:') ? PUBLIC_URL : null;
}
