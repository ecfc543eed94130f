/**
 * An environment whose other side a test plays by hand: what was opened and asked is recorded, every
 * answer, frame and refusal is the test's. Time is virtual; chance is one number.
 */
import type { ServerEvent, ServerHello, ServerPayload } from '@/lib/contracts/socket-events';
import type {
  Environment,
  KeyValueStorage,
  TabMessage,
  Transport,
  TransportEvents,
} from '../environment';
import { VirtualClock } from './virtual-world';

export interface Asked {
  event: string;
  payload: Record<string, unknown>;
  ok(data: unknown): Promise<void>;
  refuse(code: string, more?: { retryable?: boolean; retryAfterMs?: number }): Promise<void>;
}

export class ScriptedEnvironment {
  readonly clock = new VirtualClock();
  /** `auth` of every attempt. */
  readonly opened: { protocol: number; token?: string }[] = [];
  readonly asked: Asked[] = [];
  readonly reported: unknown[] = [];
  /** What was said to other tabs, and what of theirs is heard: `hear`. */
  readonly posted: TabMessage[] = [];
  leads = true;
  chance = 0.5;
  networkIsUp = true;
  private clientIds = 0;
  private line!: TransportEvents;
  private readonly tabListeners = new Set<(message: TabMessage) => void>();
  private readonly signals = new Set<(signal: 'wake' | 'offline' | 'hide') => void>();

  readonly env: Environment = {
    now: () => this.clock.now,
    after: (ms, run) => this.clock.after(ms, run),
    random: () => this.chance,
    newClientId: () => `client-${(this.clientIds += 1)}`,
    createTransport: (events) => this.transport(events),
    queueStorage: null,
    keyValue: null,
    tabs: {
      lead: (_name, onLead) => {
        // Alone it always leads; the queue has no storage here and does not ask.
        if (this.leads) onLead();
        return () => {};
      },
      post: (message) => void this.posted.push(message),
      listen: (listener) => {
        this.tabListeners.add(listener);
        return () => this.tabListeners.delete(listener);
      },
    },
    signals: {
      isOnline: () => this.networkIsUp,
      listen: (listener) => {
        this.signals.add(listener);
        return () => this.signals.delete(listener);
      },
    },
    report: (error) => this.reported.push(error),
  };

  /** The attempt under way succeeds. */
  greet(self: Partial<ServerHello['self']> = {}): void {
    this.frame('server:hello', {
      node: 'scripted',
      epoch: 'epoch-1',
      time: new Date(this.clock.now).toISOString(),
      protocol: 1,
      limits: { bodyChars: 10_000 },
      self: {
        kind: 'member',
        id: 'ada',
        name: 'Ada',
        role: 'agent',
        availability: 'online',
        workspaceId: 'w',
        ...self,
      } as ServerHello['self'],
    });
  }

  frame<E extends ServerEvent>(event: E, payload: ServerPayload<E>): void {
    this.line.frame(event, payload);
  }

  refuse(data: Parameters<TransportEvents['refused']>[0]): void {
    this.line.refused(data);
  }

  drop(): void {
    this.line.closed();
  }

  hear(message: TabMessage): void {
    for (const listener of this.tabListeners) listener(message);
  }

  signal(signal: 'wake' | 'offline' | 'hide'): void {
    for (const listener of this.signals) listener(signal);
  }

  /** Everything asked of one kind, oldest first. */
  all(event: string): Asked[] {
    return this.asked.filter((one) => one.event === event);
  }

  /** The newest request of one kind. */
  last(event: string): Asked {
    const found = this.all(event).at(-1);
    if (!found) throw new Error(`Nobody asked for ${event}.`);
    return found;
  }

  private transport(events: TransportEvents): Transport {
    this.line = events;
    return {
      open: (auth) => this.opened.push(auth),
      close: () => {},
      send: (event, payload, ack) => {
        const answer = (given: unknown) => {
          ack(given);
          return this.clock.advance(0);
        };
        this.asked.push({
          event,
          payload: payload as Record<string, unknown>,
          ok: (data) => answer({ ok: true, data }),
          refuse: (code, more = {}) =>
            answer({ ok: false, error: { code, message: code, retryable: false, ...more } }),
        });
      },
    };
  }
}

/** A browser's storage that outlives its pages. */
export class MemoryKeyValue implements KeyValueStorage {
  readonly map = new Map<string, string>();
  keys = () => [...this.map.keys()];
  get = (key: string) => this.map.get(key) ?? null;
  set = (key: string, value: string) => void this.map.set(key, value);
  remove = (key: string) => void this.map.delete(key);
}
