/** What happens to one person: no network, half a network, a slow one, too many reconnects. */
import type { Tab } from '../tab';
import type { Fault, Scene } from './fault';

function someTabs(scene: Scene, count: number): Tab[] {
  return scene.dice.shuffled(scene.desk.living.filter((tab) => tab.online)).slice(0, count);
}

/** A page that was reloaded meanwhile is gone: to reconnect it would bring back its ghost. */
const stillThere = (scene: Scene, tabs: Tab[]) =>
  tabs.filter((tab) => scene.desk.living.includes(tab));

/** By the line of the tab: a reload in between keeps it. */
const names = (tabs: Tab[]) => tabs.map(({ name }) => name);

function offline(ms: number): Fault {
  return {
    name: 'F17',
    variant: `${ms / 1000}s`,
    hypothesis: 'What was written without a network is sent in its order when there is one again.',
    long: ms > 10_000,
    async run(scene) {
      const tabs = someTabs(scene, 3);
      const heal = scene.begin('client', names(tabs).join(' '), names(tabs), { ms });
      for (const tab of tabs) {
        tab.lostFor('cut');
        tab.line.proxy.refuse();
        tab.line.proxy.cut();
      }
      await scene.hold(ms);
      for (const tab of tabs) {
        tab.line.proxy.heal();
        tab.signal('wake');
      }
      heal();
    },
  };
}

function halfOpen(ms: number): Fault {
  return {
    name: 'F19',
    variant: `${ms / 1000}s`,
    hypothesis: 'A line that is dead without saying so is found out by both ends.',
    long: ms > 10_000,
    async run(scene) {
      const tabs = someTabs(scene, 2);
      const heal = scene.begin('client', names(tabs).join(' '), names(tabs), { ms });
      for (const tab of tabs) {
        tab.lostFor('vanished');
        tab.line.proxy.silence('both');
      }
      await scene.hold(ms);
      for (const tab of tabs) tab.line.proxy.heal();
      heal();
    },
  };
}

export const clientFaults: Fault[] = [
  {
    name: 'F19',
    variant: 'answers lost',
    hypothesis: 'A message whose acknowledgement got lost is sent again and stored once.',
    async run(scene) {
      const tabs = someTabs(scene, 6);
      const heal = scene.begin('client', names(tabs).join(' '), names(tabs), { direction: 'down' });
      for (const tab of tabs) {
        tab.lostFor('vanished');
        tab.line.proxy.silence('down');
      }
      await scene.hold(3_000);
      for (const tab of tabs) tab.line.proxy.heal();
      heal();
    },
  },
  offline(4_000),
  offline(30_000),
  halfOpen(6_000),
  halfOpen(50_000),
  {
    name: 'F22',
    hypothesis: 'One who reads slowly holds nobody up and is never buffered without end.',
    async run(scene) {
      const tabs = someTabs(scene, 2);
      const heal = scene.begin('client', names(tabs).join(' '), names(tabs), { bytes: 1024 });
      for (const tab of tabs) tab.line.proxy.throttle(1_024, 'down');
      await scene.hold(6_000);
      for (const tab of tabs) tab.line.proxy.heal();
      heal();
    },
  },
  {
    name: 'F27',
    hypothesis: 'Events that come twice, late or in the wrong order are shown once and in order.',
    async run(scene) {
      const tabs = someTabs(scene, 8);
      const heal = scene.begin('client', names(tabs).join(' '), names(tabs), { lateMs: 500 });
      const { random } = scene.dice;
      for (const tab of tabs) tab.harm = { twice: 0.25, late: 0.35, lateMs: 500, random };
      await scene.hold(4_000);
      for (const tab of tabs) tab.harm = null;
      await scene.hold(500);
      heal();
    },
  },
  {
    name: 'F31',
    hypothesis: 'Coming back again and again, or at once, with nothing new brings nothing twice.',
    async run(scene) {
      const tabs = someTabs(scene, 3);
      const heal = scene.begin('client', names(tabs).join(' '), names(tabs), { times: 4 });
      for (let times = 0; times < 4; times += 1) {
        for (const tab of stillThere(scene, tabs)) {
          tab.line.proxy.cut();
          // Also before the loss was noticed, and twice: the second attempt ends the first.
          tab.client.reconnect();
          if (scene.dice.chance(0.5)) tab.signal('wake');
        }
        await scene.hold(200, 1_200);
        for (const tab of stillThere(scene, tabs)) tab.client.reconnect();
      }
      heal();
    },
  },
  {
    name: 'F30',
    variant: 'restart',
    hypothesis: 'A balancer that restarts sends everybody elsewhere, and nothing is missing.',
    async run(scene) {
      const heal = scene.begin('balancer', 'balancer', 'all', { sticky: true });
      scene.installation.balancer.restart();
      heal();
      await scene.hold(500);
    },
  },
  {
    name: 'F30',
    variant: 'stickiness',
    hypothesis: 'Without stickiness WebSockets go on, and polling recovers when it is back.',
    async run(scene) {
      const { balancer } = scene.installation;
      const heal = scene.begin('balancer', 'balancer', 'all', { sticky: false });
      balancer.sticky = false;
      balancer.restart();
      await scene.hold(2_500);
      balancer.sticky = true;
      heal();
    },
  },
];
