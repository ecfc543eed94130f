/**
 * Long-polling by hand: each request on a connection of its own, with or without cookies, so that it is
 * known which of them failed and with which words. Engine.IO 4, Socket.IO 5.
 */
import { PROTOCOL_VERSION } from '@/lib/contracts/version';
import { ask, cookiesOf, type Answer } from './ask';

export interface PollingResult {
  /** The node that greeted. */
  node: string | null;
  /** Null = several requests in a row worked. */
  failure:
    | null
    /** A request reached a node that does not know the session. */
    | { kind: 'other-node' }
    | { kind: 'refused'; code: string }
    | { kind: 'broken'; text: string };
  setsCookie: boolean;
}

interface Person {
  token?: string;
  headers: Record<string, string>;
}

const SEPARATOR = '\x1e';
const ROUNDS = 4;
const POLLS_PER_ANSWER = 5;

class Refused extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}
class OtherNode extends Error {}

export async function probePolling(
  base: URL,
  person: Person,
  withCookies: boolean,
): Promise<PollingResult> {
  const jar = new Map<string, string>();
  let node: string | null = null;
  let sid = '';
  let setsCookie = false;

  async function request(method: 'GET' | 'POST', body?: string): Promise<string> {
    const url = new URL('/socket.io/', base);
    url.searchParams.set('EIO', '4');
    url.searchParams.set('transport', 'polling');
    if (sid) url.searchParams.set('sid', sid);
    const own = person.headers.cookie;
    const cookie = [own, ...jar.values()].filter(Boolean).join('; ');
    const answer = await ask(url, {
      method,
      timeoutMs: 30_000,
      headers: {
        ...person.headers,
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'text/plain;charset=UTF-8' }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const cookies = cookiesOf(answer);
    setsCookie ||= cookies.length > 0;
    if (withCookies) for (const one of cookies) jar.set(one.split('=', 1)[0] ?? '', one);
    if (answer.status !== 200) throw problemOf(answer);
    return answer.body;
  }

  /** Polls until a packet begins so; answers pings on the way. */
  async function until(...starts: string[]): Promise<string> {
    for (let n = 0; n < POLLS_PER_ANSWER; n++) {
      for (const packet of (await request('GET')).split(SEPARATOR)) {
        if (packet.startsWith('44')) throw new Refused(refusalCode(packet.slice(2)));
        if (starts.some((start) => packet.startsWith(start))) return packet;
        if (packet === '2') await request('POST', '3');
      }
    }
    throw new Error('an answer never came');
  }

  try {
    const opening = await request('GET');
    sid = (JSON.parse(opening.slice(1)) as { sid: string }).sid;
    const auth = { protocol: PROTOCOL_VERSION, ...(person.token ? { token: person.token } : {}) };
    await request('POST', `40${JSON.stringify(auth)}`);
    const hello = await until('42["server:hello"');
    node = (JSON.parse(hello.slice(2)) as [string, { node: string }])[1].node;
    for (let round = 0; round < ROUNDS; round++) {
      await request('POST', `42${round}["conversation:list",{}]`);
      await until(`43${round}`);
    }
    await request('POST', '1');
    return { node, failure: null, setsCookie };
  } catch (error) {
    return { node, setsCookie, failure: failureOf(error) };
  }
}

/** Engine.IO's code 1: no such session here. */
function problemOf(answer: Answer): Error {
  if (answer.status === 400 && /"code":1\b|Session ID unknown/.test(answer.body)) {
    return new OtherNode();
  }
  return new Error(`a request was answered with ${answer.status}`);
}

function refusalCode(text: string): string {
  try {
    return (JSON.parse(text) as { data?: { code?: string } }).data?.code ?? 'refused';
  } catch {
    return 'refused';
  }
}

function failureOf(error: unknown): NonNullable<PollingResult['failure']> {
  if (error instanceof OtherNode) return { kind: 'other-node' };
  if (error instanceof Refused) return { kind: 'refused', code: error.code };
  return { kind: 'broken', text: error instanceof Error ? error.message : String(error) };
}
