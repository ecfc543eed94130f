/** Child process: a Redis of the run's own, to be frozen, and to have its subscribers cut off. */
import { answerCalls } from '@/bench/driver/calls';
import { startTestRedis, type TestRedis } from '@/e2e/support/redis';

let redis: TestRedis | undefined;

const methods = {
  start: async (_: null): Promise<{ url: string }> => {
    const started = await startTestRedis();
    redis = started;
    process.once('SIGTERM', () => void started.stop().then(() => process.exit(0)));
    return { url: started.url };
  },
  /** It accepts connections and answers nothing until `thaw`. */
  freeze: (_: null): void => redis?.freeze(),
  thaw: (_: null): void => redis?.thaw(),
  /** Processor time so far, in milliseconds. */
  busy: async (_: null): Promise<number> => {
    const info = (await redis?.client.info('cpu')) ?? '';
    const [user, system] = ['user', 'sys'].map((kind) =>
      Number(new RegExp(`used_cpu_${kind}:([\\d.]+)`).exec(info)?.[1]),
    );
    return (user! + system!) * 1_000;
  },
  /** Closes the connections of all subscribers, as a failing link would. */
  cutSubscribers: async (_: null): Promise<void> => {
    await redis?.client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
  },
};
export type RedisMethods = typeof methods;
answerCalls(methods);
