/**
 * The way to the push services of browsers. One request per message with a deadline over all of it; no
 * redirect is followed, and of an answer a line is read at most.
 */
import '#server-guard';
import http from 'node:http';
import https from 'node:https';
import { remember } from './remember';
import { encryptPush, type PushKeys } from './web-push-encryption';
import { lookupPublic, PrivateAddressError, pushEndpoint } from './web-push-endpoint';
import { vapidAuthorization } from './web-push-keys';

export interface Push {
  endpoint: string;
  keys: PushKeys;
  /** UTF-8, at most `MAX_PLAIN_BYTES`. */
  text: string;
  /** While it waits at the push service a newer one of the same topic takes its place. */
  topic: string;
  /** How long the push service keeps it for a device that is away. */
  ttlSeconds: number;
}

export type PushResult =
  | { state: 'sent' }
  /** There is no such device any more. */
  | { state: 'gone'; reason: string }
  /** It will never be taken. */
  | { state: 'refused'; reason: string }
  | { state: 'later'; reason: string; retryAfterMs: number | null };

export interface Pusher {
  send(push: Push): Promise<PushResult>;
}

/** Over all of one message; a worker's claim on it lasts longer. */
export const PUSH_DEADLINE_MS = 15_000;
const REASON_CHARS = 200;
const MAX_RETRY_AFTER_MS = 3_600_000;

export const pusher = (): Pusher => remember('pusher', () => ({ send: sendPush }));

async function sendPush(push: Push): Promise<PushResult> {
  const endpoint = pushEndpoint(push.endpoint);
  if (endpoint === null)
    return { state: 'refused', reason: 'Nothing may be sent to this address.' };
  try {
    const body = encryptPush(Buffer.from(push.text), push.keys);
    return judge(await post(endpoint, push, body));
  } catch (error) {
    if (error instanceof RangeError || error instanceof PrivateAddressError) {
      return { state: 'refused', reason: error.message };
    }
    const { name, code, message } = error as NodeJS.ErrnoException;
    const reason =
      name === 'TimeoutError' || name === 'AbortError' ? 'No answer in time.' : message;
    return {
      state: 'later',
      reason: clip(code ? `${code}: ${reason}` : reason),
      retryAfterMs: null,
    };
  }
}

interface Answer {
  status: number;
  retryAfter: string | undefined;
  text: string;
}

function post(endpoint: URL, { topic, ttlSeconds }: Push, body: Buffer): Promise<Answer> {
  const { request } = endpoint.protocol === 'http:' ? http : https;
  return new Promise((resolve, reject) => {
    const sending = request(endpoint, {
      method: 'POST',
      agent: false,
      lookup: lookupPublic,
      signal: AbortSignal.timeout(PUSH_DEADLINE_MS),
      headers: {
        authorization: vapidAuthorization(endpoint, new Date()),
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        'content-length': body.length,
        ttl: String(ttlSeconds),
        urgency: 'high',
        topic,
      },
    });
    sending.on('error', reject);
    sending.on('response', (answer) => {
      let text = '';
      const done = () => {
        answer.destroy();
        resolve({
          status: answer.statusCode ?? 0,
          retryAfter: answer.headers['retry-after'],
          text,
        });
      };
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        if (text.length >= REASON_CHARS) done();
      });
      answer.on('end', done);
      // The status is all that counts, and it is known.
      answer.on('error', done);
    });
    sending.end(body);
  });
}

function judge({ status, retryAfter, text }: Answer): PushResult {
  if (status >= 200 && status < 300) return { state: 'sent' };
  const reason = clip(`${status} ${text}`);
  if (status === 404 || status === 410) return { state: 'gone', reason };
  // 401 and 403 are about us (a key, a clock), not about this message: somebody will put it right.
  const mayPass = status === 429 || status >= 500 || status === 401 || status === 403;
  if (!mayPass) return { state: 'refused', reason };
  return { state: 'later', reason, retryAfterMs: readRetryAfter(retryAfter) };
}

/** Seconds or a date; null for anything else. */
function readRetryAfter(header: string | undefined): number | null {
  if (header === undefined) return null;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, MAX_RETRY_AFTER_MS) : null;
}

const clip = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, REASON_CHARS)
    .toWellFormed();
