/**
 * Does what one node takes in arrive live at the others? Connections are opened until two nodes have been
 * met, a message is sent through each, and everybody else is asked when it came.
 */
import { randomBytes } from 'node:crypto';
import type { ConversationEvent } from '@/lib/contracts/conversation-events';
import { TIMES } from '@/lib/contracts/limits';
import { wordsOf } from './ask';
import type { Person } from './check-lines';
import { advise, type Tell } from './finding';
import { openLine, type Line } from './line';

const LIVE_MS = 2_000;
/** A beat tells of what was not heard; one and a half of them. */
const BEAT_MS = TIMES.headsEveryMs * 1.5;
const FEWEST = 4;
const MOST = 12;
const ROUNDS = 2;

export interface FanOutResult {
  conversationId: string;
  nodes: string[];
}

interface Arrival {
  from: string;
  to: string;
  /** Null = not live. */
  ms: number | null;
  /** When a beat told of it. */
  beatMs: number | null;
}

export async function checkFanOut(
  base: URL,
  person: Person,
  transport: 'websocket' | 'polling',
  tell: Tell,
): Promise<FanOutResult | null> {
  const lines: Line[] = [];
  try {
    const nodes = () => [...new Set(lines.map(({ node }) => node))];
    while (lines.length < FEWEST || (nodes().length < 2 && lines.length < MOST)) {
      lines.push(await openLine(base, { ...person, transports: [transport] }));
    }
    const [first] = lines;
    if (!first) return null;
    const started = await first.get('conversation:start', {
      clientId: newClientId(),
      body: 'Test by npm run doctor: this conversation can be resolved.',
    });
    const conversationId = started.conversation.id;
    for (const line of lines) {
      await line.get('conversation:subscribe', { conversationId, afterSeq: 0 });
    }
    const arrivals: Arrival[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // Side by side: where nothing arrives live, each waits for a beat.
      const writers = nodes().flatMap((node) => lines.find((line) => line.node === node) ?? []);
      const sent = await Promise.all(
        writers.map((writer) => sendThrough(writer, lines, conversationId)),
      );
      arrivals.push(...sent.flat());
      if (arrivals.some(({ ms }) => ms === null)) break;
    }
    tell(judge(arrivals, nodes()));
    return { conversationId, nodes: nodes() };
  } catch (error) {
    tell({
      check: 'live',
      verdict: 'broken',
      text: `Messages could not be sent: ${wordsOf(error)}.`,
      fix: advise('Look at the log of the nodes.', 'wrong'),
    });
    return null;
  } finally {
    for (const line of lines) line.close();
  }
}

async function sendThrough(
  writer: Line,
  lines: Line[],
  conversationId: string,
): Promise<Arrival[]> {
  const own = newClientId();
  const began = performance.now();
  const since = () => Math.round(performance.now() - began);
  const waits = lines
    .filter((line) => line !== writer)
    .map((line) => arrivalAt(line, conversationId, own, since));
  await writer.get('message:send', {
    conversationId,
    clientId: own,
    kind: 'text',
    body: 'Test by npm run doctor.',
  });
  const heard = await Promise.all(waits.map(({ result }) => result));
  return heard.map(({ to, ms, beatMs }) => ({ from: writer.node, to, ms, beatMs }));
}

/** Live within two seconds; if not, waits for the beat, which tells a slow way from none. */
function arrivalAt(line: Line, conversationId: string, own: string, since: () => number) {
  const result = new Promise<Omit<Arrival, 'from'>>((resolve) => {
    const settle = (ms: number | null, beatMs: number | null) => {
      clearTimeout(late);
      line.socket.off('conversation:event', onEvent);
      line.socket.off('conversation:heads', onHeads);
      resolve({ to: line.node, ms, beatMs });
    };
    const onEvent = (event: ConversationEvent) => {
      if (event.conversationId !== conversationId || event.clientId !== own) return;
      const ms = since();
      settle(ms <= LIVE_MS ? ms : null, ms);
    };
    const onHeads = (heads: Record<string, number>) => {
      if (conversationId in heads && since() > LIVE_MS) settle(null, since());
    };
    const late = setTimeout(() => settle(null, null), BEAT_MS);
    line.socket.on('conversation:event', onEvent);
    line.socket.on('conversation:heads', onHeads);
  });
  return { result };
}

function judge(arrivals: Arrival[], nodes: string[]): Parameters<Tell>[0] {
  const missed = arrivals.filter(({ ms }) => ms === null);
  const slowest = Math.max(0, ...arrivals.map(({ ms }) => ms ?? 0));
  if (missed.length === 0) {
    return {
      check: 'live',
      verdict: 'ok',
      text:
        nodes.length > 1
          ? `Messages arrive live between ${nodes.length} nodes (${nodes.join(', ')}), the slowest after ${slowest} ms.`
          : `Messages arrive live, the slowest after ${slowest} ms. All connections met one node (${nodes[0]}).`,
    };
  }
  const beats = missed.flatMap(({ beatMs }) => beatMs ?? []);
  const told =
    beats.length > 0
      ? `a beat told of them after ${(Math.max(...beats) / 1_000).toFixed(1)} s`
      : 'nothing told of them';
  const across = missed.filter(({ from, to }) => from !== to);
  if (across.length === 0) {
    return {
      check: 'live',
      verdict: 'broken',
      text: `Messages do not arrive live on node ${missed[0]?.to}, not even its own; ${told}.`,
      fix: advise('Look at the log of this node, and whether the proxy buffers answers.', 'wrong'),
    };
  }
  const lonely = nodes.filter((node) =>
    across.every(({ from, to }) => from === node || to === node),
  );
  const who =
    nodes.length > 2 && lonely.length === 1
      ? `Node ${lonely[0]} is cut off from the others`
      : `Nodes ${[...new Set(across.map(({ from, to }) => [from, to].sort().join(' and ')))].join(', ')} do not hear each other`;
  return {
    check: 'live',
    verdict: 'broken',
    text: `${who}: messages between them do not arrive live, ${told}.`,
    fix: advise(
      "Give every node the same REDIS_URL and REDIS_PREFIX, and look at Redis (the nodes' ids are in their logs).",
      'redis',
    ),
  };
}

const newClientId = () => `doctor-${randomBytes(9).toString('base64url')}`;
