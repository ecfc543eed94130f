/**
 * A push service of one's own on a free port: makes subscriptions as a browser would, checks what proves
 * who sends (VAPID), and opens what it is given with the private key of the subscription. Answers with
 * the status that a test asks for.
 */
import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
} from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { pushMessageSchema, type PushMessage } from '@/lib/contracts/push-devices';

export interface ReceivedPush {
  /** Of the subscription. */
  path: string;
  message: PushMessage;
  ttl: string;
  urgency: string;
  topic: string;
  claims: { aud: string; exp: number; sub?: string };
  bytes: number;
}

export interface TestSubscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

export interface PushSink {
  origin: string;
  pushes: ReceivedPush[];
  /** Why something was not taken that should have been. */
  complaints: string[];
  /** Every request, whatever became of it. */
  asked: number;
  refuse: { status: number; headers?: Record<string, string>; text?: string } | null;
  subscribe(): TestSubscription;
  stop(): Promise<void>;
}

/** `publicKey`: of the one who may send. */
export async function startPushSink(publicKey: () => string): Promise<PushSink> {
  const subscriptions = new Map<string, { ecdh: ReturnType<typeof createECDH>; auth: Buffer }>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      sink.asked += 1;
      if (sink.refuse) {
        response.writeHead(sink.refuse.status, sink.refuse.headers).end(sink.refuse.text);
        return;
      }
      try {
        sink.pushes.push(take(request, Buffer.concat(chunks)));
        response.writeHead(201, { location: `${sink.origin}/message/1` }).end();
      } catch (error) {
        sink.complaints.push(String(error));
        response.writeHead(400).end(String(error));
      }
    });
  });

  function take({ headers, url = '', method }: http.IncomingMessage, body: Buffer): ReceivedPush {
    const subscription = subscriptions.get(url);
    if (method !== 'POST' || !subscription) throw new Error(`no subscription at ${method} ${url}`);
    if (headers['content-encoding'] !== 'aes128gcm') throw new Error('not aes128gcm');
    const topic = String(headers.topic);
    if (!/^[\w-]{1,32}$/.test(topic)) throw new Error(`a topic cannot be ${topic}`);
    const claims = readToken(headers.authorization ?? '', publicKey());
    if (claims.aud !== sink.origin) throw new Error(`meant for ${claims.aud}`);
    const left = claims.exp - Date.now() / 1_000;
    if (left < 0 || left > 24 * 3_600) throw new Error(`${left} s left`);
    return {
      path: url,
      message: pushMessageSchema.parse(JSON.parse(open(body, subscription))),
      ttl: String(headers.ttl),
      urgency: String(headers.urgency),
      topic,
      claims,
      bytes: body.length,
    };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sink: PushSink = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pushes: [],
    complaints: [],
    asked: 0,
    refuse: null,
    subscribe: () => {
      const path = `/send/${randomBytes(12).toString('base64url')}`;
      const ecdh = createECDH('prime256v1');
      const p256dh = ecdh.generateKeys('base64url');
      const auth = randomBytes(16);
      subscriptions.set(path, { ecdh, auth });
      return { endpoint: sink.origin + path, keys: { p256dh, auth: auth.toString('base64url') } };
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return sink;
}

/** RFC 8292: signed by the key that it names, which is the one that was subscribed with. */
function readToken(authorization: string, publicKey: string): ReceivedPush['claims'] {
  const [, token = '', key = ''] = /^vapid t=([^,\s]+), ?k=(\S+)$/.exec(authorization) ?? [];
  if (key !== publicKey) throw new Error('another key');
  const point = Buffer.from(key, 'base64url');
  const [header = '', claims = '', signature = ''] = token.split('.');
  const known = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const signed = Buffer.from(`${header}.${claims}`);
  const way = { key: known, dsaEncoding: 'ieee-p1363' as const };
  if (!verify('sha256', signed, way, Buffer.from(signature, 'base64url'))) {
    throw new Error('a signature that is none');
  }
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown;
  if ((read(header) as { alg: string }).alg !== 'ES256') throw new Error('not ES256');
  return read(claims) as ReceivedPush['claims'];
}

/** RFC 8291, the browser's side. */
function open(body: Buffer, to: { ecdh: ReturnType<typeof createECDH>; auth: Buffer }): string {
  const salt = body.subarray(0, 16);
  const from = body.subarray(21, 21 + (body[20] ?? 0));
  const sealed = body.subarray(21 + from.length);
  const derive = (secret: Buffer, with_: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, with_, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), to.ecdh.getPublicKey(), from]);
  const secret = derive(to.ecdh.computeSecret(from), to.auth, info, 32);
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8');
}
