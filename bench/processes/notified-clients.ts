/**
 * Child process: visitors who write and the staff whom that is told to, in one process and so on one
 * clock. Each message begins with a word of its own, by which its notification is known again.
 */
import { performance } from 'node:perf_hooks';
import { answerCalls } from '@/bench/driver/calls';
import { isAccepted, WireClient, type Credential } from '@/bench/wire/client';

const HANDSHAKES_AT_ONCE = 50;

interface Writer {
  credential: Credential;
  conversationId: string;
}

let writers: { client: WireClient; conversationId: string }[] = [];
let staff: WireClient[] = [];
let serial = 0;
/** When the notification of each message was here. */
const toldAt = new Map<string, number>();
let told = 0;

const methods = {
  connect: async (input: { port: number; writers: Writer[]; staff: Credential[] }) => {
    const connect = (credential: Credential) =>
      WireClient.connect({ port: input.port, credential });
    staff = await inParallel(input.staff, connect);
    for (const client of staff) client.onEvent = hear;
    writers = await inParallel(input.writers, async ({ credential, conversationId }) => ({
      client: await connect(credential),
      conversationId,
    }));
  },

  /** As fast as `inFlight` allows; ends when all of it was told, or after 60 s. */
  burst: async (input: { count: number; inFlight: number; body: string }) => {
    const before = told;
    const startedAt = performance.now();
    let [next, refused] = [0, 0];
    const worker = async () => {
      while (next < input.count) {
        next++;
        if (!(await write(input.body)).accepted) refused++;
      }
    };
    await Promise.all(Array.from({ length: input.inFlight }, worker));
    const acknowledgedMs = performance.now() - startedAt;
    const deadline = performance.now() + 60_000;
    while (told - before < input.count - refused && performance.now() < deadline) await pause(2);
    const toldMs = performance.now() - startedAt;
    return { told: told - before, refused, acknowledgedMs, toldMs };
  },

  /** At fixed times; ms from each acknowledgement, which leaves after the commit, to the notification. */
  steady: async (input: { perSecond: number; seconds: number; body: string }) => {
    const total = Math.round(input.perSecond * input.seconds);
    const startAt = performance.now() + 50;
    const writes: ReturnType<typeof write>[] = [];
    for (let at = 0; at < total; at++) {
      const wait = startAt + (at * 1_000) / input.perSecond - performance.now();
      if (wait > 0) await pause(wait);
      writes.push(write(input.body));
    }
    const written = (await Promise.all(writes)).filter(({ accepted }) => accepted);
    const deadline = performance.now() + 10_000;
    const missing = () => written.filter(({ word }) => !toldAt.has(word)).length;
    while (missing() > 0 && performance.now() < deadline) await pause(5);
    const known = written.filter(({ word }) => toldAt.has(word));
    return {
      refused: total - written.length,
      // Words of two messages at once to one person: the later ones stand for both.
      overtaken: missing(),
      fromCommit: known.map(({ word, at }) => Math.max(0, toldAt.get(word)! - at)),
      fromSend: known.map(({ word, sentAt }) => toldAt.get(word)! - sentAt),
    };
  },
};

async function write(body: string) {
  const number = ++serial;
  const word = `w${number}`;
  const { client, conversationId } = writers[number % writers.length]!;
  const clientId = `bench-${process.pid}-${number}`;
  const payload = { conversationId, clientId, kind: 'text', body: `${word} ${body}` };
  const sentAt = performance.now();
  const answer = await new Promise<string>((resolve) =>
    client.emit(['message:send', payload], resolve),
  );
  return { word, sentAt, at: performance.now(), accepted: isAccepted(answer) };
}

function hear(name: string, raw: string): void {
  if (name !== 'notification:created') return;
  told++;
  const [, { notification }] = JSON.parse(raw) as [string, { notification: { preview: string } }];
  const word = notification.preview.split(' ', 1)[0]!;
  if (!toldAt.has(word)) toldAt.set(word, performance.now());
}

async function inParallel<In, Out>(list: In[], make: (one: In) => Promise<Out>): Promise<Out[]> {
  const made: Out[] = [];
  let next = 0;
  const worker = async () => {
    while (next < list.length) {
      const index = next++;
      made[index] = await make(list[index]!);
    }
  };
  await Promise.all(Array.from({ length: HANDSHAKES_AT_ONCE }, worker));
  return made;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export type NotifiedClientMethods = typeof methods;
answerCalls(methods);
