/** Postgres restarts, drops connections, has none left, loses races, or one node cannot reach it. */
import pg from 'pg';
import { probeEntrance } from '../probe-entrance';
import type { Fault, Scene } from './fault';

const restart = (mode: 'fast' | 'immediate'): Fault => ({
  name: 'F9',
  variant: mode,
  hypothesis: 'Nothing is acknowledged while Postgres is away, nothing acknowledged is gone after.',
  async run(scene) {
    const heal = scene.begin('postgres', 'postgres', 'all', { mode });
    await scene.installation.database.server!.restart(mode);
    heal();
  },
});

/** Beside the pools, so that a fault of theirs does not stop it. */
async function aside<T>(scene: Scene, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: scene.installation.database.url,
    application_name: 'chaos-aside',
  });
  client.on('error', () => undefined); // the server may go while we are at it
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined); // gone already
  }
}

const TERMINATE_SOME = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND application_name LIKE 'switchboard%'
  ORDER BY random() LIMIT $1`;

/** Takes connections until there are none. Whoever asks for one meanwhile is turned away (53300). */
async function takeAll(scene: Scene, taken: pg.Client[]): Promise<void> {
  for (;;) {
    const batch = Array.from({ length: 10 }, async () => {
      const client = new pg.Client({
        connectionString: scene.installation.database.url,
        application_name: 'chaos-thief',
      });
      client.on('error', () => undefined); // the fault is over when it is over
      await client.connect();
      taken.push(client);
    });
    const results = await Promise.allSettled(batch);
    const refused = results.find(({ status }) => status === 'rejected');
    if (!refused) continue;
    const { reason } = refused as PromiseRejectedResult;
    if ((reason as { code?: string }).code !== NONE_LEFT) throw reason;
    return;
  }
}

/** `too_many_connections` */
const NONE_LEFT = '53300';

const cutOff = (harm: 'reset' | 'both', long = false): Fault => ({
  name: 'F16',
  variant: harm,
  hypothesis: 'A node that cannot reach Postgres acknowledges nothing and lets nobody in.',
  long,
  async run(scene) {
    const node = scene.pickNode();
    const heal = scene.begin('link', `${node.name}-postgres`, scene.clientsOf(node), { harm });
    if (harm === 'reset') {
      node.postgresLink.refuse();
      node.postgresLink.cut();
    } else node.postgresLink.silence('both');
    await Promise.all([scene.hold(3_000, 4_500), probeEntrance(scene, 'postgres', node)]);
    node.postgresLink.heal();
    heal();
  },
});

export const postgresFaults: Fault[] = [
  restart('fast'),
  restart('immediate'),
  {
    name: 'F10',
    hypothesis: 'A connection that dies under a statement costs a delay, never a message.',
    async run(scene) {
      const heal = scene.begin('postgres', 'postgres', 'all', { everyMs: 200 });
      await aside(scene, async (client) => {
        for (let times = 0; times < 15; times += 1) {
          await client.query(TERMINATE_SOME, [scene.dice.whole(1, 3)]);
          await scene.hold(200);
        }
      });
      heal();
    },
  },
  {
    name: 'F11',
    variant: 'taken',
    hypothesis: 'While Postgres takes no more connections, requests are told to come again.',
    async run(scene) {
      const heal = scene.begin('postgres', 'postgres', 'all', { thief: true });
      const taken: pg.Client[] = [];
      try {
        await takeAll(scene, taken);
        // The pools lose what they hold, some at a time, and the thief is there first.
        for (let times = 0; times < 12; times += 1) {
          await taken[0]!.query(TERMINATE_SOME, [20]);
          await takeAll(scene, taken);
          await scene.hold(200);
        }
      } finally {
        await Promise.all(taken.map((client) => client.end().catch(() => undefined)));
        heal();
      }
    },
  },
  {
    name: 'F11',
    variant: 'locked',
    hypothesis:
      'When no connection is to be had, requests wait a little and are told to come again.',
    async run(scene) {
      const heal = scene.begin('postgres', 'postgres', 'all', { lock: true });
      // One transaction in everybody's way: every connection of every pool ends up waiting for it.
      await aside(scene, async (client) => {
        await client.query('BEGIN');
        await client.query('LOCK TABLE conversation IN ACCESS EXCLUSIVE MODE');
        await scene.hold(2_500, 4_000);
        await client.query('ROLLBACK');
      });
      heal();
    },
  },
  {
    name: 'F12',
    hypothesis: 'Statements that lose a race (40001, 40P01) are tried again and stored once.',
    async run(scene) {
      const heal = scene.begin('postgres', 'postgres', 'all', { states: '40001 40P01' });
      await aside(scene, async (client) => {
        await client.query(`
          CREATE FUNCTION chaos_loses() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF random() < 0.15 THEN RAISE EXCEPTION 'chaos' USING ERRCODE = '40001'; END IF;
            IF random() < 0.15 THEN RAISE EXCEPTION 'chaos' USING ERRCODE = '40P01'; END IF;
            RETURN NULL;
          END $$;
          CREATE TRIGGER chaos_loses AFTER INSERT ON conversation_event
            FOR EACH ROW EXECUTE FUNCTION chaos_loses()`);
        await scene.hold(2_500, 3_500);
        await client.query(`
          DROP TRIGGER chaos_loses ON conversation_event;
          DROP FUNCTION chaos_loses()`);
      });
      heal();
    },
  },
  cutOff('reset'),
  cutOff('both', true),
];
