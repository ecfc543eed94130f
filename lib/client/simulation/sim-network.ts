/** Links between tabs and the model server that lose, repeat, delay, reorder and break, by chance. */
import type { Person } from '@/lib/contracts/people';
import type { Transport, TransportEvents } from '../environment';
import type { ModelServer, ServerSide } from './model-server';
import type { VirtualClock } from './virtual-world';

/** Set by the scenario; all zero = a healed network. */
export interface Faults {
  drop: number;
  duplicate: number;
  /** Otherwise each direction of a link keeps its order, as TCP does. */
  reorder: boolean;
  maxDelayMs: number;
  /** New connections are refused, sometimes with a time to come back. */
  refuse: number;
}

/** How long a dead line goes unnoticed; the real 45 s would only make runs longer. */
const HALF_OPEN_MS = 25_000;

interface Link {
  up: boolean;
  side: ServerSide | null;
  lastUp: number;
  lastDown: number;
}

export class SimTransport implements Transport {
  private link: Link | null = null;

  constructor(
    private readonly world: {
      clock: VirtualClock;
      random: () => number;
      server: ModelServer;
      faults: Faults;
    },
    private readonly person: Person,
    private readonly events: TransportEvents,
    private readonly isAlive: () => boolean,
  ) {}

  open(): void {
    this.close();
    const { clock, server, faults, random } = this.world;
    const link: Link = { up: true, side: null, lastUp: 0, lastDown: 0 };
    this.link = link;
    clock.after(this.delay(), () => {
      if (!link.up) return;
      if (random() < faults.refuse) {
        this.link = null;
        link.up = false;
        if (!this.isAlive()) return;
        this.events.refused(
          random() < 0.5 ? null : { code: 'draining', retryAfterMs: Math.round(random() * 3_000) },
        );
        return;
      }
      link.side = {
        person: this.person,
        subscriptions: new Set(),
        inbox: false,
        emit: (event, payload) => {
          this.carry(link, 'lastDown', () => {
            if (link === this.link) this.events.frame(event, payload);
          });
        },
      };
      server.connect(link.side);
    });
  }

  close(): void {
    if (this.link) this.sever(this.link);
    this.link = null;
  }

  send(event: string, payload: unknown, ack: (answer: unknown) => void): void {
    const { link } = this;
    if (!link) return;
    // Not copied: both sides treat what crosses the line as immutable, as their types say.
    this.carry(link, 'lastUp', () => {
      const { side } = link;
      if (side === null) return;
      const answer = this.world.server.handle(side, event, payload);
      this.carry(link, 'lastDown', () => {
        if (link === this.link) ack(answer);
      });
    });
  }

  /** The line breaks. Half-open: the browser only notices when its pings stay unanswered. */
  cut(kind: 'clean' | 'half-open'): void {
    const { link } = this;
    if (!link) return;
    this.sever(link);
    const noticed = kind === 'clean' ? this.delay() : HALF_OPEN_MS;
    this.world.clock.after(noticed, () => {
      if (this.link !== link || !this.isAlive()) return;
      this.link = null;
      this.events.closed();
    });
  }

  private sever(link: Link): void {
    link.up = false;
    if (link.side) this.world.server.disconnect(link.side);
  }

  private carry(link: Link, direction: 'lastUp' | 'lastDown', deliver: () => void): void {
    const { clock, random, faults } = this.world;
    if (random() < faults.drop) return;
    const copies = random() < faults.duplicate ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      let at = clock.now + this.delay();
      if (!faults.reorder) {
        at = Math.max(at, link[direction]);
        link[direction] = at;
      }
      clock.after(at - clock.now, () => {
        if (link.up && this.isAlive()) deliver();
      });
    }
  }

  private delay(): number {
    return 1 + this.world.random() * this.world.faults.maxDelayMs;
  }
}
