/**
 * A message that only one browser can read (RFC 8291 over RFC 8188, `aes128gcm`), in one record. Written
 * on node:crypto and held to the RFC's own example: the usual package for it is not under a permissive
 * licence.
 */
import { createCipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto';

/** What a browser gave out: its public key (65 bytes, uncompressed) and its secret (16 bytes). */
export interface PushKeys {
  p256dh: Buffer;
  auth: Buffer;
}

/** A push service takes 4,096 bytes; this much of it is text (RFC 8291, section 4). */
export const MAX_PLAIN_BYTES = 3_993;
const RECORD_BYTES = 4_096;
const CURVE = 'prime256v1';
/** Ends the last record. */
const DELIMITER = Buffer.from([2]);

export interface OneTimeKeys {
  salt: Buffer;
  sender: ECDH;
}

/** @throws RangeError when it is too long, Error when the browser's key is no point of the curve. */
export function encryptPush(plain: Buffer, keys: PushKeys, oneTime = makeKeys()): Buffer {
  if (plain.length > MAX_PLAIN_BYTES) throw new RangeError('The message is too long for a push.');
  const { salt, sender } = oneTime;
  const from = sender.getPublicKey();
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.p256dh, from]);
  const secret = derive(sender.computeSecret(keys.p256dh), keys.auth, info, 32);
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(RECORD_BYTES);
  return Buffer.concat([
    salt,
    size,
    Buffer.from([from.length]),
    from,
    cipher.update(Buffer.concat([plain, DELIMITER])),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

function makeKeys(): OneTimeKeys {
  const sender = createECDH(CURVE);
  sender.generateKeys();
  return { salt: randomBytes(16), sender };
}

const derive = (secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));

/** Whether a browser's key can be used at all: asked before it is kept. */
export function arePushKeys({ p256dh, auth }: PushKeys): boolean {
  if (p256dh.length !== 65 || auth.length !== 16) return false;
  try {
    makeKeys().sender.computeSecret(p256dh);
    return true;
  } catch {
    // Not a point of the curve: the answer, not a fault.
    return false;
  }
}
