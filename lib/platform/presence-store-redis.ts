/**
 * Who is connected to any of the nodes (PRS-1). This process keeps its own people in memory, with
 * their graces; Redis is told when its count of somebody goes from nothing to one and back.
 *
 * Cost in Redis: nothing per heartbeat and nothing for a second tab; for the first connection of a person and
 * after the grace of the last one a place in a batch (one command for up to 200 people); one command
 * for each `list`, and for up to 200 people asked for who are not here; one per node every three seconds.
 *
 * While Redis does not answer nobody waits for it and nobody goes: the last answers stay, who comes
 * is told at once, who leaves is told when it is back. Nothing here throws to its callers.
 */
import type { Redis } from 'ioredis';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import { BoundedMap } from './bounded-map';
import type { NodeLease, Renewal } from './node-lease';
import { HAS_MANY, LIST, WRITE } from './presence-scripts';
import type { PresenceChange, PresenceStore } from './presence-store';
import { InProcessPresenceStore } from './presence-store-in-process';
import { runScript } from './redis-script';

export interface RedisPresenceOptions {
  client: Redis;
  key: (...parts: string[]) => string;
  nodeId: string;
  lease: NodeLease;
  graceMs: (scope: string) => number;
  settleMs?: number;
  repairMs?: number;
  /** Most people whose writing waits for Redis. */
  unwrittenLimit?: number;
}

/** Somebody whose coming or going Redis has not confirmed. */
interface Unwritten {
  scope: string;
  person: string;
  /** What the world was last told; of the others when all is written again, the opposite. */
  was: boolean;
}

const BATCH = 200;
const pairOf = (scope: string, person: string) => `${scope} ${person}`;

export class RedisPresenceStore implements PresenceStore {
  readonly #own: InProcessPresenceStore;
  readonly #unwritten = new Map<string, Unwritten>();
  readonly #handlers = new Set<(change: PresenceChange) => void>();
  readonly #repairs = new Set<(scopes: string[]) => void>();
  /** The others in a scope, and single others, as Redis told last. */
  readonly #lists = new BoundedMap<string, string[]>(LIMITS.presenceAnswers);
  readonly #answers = new BoundedMap<string, boolean>(LIMITS.presenceAnswers);
  /** Told while Redis was away, so perhaps only here. */
  readonly #toldAlone = new BoundedMap<string, PresenceChange>(LIMITS.presenceAnswers);
  readonly #settleMs: number;
  #number = 0;
  /** What Redis holds of this node may be anything: compare and write all. */
  #compare = false;
  #writing: Promise<void> | null = null;
  #planned: NodeJS.Immediate | null = null;
  #repair: NodeJS.Timeout | null = null;

  constructor(private readonly options: RedisPresenceOptions) {
    this.#settleMs = options.settleMs ?? TIMES.presenceSettleMs;
    this.#own = new InProcessPresenceStore(options.graceMs);
    this.#own.onChange((change) => this.#changed(change));
    options.lease.onRenewed((renewal) => this.#renewed(renewal));
  }

  enter(scope: string, person: string, connectionId: string): Promise<void> {
    return this.#own.enter(scope, person, connectionId);
  }

  leave(scope: string, person: string, connectionId: string): Promise<void> {
    return this.#own.leave(scope, person, connectionId);
  }

  async list(scope: string): Promise<string[]> {
    const known = this.#lists.get(scope) ?? [];
    let others = known;
    try {
      if (this.options.lease.answering) {
        const keys = this.#keys('nodes', 'presence-life', `presence:${scope}`);
        const values = [this.options.nodeId, this.#settleMs];
        const answer = await runScript(this.options.client, LIST, keys, values);
        const [settled, ...people] = answer as [number, ...string[]];
        others = settled ? people : [...new Set([...known, ...people])];
        this.#lists.set(scope, others);
      }
    } catch (error) {
      this.options.lease.failed(error);
    }
    return [...new Set([...this.#own.people(scope), ...others, ...this.#leaving(scope)])];
  }

  get sure(): boolean {
    return this.options.lease.answering;
  }

  async hasMany(scope: string, people: string[]): Promise<Set<string>> {
    const there = new Set(people.filter((person) => this.#own.holds(scope, person)));
    const others = [...new Set(people)].filter((person) => !there.has(person));
    for (let at = 0; at < others.length; at += BATCH) {
      const some = others.slice(at, at + BATCH);
      await this.#askOthers(scope, some);
      for (const person of some) {
        const pair = pairOf(scope, person);
        if (this.#answers.get(pair) || this.#unwritten.get(pair)?.was) there.add(person);
      }
    }
    return there;
  }

  /** Keeps what Redis says of them; without an answer the last one stays. */
  async #askOthers(scope: string, people: string[]): Promise<void> {
    const { client, lease, nodeId } = this.options;
    if (!lease.answering) return;
    try {
      const keys = this.#keys('nodes', 'presence-life', `presence:${scope}`);
      const values = [nodeId, this.#settleMs, ...people];
      const answer = (await runScript(client, HAS_MANY, keys, values)) as [number, ...number[]];
      const [settled, ...found] = answer;
      for (const [at, person] of people.entries()) {
        const pair = pairOf(scope, person);
        const stays = !settled && this.#answers.get(pair) === true;
        this.#answers.set(pair, found[at] === 1 || stays);
      }
    } catch (error) {
      lease.failed(error);
    }
  }

  onChange(handler: (change: PresenceChange) => void): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  onRepair(handler: (scopes: string[]) => void): () => void {
    this.#repairs.add(handler);
    return () => this.#repairs.delete(handler);
  }

  /** For the sweep: people of a dead node, who are on no other. Those who are here just stay. */
  tellGone(scope: string, person: string): void {
    if (!this.#own.holds(scope, person)) this.#tell({ scope, person, present: false });
  }

  /** Resolves when everything that Redis could be told has been told. */
  async settled(): Promise<void> {
    if (this.#planned) this.#write();
    while (this.#writing) await this.#writing;
  }

  close(): void {
    if (this.#repair) clearTimeout(this.#repair);
  }

  #changed({ scope, person, present }: PresenceChange): void {
    const pair = pairOf(scope, person);
    const { lease, unwrittenLimit = LIMITS.presenceUnwritten } = this.options;
    if (this.#unwritten.size >= unwrittenLimit) {
      this.#unwritten.clear();
      this.#compare = true;
    }
    const record = this.#unwritten.get(pair) ?? { scope, person, was: !present };
    this.#unwritten.set(pair, record);
    if (!lease.answering) this.#tellAlone(record);
    this.#planned ??= setImmediate(() => this.#write());
  }

  /** Who comes is told without Redis: only it could say that he was on another node before. */
  #tellAlone(record: Unwritten): void {
    const { scope, person } = record;
    if (record.was !== false || !this.#own.holds(scope, person)) return;
    record.was = true;
    this.#tell({ scope, person, present: true });
  }

  #renewed({ lost, recovered }: Renewal): void {
    if (lost) this.#compare = true;
    if ((lost && this.#number > 0) || recovered) this.repairSoon();
    this.#write();
  }

  /** Everybody's subscription to the bus has to be back, too: hence not at once. */
  repairSoon(): void {
    this.#repair ??= setTimeout(() => {
      this.#repair = null;
      void this.#tellAgain();
    }, this.options.repairMs ?? TIMES.presenceRepairMs).unref();
  }

  async #tellAgain(): Promise<void> {
    const again = [...this.#toldAlone.values()];
    this.#toldAlone.clear();
    const scopes = new Map<string, PresenceChange[]>();
    for (const change of again) {
      const changes = scopes.get(change.scope) ?? [];
      scopes.set(change.scope, changes);
      changes.push(change);
    }
    for (const [scope, changes] of scopes) {
      const people = changes.map(({ person }) => person);
      const there = await this.hasMany(scope, people);
      for (const change of changes) {
        if (there.has(change.person) === change.present) this.#tell(change);
      }
    }
    for (const handler of this.#repairs) handler(this.#own.scopes());
  }

  #write(): void {
    if (this.#planned) clearImmediate(this.#planned);
    this.#planned = null;
    if (this.#writing || !this.options.lease.answering) return;
    this.#writing = this.#writeAll()
      .catch((error: unknown) => {
        this.options.lease.failed(error);
        for (const record of this.#unwritten.values()) this.#tellAlone(record);
      })
      .finally(() => {
        this.#writing = null;
      });
  }

  async #writeAll(): Promise<void> {
    while (this.#compare) {
      this.#compare = false;
      await this.#compareAll().catch((error: unknown) => {
        this.#compare = true;
        throw error;
      });
    }
    // Who has to wait until Redis knows everybody again is tried with the next renewal.
    const waiting = new Set<Unwritten>();
    for (;;) {
      const batch: Unwritten[] = [];
      for (const record of this.#unwritten.values()) {
        if (!waiting.has(record)) batch.push(record);
        if (batch.length === BATCH) break;
      }
      if (batch.length === 0) return;
      for (const record of await this.#writeBatch(batch)) waiting.add(record);
    }
  }

  /**
   * After a flush, after having been taken for dead, or when there was too much to remember. Whose
   * change waits to be written is left to that.
   */
  async #compareAll(): Promise<void> {
    const isQuiet = ({ scope, person }: { scope: string; person: string }) =>
      !this.#unwritten.has(pairOf(scope, person));
    await this.#writeBatch([], true);
    const { client, key, nodeId } = this.options;
    let cursor = '0';
    do {
      const [next, pairs] = await client.sscan(key('presence-of', nodeId), cursor, 'COUNT', BATCH);
      cursor = next;
      const left = pairs
        .map(unpair)
        .filter((one) => !this.#own.holds(one.scope, one.person) && isQuiet(one));
      if (left.length > 0) await this.#writeBatch(left.map((one) => ({ ...one, was: true })));
    } while (cursor !== '0');
    const here = this.#own
      .scopes()
      .flatMap((scope) => this.#own.people(scope).map((person) => ({ scope, person, was: false })));
    for (let at = 0; at < here.length; at += BATCH) {
      await this.#writeBatch(here.slice(at, at + BATCH).filter(isQuiet));
    }
  }

  /** @returns those who are to be tried again later. @throws when Redis does not answer. */
  async #writeBatch(batch: Unwritten[], begin = false): Promise<Unwritten[]> {
    if (batch.length === 0 && !begin) return [];
    const { client, nodeId, key } = this.options;
    const people = batch.map(({ scope, person }) => {
      return { scope, person, here: this.#own.holds(scope, person) };
    });
    const keys = this.#keys('nodes', 'presence-life', `presence-of:${nodeId}`);
    keys.push(key('presence-write', nodeId));
    const answer = (await runScript(client, WRITE, keys, [
      key('presence', ''),
      this.#settleMs,
      nodeId,
      ++this.#number,
      begin ? 1 : 0,
      ...people.flatMap(({ scope, person, here }) => [scope, person, here ? 1 : 0]),
    ])) as [number, ...number[]] | null;
    if (answer === null) throw new Error('A write of presence was overtaken by a later one.');
    const [settled, ...facts] = answer;
    if (settled === -1) {
      this.#compare = true;
      throw new Error('Redis has lost what this node had written.');
    }
    return batch.filter((record, index) => {
      const { scope, person, here } = people[index]!;
      const elsewhere = facts[index] === 1;
      const pair = pairOf(scope, person);
      // Who moved to another node is known to be there, also when nobody can be asked any more.
      if (!here && (elsewhere || settled)) this.#answers.set(pair, elsewhere);
      // Right after a flush an empty answer does not mean that nobody else has him.
      if (!here && !elsewhere && !settled) {
        if (!this.#unwritten.has(pair)) this.#unwritten.set(pair, record);
        return true;
      }
      if (record.was !== here && !elsewhere) this.#tell({ scope, person, present: here });
      if (this.#own.holds(scope, person) !== here) record.was = here;
      else this.#unwritten.delete(pair);
      return false;
    });
  }

  /** Those who left while Redis could not say whether they are elsewhere: nobody flips for that. */
  *#leaving(scope: string): Iterable<string> {
    for (const record of this.#unwritten.values()) {
      if (record.scope === scope && record.was) yield record.person;
    }
  }

  #tell(change: PresenceChange): void {
    if (!this.options.lease.answering || this.#repair) {
      this.#toldAlone.set(pairOf(change.scope, change.person), change);
    }
    for (const handler of this.#handlers) handler(change);
  }

  #keys(...names: string[]): string[] {
    return names.map((name) => this.options.key(name));
  }
}

function unpair(pair: string): { scope: string; person: string } {
  const at = pair.indexOf(' ');
  return { scope: pair.slice(0, at), person: pair.slice(at + 1) };
}
