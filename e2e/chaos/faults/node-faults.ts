/** Nodes that die, leave, stand still. */
import { setTimeout as sleep } from 'node:timers/promises';
import { effectsOf } from '../effects';
import type { ChaosNode } from '../installation';
import type { Fault, Scene } from './fault';

async function kill(scene: Scene, node: ChaosNode): Promise<void> {
  scene.desk.nodeLost(node.name, 'node_killed');
  await node.process.kill();
}

/** A little longer than anybody may be taken for present after his node died (PRS-1). */
const GONE_MS = 24_000;

const diesAt = (failpoint: 'send:committed' | 'send:announced'): Fault => ({
  name: 'F1',
  variant: failpoint.replace('send:', ''),
  hypothesis: 'A node that dies between two steps of one send loses nothing and doubles nothing.',
  async run(scene) {
    const node = scene.pickBusyNode();
    const heal = scene.begin('node', node.name, scene.clientsOf(node), { failpoint });
    await scene.dieAt(node, failpoint).finally(async () => {
      if (!node.process.running()) await scene.start(node);
      heal();
    });
  },
});

/** A consumer's entry is taken over 3 s after it was touched, and the node must be back first. */
const TAKEN_OVER_MS = 20_000;

/** What the dead one did and could not say is done again by another. */
async function madeAgain(scene: Scene, eventId: string): Promise<void> {
  const deadline = performance.now() + TAKEN_OVER_MS;
  for (;;) {
    const made = scene.nodes.flatMap(({ process }) => effectsOf(process));
    if (made.filter((effect) => effect.eventId === eventId).length > 1) return;
    if (performance.now() > deadline) {
      throw new Error(`the effect of ${eventId} was not acknowledged and never made again`);
    }
    await sleep(200);
  }
}

export const nodeFaults: Fault[] = [
  {
    name: 'F1',
    hypothesis: 'A node that dies in the middle of sends loses nothing that it acknowledged.',
    async run(scene) {
      const node = scene.pickNode();
      const heal = scene.begin('node', node.name, scene.clientsOf(node), { signal: 'SIGKILL' });
      await kill(scene, node);
      await scene.hold(300, 2_500);
      await scene.start(node);
      heal();
    },
  },
  diesAt('send:committed'),
  diesAt('send:announced'),
  {
    name: 'F32',
    hypothesis:
      'A worker that dies after its effect and before it says so: another makes it again.',
    async run(scene) {
      const node = scene.pickNode();
      const heal = scene.begin('node', node.name, scene.clientsOf(node), {
        failpoint: 'effect:made',
      });
      await scene.dieAt(node, 'effect:made');
      await scene.start(node);
      heal();
      const eventId = node.diedAt();
      scene.afterwards(() => madeAgain(scene, eventId));
    },
  },
  {
    name: 'F1',
    variant: 'with its people',
    hypothesis: 'Whoever went down with a node is seen as gone by the rest.',
    long: true,
    async run(scene) {
      const node = scene.pickNode();
      const tabs = scene.desk.on(node.name);
      const names = tabs.map(({ name }) => name);
      const heal = scene.begin('node', node.name, names, {
        signal: 'SIGKILL',
        people: names.length,
      });
      for (const { line } of tabs) line.proxy.refuse();
      await kill(scene, node);
      for (const { line } of tabs) line.proxy.cut();
      await scene.hold(GONE_MS);
      await scene.start(node);
      for (const tab of scene.desk.living) {
        if (!tabs.some(({ line }) => line === tab.line)) continue;
        tab.line.proxy.heal();
        tab.signal('wake');
      }
      heal();
    },
  },
  {
    name: 'F2',
    hypothesis: 'A rolling restart of all nodes under load costs nobody a message.',
    async run(scene) {
      const ended: (number | null)[] = [];
      for (const node of scene.dice.shuffled(scene.nodes)) {
        const heal = scene.begin('node', node.name, scene.clientsOf(node), { signal: 'SIGTERM' });
        scene.installation.stopping.add(node.name);
        if (scene.desk.stage.without === 'drain') await node.process.kill();
        else ended.push(await node.process.terminate());
        heal();
        await scene.start(node);
        scene.installation.stopping.delete(node.name);
      }
      // A drain that hangs is ended by force, which nobody else may see.
      if (ended.some((code) => code !== 0)) throw new Error(`F2: nodes ended with ${ended.join()}`);
    },
  },
  {
    name: 'F3',
    hypothesis: 'When all nodes die at once, everybody comes back and nothing is missing.',
    async run(scene) {
      const heal = scene.begin('node', 'all', 'all', { signal: 'SIGKILL' });
      await Promise.all(scene.nodes.map((node) => kill(scene, node)));
      await scene.hold(200, 1_000);
      await Promise.all(scene.nodes.map((node) => scene.start(node)));
      heal();
    },
  },
  ...[2_000, 12_000].map((ms): Fault => ({
    name: 'F23',
    variant: `${ms / 1000}s`,
    hypothesis: 'A node that stood still wakes up without doing harm.',
    long: ms > 5_000,
    async run(scene) {
      const node = scene.pickNode();
      const heal = scene.begin('node', node.name, 'all', { signal: 'SIGSTOP', ms });
      scene.desk.nodeLost(node.name, 'node_frozen');
      node.process.freeze();
      await scene.hold(ms);
      node.process.thaw();
      for (const tab of scene.desk.living) if (tab.node === node.name) tab.backAgain();
      heal();
    },
  })),
];
