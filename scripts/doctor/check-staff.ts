/** With the credentials of a member: the cookie, the console's socket, addresses, and the worker. */
import net from 'node:net';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import { ask, cookiesOf, wordsOf, type Answer } from './ask';
import type { Person } from './check-lines';
import { codeOf, explain } from './check-visitor';
import { advise, type Tell } from './finding';
import { LineRefused, openLine, type Line } from './line';

export interface Credentials {
  email: string;
  password: string;
}

/** The worker looks every second. */
const SNOOZE_MS = 1_500;
const WAKE_LIMIT_MS = 10_000;

/** @returns the signed-in member, to be signed out at the end. */
export async function signIn(
  base: URL,
  credentials: Credentials | undefined,
  tell: Tell,
): Promise<Person | null> {
  if (!credentials) {
    tell({
      check: 'staff',
      verdict: 'skipped',
      text: "Not checked: sign-in, the console's socket, addresses and the worker. Give --email and --password-file.",
    });
    return null;
  }
  let answer: Answer;
  try {
    answer = await ask(new URL('/api/auth/sign-in/email', base), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: base.origin },
      body: JSON.stringify({ email: credentials.email, password: credentials.password }),
    });
  } catch (error) {
    tell({
      check: 'staff',
      verdict: 'broken',
      text: `A member cannot sign in: ${wordsOf(error)}.`,
      fix: advise('Pass POST requests below /api/ to the nodes.', 'proxy'),
    });
    return null;
  }
  if (answer.status !== 200) {
    const code = codeOf(answer);
    tell({
      check: 'staff',
      verdict: 'broken',
      ...(code === 'unauthenticated'
        ? { text: 'E-mail or password is wrong.', fix: 'Correct --email and --password-file.' }
        : explain(code, base)),
    });
    return null;
  }
  const cookie = cookiesOf(answer).find((one) => one.includes('switchboard_session='));
  const written = (answer.headers['set-cookie'] ?? []).find((one) =>
    one.includes('switchboard_session='),
  );
  if (!cookie || !written) {
    tell({
      check: 'cookie',
      verdict: 'broken',
      text: 'The proxy removes the session cookie: nobody stays signed in.',
      fix: advise('Pass Set-Cookie on as it is.', 'proxy'),
    });
    return null;
  }
  const https = base.protocol === 'https:';
  const secure = /;\s*secure/i.test(written) && written.startsWith('__Host-');
  if (https !== secure) {
    tell({
      check: 'cookie',
      verdict: 'broken',
      text: https
        ? 'The session cookie is not Secure: the server does not know that it is reached over https.'
        : 'The session cookie is for https only, and this address is http: browsers drop it.',
      fix: advise(`Set PUBLIC_URL=${base.origin}, or pass X-Forwarded-Proto.`, 'proxy'),
    });
  } else {
    const flags = /httponly/i.test(written) && /samesite=lax/i.test(written);
    tell({
      check: 'cookie',
      verdict: flags ? 'ok' : 'broken',
      text: flags
        ? `The session cookie is HttpOnly, SameSite=Lax${https ? ' and Secure' : ''}.`
        : 'The proxy changes the session cookie: HttpOnly or SameSite is gone.',
      ...(flags ? {} : { fix: advise('Pass Set-Cookie on as it is.', 'proxy') }),
    });
  }
  return { headers: { cookie, origin: base.origin } };
}

export async function checkStaff(
  base: URL,
  member: Person,
  addresses: string[],
  tell: Tell,
): Promise<void> {
  try {
    const line = await openLine(base, { ...member, transports: ['websocket', 'polling'] });
    line.close();
    tell({
      check: 'staff',
      verdict: 'ok',
      text: "A member signs in and the console's socket opens.",
    });
  } catch (error) {
    const code = error instanceof LineRefused ? error.code : undefined;
    tell({
      check: 'staff',
      verdict: 'broken',
      ...(code === 'unauthenticated'
        ? {
            text: "The console's socket is not recognised: the proxy removes the cookie on /socket.io/.",
            fix: advise('Pass Cookie on /socket.io/ too.', 'proxy'),
          }
        : code === undefined
          ? {
              text: `The console's socket does not open: ${wordsOf(error)}.`,
              fix: advise('Mend what is named above first.', 'proxy'),
            }
          : explain(code, base)),
    });
  }
  await checkSeenAddress(base, member, addresses, tell);
}

/** The server's own list of sessions says from where it thinks this one comes. */
async function checkSeenAddress(base: URL, member: Person, addresses: string[], tell: Tell) {
  let seen: string;
  try {
    const answer = await ask(new URL('/api/v1/me/sessions', base), { headers: member.headers });
    if (answer.status !== 200) return;
    const { sessions } = JSON.parse(answer.body) as {
      sessions: { current: boolean; address: string | null }[];
    };
    seen = sessions.find(({ current }) => current)?.address ?? 'unknown';
  } catch (error) {
    tell({
      check: 'client',
      verdict: 'broken',
      text: `The list of the member's sessions is not what the server answers: ${wordsOf(error)}.`,
      fix: advise('Pass GET requests below /api/ to the nodes, with their cookies.', 'proxy'),
    });
    return;
  }
  const outside = addresses.some((address) => !isPrivate(address));
  if (outside && (isPrivate(seen) || !net.isIP(seen))) {
    tell({
      check: 'client',
      verdict: 'broken',
      text: `The server takes this machine for ${seen}, which is the proxy: limits count everybody as one.`,
      fix: advise(
        'Set TRUSTED_PROXY_HOPS to the number of proxies, and let them set X-Forwarded-For.',
        'proxy',
      ),
    });
  } else {
    tell({ check: 'client', verdict: 'ok', text: `The server sees this machine as ${seen}.` });
  }
}

function isPrivate(address: string): boolean {
  const list = new net.BlockList();
  for (const [network, bits] of [
    ['10.0.0.0', 8],
    ['127.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['169.254.0.0', 16],
    ['100.64.0.0', 10],
  ] as const) {
    list.addSubnet(network, bits, 'ipv4');
  }
  list.addAddress('::1', 'ipv6');
  list.addSubnet('fc00::', 7, 'ipv6');
  list.addSubnet('fe80::', 10, 'ipv6');
  return net.isIP(address) !== 0 && list.check(address, net.isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Snoozes the doctor's own conversation for a moment: only a worker ends that. Then resolves it. */
export async function checkWorker(
  base: URL,
  member: Person,
  conversationId: string,
  tell: Tell,
): Promise<void> {
  let line: Line | undefined;
  try {
    line = await openLine(base, { ...member, transports: ['websocket', 'polling'] });
    const { socket, hello } = line;
    const aheadMs = Date.parse(hello.time) - Date.now();
    const serverNow = () => Date.now() + aheadMs;
    await line.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    const began = performance.now();
    const woken = new Promise<number | null>((resolve) => {
      const late = setTimeout(() => resolve(null), WAKE_LIMIT_MS);
      socket.on('conversation:event', (event: ConversationEvent) => {
        if (event.conversationId !== conversationId || event.type !== 'conversation:woken') return;
        clearTimeout(late);
        resolve(performance.now() - began);
      });
    });
    // By the clock of the server: this machine's may be wrong.
    const until = new Date(serverNow() + SNOOZE_MS).toISOString();
    await line.get('conversation:snooze', { conversationId, until });
    const ms = await woken;
    tell(
      ms === null
        ? {
            check: 'worker',
            verdict: 'broken',
            text: `No worker runs: a snooze of ${SNOOZE_MS / 1000} s had not ended after ${WAKE_LIMIT_MS / 1000} s.`,
            fix: advise(
              'Start a node with the role worker, or look at the log of those that have it.',
              'several',
            ),
          }
        : { check: 'worker', verdict: 'ok', text: 'A worker runs: it ended a snooze in time.' },
    );
    await line.get('conversation:resolve', { conversationId });
  } catch (error) {
    tell({
      check: 'worker',
      verdict: 'warning',
      text: `The worker could not be checked: ${wordsOf(error)}.`,
      fix: 'The member needs to see the site that was tested.',
    });
  } finally {
    line?.close();
  }
}

export async function signOut(base: URL, member: Person, tell: Tell): Promise<void> {
  try {
    await ask(new URL('/api/auth/sign-out', base), {
      method: 'POST',
      headers: { ...member.headers, 'content-type': 'application/json' },
      body: '{}',
    });
  } catch (error) {
    tell({
      check: 'staff',
      verdict: 'warning',
      text: `The member could not be signed out: ${wordsOf(error)}.`,
      fix: 'End the session of this examination in the settings of the member.',
    });
  }
}
