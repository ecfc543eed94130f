/** What should not come over the wire or lie in the stream, and rights that are withdrawn. */
import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { CONSUMER_GROUPS } from '@/lib/contracts/consumer-groups';
import { PROTOCOL_VERSION } from '@/lib/contracts/version';
import { query } from '@/lib/platform/database';
import { createWorkspace } from '../../support/workspace';
import { signOutForAll } from '../back-office';
import type { ChaosNode } from '../installation';
import type { Fault, Scene } from './fault';

const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 'deep');

const CONVERSATION = '01890000-0000-7000-8000-000000000000';

/** `[event, payload]` that no client of ours would send. */
const FRAMES: readonly (readonly [string, unknown])[] = [
  ['message:send', null],
  ['message:send', { conversationId: CONVERSATION, clientId: 7, kind: 'text', body: {} }],
  ['message:send', { conversationId: CONVERSATION, clientId: 'x'.repeat(9), body: '\ud800' }],
  ['message:send', { conversationId: 'a\u0000b', clientId: 'abcdefgh', kind: 'text', body: '\0' }],
  ['conversation:subscribe', { conversationId: CONVERSATION, afterSeq: -1e300 }],
  ['conversation:subscribe', { conversationId: ["' OR 1=1"], afterSeq: '0' }],
  ['conversation:sync', nested(2_000)],
  ['inbox:sync', { conversationIds: Array.from({ length: 1_500 }, () => CONVERSATION) }],
  ['__proto__', {}],
  ['constructor', { toString: 1 }],
  ['no:such', { a: 1 }],
  ['typing:set', Buffer.alloc(1_000)],
];

/** Larger than any frame may be: the connection is closed over it. */
const TOO_LARGE = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, at]));

async function pester(scene: Scene, node: ChaosNode): Promise<void> {
  // Of a workspace of their own: their strikes and their sockets are nobody else's.
  const stranger = await (await createWorkspace('Strangers')).addMember('Stranger');
  const origin = node.process.origin;
  for (const payload of [FRAMES, [['message:send', TOO_LARGE] as const]]) {
    const socket = io(origin, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { protocol: PROTOCOL_VERSION },
      extraHeaders: { cookie: stranger.cookie, origin },
    });
    await new Promise((resolve) => {
      socket.once('server:hello', resolve);
      socket.once('connect_error', resolve);
    });
    for (const [event, body] of payload) socket.emit(event, body);
    socket.emit('message:send', FRAMES[0]![1], 'not', 'an', 'ack');
    await sleep(300);
    socket.disconnect();
  }
}

export const hostileFaults: Fault[] = [
  {
    name: 'F26',
    hypothesis: 'No frame and no entry of the stream, however malformed, ends a node or the rest.',
    async run(scene) {
      const before = scene.nodes.map(({ process }) => process.pid());
      const heal = scene.begin('client', 'stranger', [], { frames: FRAMES.length });
      await Promise.all(scene.nodes.map((node) => pester(scene, node)));
      const stream = 'switchboard:{events}';
      const poison = [
        ['poison', '\ud800\0{'],
        ['entry', '{"id":1}'],
      ] as const;
      for (const [field, value] of poison) {
        await scene.installation.redis.client.xadd(stream, '*', field, value);
      }
      heal();
      const after = scene.nodes.map(({ process }) => (process.running() ? process.pid() : 0));
      if (after.join() !== before.join()) throw new Error('F26: a node ended over a frame');
      // Before anything else is harmed, which could take it away.
      await poisonBuried(poison.length * CONSUMER_GROUPS.length);
    },
  },
  {
    name: 'F36',
    hypothesis: 'A session that ends takes its live connections along, whatever else goes on.',
    async run(scene) {
      const agents = scene.desk.living.filter((tab) => tab.staff);
      const people = new Map(agents.map((tab) => [tab.personId, tab]));
      // Enough must stay to work.
      if (people.size < 3) throw new Error('F36: too few agents to take one away');
      const victim = scene.dice.pick([...people.values()]);
      const node = scene.dice.chance(0.5) ? scene.pickNode() : null;
      const heal = scene.begin('person', victim.personId, [], { killsNode: node !== null });
      const dying = node && node.name !== victim.node ? node : null;
      if (dying) scene.desk.nodeLost(dying.name, 'node_killed');
      const killed = dying?.process.kill();
      await signOutForAll(scene.desk, victim);
      await killed;
      await scene.hold(1_000, 2_000);
      if (dying) await scene.start(dying);
      heal();
    },
  },
];

/** What cannot be read is kept for people to look at; they throw it away. Any other dead letter stays for I7. */
async function poisonBuried(count: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (let left = count; ;) {
    const rows = await query<{ id: string }>(
      {
        name: 'chaos-throw-away',
        text: `DELETE FROM dead_letter WHERE topic = 'unreadable' RETURNING id`,
      },
      [],
    );
    left -= rows.length;
    if (left <= 0) return;
    if (performance.now() > deadline) throw new Error('F26: the poison was never buried');
    await sleep(200);
  }
}
