/**
 * What stands before the nodes: looks at `/readyz`, gives each client a node in turn and keeps it
 * there (as a cookie would) while that node is ready. Every client has a fault proxy as its line, so
 * that one hop is both.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy';

export interface Backend {
  name: string;
  port: number;
}

export interface Line {
  proxy: FaultProxy;
  origin: string;
  /** Name of the node that the newest connection went to. */
  node(): string | undefined;
  /** A new session begins on it: it need not stay with a node that takes none. */
  opening(): void;
}

const CHECK_EVERY_MS = 250;
const CHECK_LIMIT_MS = 1_000;

export class Balancer {
  readonly #ready = new Set<string>();
  /** They keep whom they have: a long-polling session lives on many connections. */
  readonly #draining = new Set<string>();
  readonly #lines = new Map<string, { line: Line; node: string | undefined }>();
  #turn = 0;
  #checking = true;
  /** Forgets where everybody was, for every connection. */
  sticky = true;

  constructor(
    private readonly backends: readonly Backend[],
    private readonly random: () => number,
  ) {
    for (const backend of backends) void this.#watch(backend);
  }

  isReady(name: string): boolean {
    return this.#ready.has(name);
  }

  async line(client: string): Promise<Line> {
    const known = { node: undefined as string | undefined } as { line: Line; node?: string };
    const proxy = await startFaultProxy({
      to: () => {
        const backend = this.#choose(this.sticky ? known.node : undefined);
        known.node = backend?.name;
        return backend?.port ?? null;
      },
      random: this.random,
    });
    known.line = {
      proxy,
      origin: `http://127.0.0.1:${proxy.port}`,
      node: () => known.node,
      opening: () => {
        if (known.node !== undefined && !this.#ready.has(known.node)) known.node = undefined;
      },
    };
    this.#lines.set(client, known as { line: Line; node: string | undefined });
    return known.line;
  }

  async closeLine(client: string): Promise<void> {
    await this.#lines.get(client)?.line.proxy.stop();
    this.#lines.delete(client);
  }

  /** As a restart of the balancer: every connection is reset, and who was where is forgotten. */
  restart(): void {
    for (const known of this.#lines.values()) {
      known.node = undefined;
      known.line.proxy.cut();
    }
  }

  async stop(): Promise<void> {
    this.#checking = false;
    await Promise.all([...this.#lines.keys()].map((client) => this.closeLine(client)));
  }

  #choose(preferred: string | undefined): Backend | undefined {
    const ready = this.backends.filter(({ name }) => this.#ready.has(name));
    const kept = this.backends.find(
      ({ name }) => name === preferred && (this.#ready.has(name) || this.#draining.has(name)),
    );
    if (kept) return kept;
    this.#turn += 1;
    return ready[this.#turn % Math.max(1, ready.length)];
  }

  async #watch({ name, port }: Backend): Promise<void> {
    while (this.#checking) {
      const state = await fetch(`http://127.0.0.1:${port}/readyz`, {
        signal: AbortSignal.timeout(CHECK_LIMIT_MS),
      }).then(
        async (answer) => (answer.ok ? 'ready' : (await answer.text()).trim()),
        () => 'gone', // no answer is an answer
      );
      for (const [set, is] of [
        [this.#ready, 'ready'],
        [this.#draining, 'draining'],
      ] as const) {
        if (state === is) set.add(name);
        else set.delete(name);
      }
      await sleep(CHECK_EVERY_MS);
    }
  }
}
