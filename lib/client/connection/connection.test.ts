import { describe, expect, it } from 'vitest';
import { TIMES } from '@/lib/contracts/limits';
import { ScriptedEnvironment } from '../simulation/scripted-environment';
import { Connection, PROBE_TIMEOUT_MS, type ConnectionOptions } from './connection';

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function started(options: Partial<ConnectionOptions> = {}) {
  const world = new ScriptedEnvironment();
  const connection = new Connection(world.env, { selfId: 'ada', ...options });
  connection.start();
  const state = () => connection.store.getState();
  /** How long until the next attempt, as shown and as done. */
  const nextAttempt = async () => {
    const shown = (state().nextAttemptAt ?? NaN) - world.clock.now;
    const attempts = world.opened.length;
    await world.clock.advance(shown - 1);
    expect(world.opened.length).toBe(attempts);
    await world.clock.advance(1);
    expect(world.opened.length).toBe(attempts + 1);
    return shown;
  };
  return { world, connection, state, nextAttempt };
}

describe('a refused token', () => {
  it('AUT-1: is renewed once, and the new one is used', async () => {
    let asked = 0;
    const { world, state } = started({
      token: 'old',
      renewToken: () => {
        asked += 1;
        return Promise.resolve('new');
      },
    });
    world.refuse({ code: 'session_expired' });
    expect(state().status).toBe('reconnecting');
    await world.clock.advance(0);
    expect(world.opened.map(({ token }) => token)).toEqual(['old', 'new']);
    world.refuse({ code: 'session_expired' });
    await world.clock.advance(600_000);
    expect(asked).toBe(1);
    expect(state()).toMatchObject({ status: 'closed', reason: 'session_expired' });
    expect(world.opened.length).toBe(2);
  });

  it('AUT-1: closes when there is no new one', async () => {
    const { world, state } = started({ token: 'old', renewToken: () => Promise.resolve(null) });
    world.refuse({ code: 'unauthenticated' });
    await world.clock.advance(600_000);
    expect(state()).toMatchObject({ status: 'closed', reason: 'unauthenticated' });
    expect(world.opened.length).toBe(1);
  });

  it('is asked for again later when the one who renews could not be reached', async () => {
    let asked = 0;
    const { world, state } = started({
      token: 'old',
      renewToken: () => {
        asked += 1;
        return asked === 1 ? Promise.reject(new Error('no network')) : Promise.resolve('new');
      },
    });
    world.refuse({ code: 'session_expired' });
    await world.clock.advance(0);
    expect(state().status).toBe('reconnecting');
    await world.clock.advance(TIMES.retryBaseMs);
    world.refuse({ code: 'session_expired' });
    await world.clock.advance(0);
    expect(world.opened.map(({ token }) => token)).toEqual(['old', 'old', 'new']);
    expect(world.reported.length).toBe(1);
  });

  it.each(['identity_required', 'origin_not_allowed', 'forbidden'] as const)(
    'is final when the server says %s',
    async (code) => {
      const { world, state } = started({ renewToken: () => Promise.resolve('new') });
      world.refuse({ code });
      await world.clock.advance(600_000);
      expect(state()).toMatchObject({ status: 'closed', reason: code, nextAttemptAt: null });
      expect(world.opened.length).toBe(1);
    },
  );
});

describe('an outdated client', () => {
  it('VER-1: stops and is asked to reload, spread over half a minute', async () => {
    const told = [];
    for (const chance of [0, 0.25, 0.999]) {
      const { world, state } = started();
      world.chance = chance;
      world.refuse({ code: 'unsupported_protocol' });
      await world.clock.advance(600_000);
      expect(state().status).toBe('outdated');
      expect(world.opened.length).toBe(1);
      told.push(state().reloadInMs);
    }
    expect(told).toEqual([0, 7_500, 29_970]);
  });

  it('VER-1: learns it from a farewell, too', () => {
    const { world, state } = started();
    world.greet();
    world.frame('server:closing', { reason: 'unsupported_protocol', reconnect: false });
    expect(state()).toMatchObject({ status: 'outdated', reason: null });
  });

  it('VER-1: ignores frames it does not know', () => {
    const { world, state } = started();
    world.greet();
    world.frame('weather:changed' as 'server:draining', { reconnectInMs: 1 });
    expect(world.reported).toEqual([]);
    expect(state().status).toBe('online');
  });
});

describe('coming back', () => {
  it('DRN-1: a draining server tells when, and jitter is added', async () => {
    const { world, nextAttempt } = started();
    world.greet();
    world.frame('server:draining', { reconnectInMs: 4_000 });
    world.drop();
    expect(await nextAttempt()).toBe(4_000 + 0.5 * TIMES.retryBaseMs);
  });

  it('DRN-1: the told time counts once', async () => {
    const { world, nextAttempt } = started();
    world.greet();
    world.frame('server:draining', { reconnectInMs: 4_000 });
    world.drop();
    await nextAttempt();
    world.refuse(null);
    expect(await nextAttempt()).toBe(0.5 * 2 * TIMES.retryBaseMs);
  });

  it('DRN-1: a busy server names the time in its refusal', async () => {
    const { world, nextAttempt } = started();
    world.refuse({ code: 'draining', retryAfterMs: 7_000 });
    expect(await nextAttempt()).toBe(7_000 + 0.5 * TIMES.retryBaseMs);
  });

  it('DRN-1: full jitter below a cap, from the base again once stable', async () => {
    const { world, nextAttempt } = started();
    const waits = [];
    for (let count = 0; count < 8; count += 1) {
      world.refuse(null);
      waits.push(await nextAttempt());
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000, 5_000]);
    world.greet();
    await world.clock.advance(5_000);
    world.drop();
    expect(await nextAttempt()).toBe(500);
  });

  it('an attempt without an answer is given up', async () => {
    const { world, state } = started();
    await world.clock.advance(TIMES.connectTimeoutMs);
    expect(state()).toMatchObject({ status: 'reconnecting', attempts: 1 });
  });

  it('says offline while the browser has no network, and tries at once when it wakes', () => {
    const { world, state } = started();
    world.greet();
    world.networkIsUp = false;
    world.drop();
    expect(state().status).toBe('offline');
    world.signal('wake');
    expect(state().status).toBe('reconnecting');
    expect(world.opened.length).toBe(2);
  });
});

describe('a server that is busy', () => {
  it('DRN-1: is not asked before its time by waking or by hand, and then at once', async () => {
    const { world, connection, state } = started();
    world.refuse({ code: 'unavailable', retryAfterMs: 7_000 });
    const told = world.clock.now + 7_000;
    await world.clock.advance(3_000);
    world.signal('wake');
    connection.reconnect();
    expect(state().nextAttemptAt).toBe(told);
    await world.clock.advance(3_999);
    expect(world.opened.length).toBe(1);
    await world.clock.advance(1);
    expect(world.opened.length).toBe(2);
    await world.clock.advance(600);
    expect(world.opened.length).toBe(2);
  });

  it('DRN-1: is not believed for ever', async () => {
    const { world, nextAttempt } = started();
    world.refuse({ code: 'unavailable', retryAfterMs: 86_400_000 });
    expect(await nextAttempt()).toBeLessThanOrEqual(2 * TIMES.retryCapMs + TIMES.retryBaseMs);
  });

  it('DRN-1: even «now» is spread out', async () => {
    const { world, nextAttempt } = started();
    world.refuse({ code: 'draining', retryAfterMs: 0 });
    expect(await nextAttempt()).toBe(0.5 * TIMES.retryBaseMs);
  });
});

describe('a fleet that lost its server at one moment', () => {
  const CLIENTS = 2_000;
  const BIN_MS = 250;

  /** Attempts of all per bin, from the loss on; every one is refused. */
  async function attempts(forMs: number): Promise<number[]> {
    const bins = Array.from({ length: forMs / BIN_MS }, () => 0);
    for (let client = 1; client <= CLIENTS; client += 1) {
      const { clock, env } = new ScriptedEnvironment();
      const lostAt = clock.now;
      const createTransport: typeof env.createTransport = (events) => ({
        open: () => {
          const bin = Math.floor((clock.now - lostAt) / BIN_MS);
          if (bin < bins.length) bins[bin]! += 1;
          clock.after(5, () => events.refused(null));
        },
        close: () => {},
        send: () => {},
      });
      const own = { ...env, random: randomFrom(client), createTransport };
      new Connection(own, { selfId: 'ada' }).start();
      await clock.advance(forMs);
    }
    // All were connected, and are lost, at the moment of the first attempt.
    bins[0]! -= CLIENTS;
    return bins;
  }

  const mean = (bins: number[]) => bins.reduce((sum, one) => sum + one, 0) / bins.length;

  it('DRN-1: comes back without a comb: no moment stands out, and ever more rarely', async () => {
    const bins = await attempts(30_000);
    // From the second round on: each quarter of a second is like its neighbours.
    for (let at = 8; at < bins.length - 4; at += 1) {
      const near = mean(bins.slice(Math.max(0, at - 4), at + 5));
      expect(bins[at]!, `at ${at * BIN_MS} ms of ${bins.join(' ')}`).toBeLessThan(
        near + 5 * Math.sqrt(near) + 5,
      );
    }
    expect(mean(bins.slice(-40))).toBeLessThan(mean(bins.slice(0, 8)) / 4);
  });
});

describe('a line that only looks open', () => {
  function probing() {
    const parts = started();
    parts.connection.probeRequest = () =>
      parts.connection.request('conversation:list', {}, PROBE_TIMEOUT_MS);
    parts.world.greet();
    return parts;
  }

  it('DEL-2: is asked on waking, and replaced at once when it does not answer', async () => {
    const { world, state } = probing();
    world.signal('wake');
    world.signal('wake');
    expect(world.all('conversation:list').length).toBe(1);
    await world.clock.advance(PROBE_TIMEOUT_MS - 1);
    expect(state().status).toBe('online');
    await world.clock.advance(1);
    expect(state().status).toBe('reconnecting');
    expect(world.opened.length).toBe(2);
  });

  it('DEL-2: any answer proves it, a refusal too', async () => {
    const { world, state } = probing();
    world.signal('offline');
    await world.last('conversation:list').refuse('forbidden');
    await world.clock.advance(600_000);
    expect(state().status).toBe('online');
    expect(world.opened.length).toBe(1);
  });
});

describe('who it is for', () => {
  it('AUT-1: a server that takes it for somebody else is left', async () => {
    const { world, connection, state } = started();
    let online = 0;
    connection.onOnline(() => (online += 1));
    world.greet({ id: 'bob' });
    await world.clock.advance(600_000);
    expect(state()).toMatchObject({ status: 'closed', reason: 'person_changed' });
    expect(online).toBe(0);
    expect(world.opened.length).toBe(1);
  });

  it('AUT-1: a revoked session ends it', async () => {
    const { world, state } = started();
    world.greet();
    world.frame('server:closing', { reason: 'session_revoked', reconnect: false });
    await world.clock.advance(600_000);
    expect(state()).toMatchObject({ status: 'closed', reason: 'session_expired' });
    expect(world.opened.length).toBe(1);
  });
});

describe('requests', () => {
  it('end as offline when the line goes, as timeout when nothing comes', async () => {
    const { world, connection } = started();
    expect(await connection.request('conversation:list', {})).toMatchObject({
      error: { code: 'offline', retryable: true },
    });
    world.greet();
    const late = connection.request('conversation:list', {});
    await world.clock.advance(TIMES.ackTimeoutMs);
    expect(await late).toMatchObject({ error: { code: 'timeout', retryable: true } });
    const cut = connection.request('conversation:list', {});
    world.drop();
    expect(await cut).toMatchObject({ error: { code: 'offline' } });
  });
});
