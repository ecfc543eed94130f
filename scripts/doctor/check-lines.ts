/** WebSocket and long-polling through the proxy, each with the hop that breaks it. */
import { randomBytes } from 'node:crypto';
import { ask, wordsOf } from './ask';
import { explain } from './check-visitor';
import { advise, type Tell } from './finding';
import { LineRefused, openLine, type LineOptions } from './line';
import { probePolling, type PollingResult } from './polling-probe';

export type Person = Omit<LineOptions, 'transports'>;

/** Enough to meet a second node when requests are spread. */
const SESSIONS = 3;

/** @returns whether WebSocket works. */
export async function checkWebSocket(
  base: URL,
  person: Person | null,
  tell: Tell,
): Promise<boolean> {
  const problem = await upgradeProblem(base);
  if (problem !== null) {
    tell({
      check: 'websocket',
      verdict: 'broken',
      text: `The proxy does not forward WebSocket upgrades: ${problem}. Chat falls back to long-polling.`,
      fix: advise(
        'Pass Upgrade and Connection on /socket.io/, with HTTP/1.1 to the node.',
        'proxy',
      ),
    });
    return false;
  }
  if (person === null) {
    tell({ check: 'websocket', verdict: 'ok', text: 'WebSocket upgrades reach a node.' });
    return true;
  }
  try {
    const line = await openLine(base, { ...person, transports: ['websocket'] });
    await line.get('conversation:list', {});
    line.close();
    tell({ check: 'websocket', verdict: 'ok', text: 'A WebSocket opens and is answered.' });
    return true;
  } catch (error) {
    const code = error instanceof LineRefused ? error.code : undefined;
    tell({
      check: 'websocket',
      verdict: 'broken',
      ...(code === undefined
        ? {
            text: `A WebSocket opens and then breaks: ${wordsOf(error)}.`,
            fix: advise('Look at the time limits of the proxy for WebSockets.', 'balancer'),
          }
        : explain(code, base)),
    });
    return false;
  }
}

/** Null when the answer is `101`. */
async function upgradeProblem(base: URL): Promise<string | null> {
  try {
    const answer = await ask(new URL('/socket.io/?EIO=4&transport=websocket', base), {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        origin: base.origin,
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
      },
    });
    return answer.upgraded ? null : `the answer is ${answer.status} and not 101`;
  } catch (error) {
    return wordsOf(error);
  }
}

export async function checkPolling(base: URL, person: Person, tell: Tell): Promise<void> {
  const bare = await probe(base, person, false);
  if (!bare) {
    tell({
      check: 'polling',
      verdict: 'ok',
      text: 'Long-polling stays with its node, without cookies too.',
    });
    return;
  }
  const { failure } = bare;
  if (failure?.kind === 'other-node') {
    const kept = bare.setsCookie && !(await probe(base, person, true));
    tell({
      check: 'polling',
      verdict: 'broken',
      text: kept
        ? 'Long-polling sticks by cookie only: the widget on other sites has none and loses its session («Session ID unknown»).'
        : 'Long-polling is not sticky: requests of one session reach different nodes («Session ID unknown»).',
      fix: advise(
        'Send every request with the same `sid` to the node that gave it, as deploy/haproxy.cfg does.',
        'balancer',
      ),
    });
    return;
  }
  tell({
    check: 'polling',
    verdict: 'broken',
    ...(failure?.kind === 'refused'
      ? explain(failure.code, base)
      : {
          text: `Long-polling breaks: ${failure?.text ?? 'no reason was given'}.`,
          fix: advise(
            'Pass GET and POST on /socket.io/ with their query, and wait 60 s for answers.',
            'balancer',
          ),
        }),
  });
}

/** The first session that failed. */
async function probe(
  base: URL,
  person: Person,
  withCookies: boolean,
): Promise<PollingResult | null> {
  const { token, headers } = person;
  for (let n = 0; n < SESSIONS; n++) {
    const result = await probePolling(base, { ...(token ? { token } : {}), headers }, withCookies);
    if (result.failure !== null) return result;
  }
  return null;
}

/** Silent for longer than the usual limit of proxies; the server's ping keeps it open. */
export async function checkIdle(
  base: URL,
  person: Person,
  seconds: number,
  tell: Tell,
): Promise<void> {
  const transports = ['websocket', 'polling'] as const;
  const lost: string[] = [];
  await Promise.all(
    transports.map(async (transport) => {
      try {
        const line = await openLine(base, { ...person, transports: [transport] });
        const ended = new Promise<string>((resolve) => line.socket.on('disconnect', resolve));
        let timer: NodeJS.Timeout | undefined;
        const over = new Promise<null>((resolve) => {
          timer = setTimeout(() => resolve(null), seconds * 1_000);
        });
        const reason = await Promise.race([ended, over]);
        clearTimeout(timer);
        if (reason === null) await line.get('conversation:list', {});
        else lost.push(`${transport} (${reason})`);
        line.close();
      } catch (error) {
        lost.push(`${transport} (${wordsOf(error)})`);
      }
    }),
  );
  tell(
    lost.length === 0
      ? { check: 'idle', verdict: 'ok', text: `Connections survive ${seconds} s of silence.` }
      : {
          check: 'idle',
          verdict: 'broken',
          text: `Connections are cut while nobody writes: ${lost.join(', ')}.`,
          fix: advise('Raise the idle and tunnel time limits of the proxy above 60 s.', 'balancer'),
        },
  );
}
