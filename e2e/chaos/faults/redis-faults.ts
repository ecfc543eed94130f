/** Redis dies, forgets, stands still, or one node cannot reach it. */
import { probeEntrance } from '../probe-entrance';
import type { Fault, Scene } from './fault';

const frozen = (seconds: number): Fault => ({
  name: 'F6',
  variant: `${seconds}s`,
  hypothesis: 'While Redis stands still messages are committed and acknowledged all the same.',
  long: seconds > 10,
  async run(scene) {
    const heal = scene.begin('redis', 'redis', 'all', { seconds });
    scene.installation.redis.freeze();
    await Promise.all([scene.hold(seconds * 1000), probeEntrance(scene, 'redis')]);
    scene.installation.redis.thaw();
    heal();
  },
});

type Harm = 'reset' | 'up' | 'down' | 'both';

/** One node and its way to Redis: reset again and again, or silent in a direction. */
const cutOff = (harm: Harm, long = false): Fault => ({
  name: 'F15',
  variant: harm,
  hypothesis: 'A node that cannot reach Redis serves its own sockets, and the others lose nothing.',
  long,
  async run(scene) {
    const node = scene.pickNode();
    const heal = scene.begin('link', `${node.name}-redis`, 'all', { harm });
    if (harm === 'reset') {
      node.redisLink.refuse();
      node.redisLink.cut();
    } else node.redisLink.silence(harm);
    await scene.hold(4_000, 6_000);
    node.redisLink.heal();
    heal();
  },
});

async function restartEmpty(scene: Scene): Promise<void> {
  const { redis } = scene.installation;
  const heal = scene.begin('redis', 'redis', 'all', { signal: 'SIGKILL' });
  await redis.kill();
  await Promise.all([scene.hold(300, 1_500), probeEntrance(scene, 'redis')]);
  await redis.start();
  heal();
}

export const redisFaults: Fault[] = [
  {
    name: 'F4',
    hypothesis: 'Redis dies and comes back empty: nobody notices but in delays.',
    run: restartEmpty,
  },
  {
    name: 'F5',
    hypothesis: 'Everything in Redis can be forgotten at any moment.',
    async run(scene) {
      for (let times = 0; times < 3; times += 1) {
        const heal = scene.begin('redis', 'redis', 'all', { command: 'FLUSHALL' });
        await scene.installation.redis.flush();
        heal();
        await scene.hold(200, 900);
      }
    },
  },
  frozen(5),
  frozen(30),
  cutOff('reset'),
  cutOff('down'),
  cutOff('up', true),
  cutOff('both', true),
];
