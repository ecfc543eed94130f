/**
 * Calls between the driver and its child processes over Node's own channel. Each side answers calls
 * by name; a child ends when its driver is gone, so an interrupted run leaves nothing behind.
 */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';

interface Call {
  call: number;
  method: string;
  input: unknown;
}
interface Answer {
  answer: number;
  output?: unknown;
  error?: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Methods = Record<string, (input: any) => unknown>;
type Input<M extends Methods, K extends keyof M> = Parameters<M[K]>[0];
type Output<M extends Methods, K extends keyof M> = Awaited<ReturnType<M[K]>>;

/** In a child: answers the driver's calls. */
export function answerCalls(methods: Methods): void {
  process.on('message', (message: Call) => {
    if (typeof message?.call !== 'number') return;
    const send = (answer: Omit<Answer, 'answer'>) =>
      process.send?.({ answer: message.call, ...answer });
    Promise.resolve()
      .then(() => {
        const method = methods[message.method];
        if (!method) throw new Error(`no method ${message.method}`);
        return method(message.input);
      })
      .then(
        (output) => send({ output }),
        (error: unknown) => send({ error: error instanceof Error ? error.stack : String(error) }),
      );
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}

export interface Child<M extends Methods> {
  readonly process: ChildProcess;
  call<K extends keyof M & string>(method: K, input: Input<M, K>): Promise<Output<M, K>>;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  nodeArguments?: string[];
  environment?: Record<string, string>;
  /** Told every line of standard output, which is otherwise dropped. */
  onLine?: (line: string) => void;
}

const ROOT = path.resolve(import.meta.dirname, '../..');

/** `file` is relative to the root of the project; it runs as TypeScript. */
export function startChild<M extends Methods>(file: string, options: ChildOptions = {}): Child<M> {
  const child = fork(path.join(ROOT, file), [], {
    cwd: ROOT,
    execArgv: ['--import', 'tsx', ...(options.nodeArguments ?? [])],
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let calls = 0;
  let rest = '';

  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) options.onLine?.(line);
  });
  child.on('message', (message: Answer) => {
    waiting.get(message.answer)?.(message);
    waiting.delete(message.answer);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      const error = `${file} ended (${code ?? signal})`;
      for (const [id, settle] of waiting) settle({ answer: id, error });
      waiting.clear();
      resolve();
    });
  });

  return {
    process: child,
    call: (method, input) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null || child.signalCode !== null) {
          return reject(new Error(`${file} has ended`));
        }
        const id = ++calls;
        waiting.set(id, ({ output, error }) => {
          if (error === undefined) resolve(output as never);
          else reject(new Error(error));
        });
        child.send({ call: id, method, input } satisfies Call);
      }),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}
