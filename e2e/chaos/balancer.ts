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
}

const CHECK_EVERY_MS = 250;
const CHECK_LIMIT_MS = 1_000;

export class Balancer {
  readonly #ready = new Set<string>();
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
    known.line = { proxy, origin: `http://127.0.0.1:${proxy.port}`, node: () => known.node };
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
    const kept = ready.find(({ name }) => name === preferred);
    if (kept) return kept;
    this.#turn += 1;
    return ready[this.#turn % Math.max(1, ready.length)];
  }

  async #watch({ name, port }: Backend): Promise<void> {
    while (this.#checking) {
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`, {
        signal: AbortSignal.timeout(CHECK_LIMIT_MS),
      }).then(
        (answer) => answer.ok,
        () => false, // no answer is an answer
      );
      if (ready) this.#ready.add(name);
      else this.#ready.delete(name);
      await sleep(CHECK_EVERY_MS);
    }
  }
}
