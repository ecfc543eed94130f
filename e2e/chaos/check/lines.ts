/** When each client, and so each person, was connected: ground truth from the `connection` entries. */
import type { EntryOf } from '../history';
import type { World } from './world';

type Cause = NonNullable<EntryOf<'connection'>['cause']>;

/** A stretch of time during which somebody was connected without a break. */
export interface Stretch {
  from: number;
  to: number;
  /** How it ended; null = it lasts. `to` is then the end of the history. */
  cause: Cause | null;
  node: string | undefined;
  /** Places of the entries that began and ended it. */
  evidence: number[];
}

export class LineLog {
  readonly #byClient = new Map<string, Stretch[]>();
  readonly #byPerson = new Map<string, Stretch[]>();

  constructor(world: World) {
    const open = new Map<string, Stretch>();
    for (const { index, fact } of world.all('connection')) {
      const { client, state, at, node } = fact;
      const current = open.get(client);
      if (state === 'online' && !current) {
        const stretch = { from: at, to: world.end, cause: null, node, evidence: [index] };
        open.set(client, stretch);
        const stretches = this.#byClient.get(client);
        if (stretches) stretches.push(stretch);
        else this.#byClient.set(client, [stretch]);
      }
      if (state === 'offline' && current) {
        current.to = at;
        current.cause = fact.cause ?? 'cut';
        current.evidence.push(index);
        open.delete(client);
      }
    }
    for (const [client, stretches] of this.#byClient) {
      const personId = world.people.get(client)?.personId;
      if (personId === undefined) continue;
      this.#byPerson.set(personId, [...(this.#byPerson.get(personId) ?? []), ...stretches]);
    }
    for (const [personId, stretches] of this.#byPerson) {
      this.#byPerson.set(personId, merged(stretches));
    }
  }

  ofClient(client: string): readonly Stretch[] {
    return this.#byClient.get(client) ?? [];
  }

  /** Stretches in which at least one of the person's clients was connected. */
  ofPerson(personId: string): readonly Stretch[] {
    return this.#byPerson.get(personId) ?? [];
  }

  get personIds(): Iterable<string> {
    return this.#byPerson.keys();
  }
}

/** Joins what overlaps; how a joined stretch ended is how its last part ended. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = [];
  for (const stretch of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (!last || stretch.from > last.to) {
      joined.push({ ...stretch });
      continue;
    }
    const evidence = [...last.evidence, ...stretch.evidence];
    if (stretch.cause === null || (last.cause !== null && stretch.to > last.to)) {
      Object.assign(last, { to: stretch.to, cause: stretch.cause, evidence });
    } else {
      last.evidence = evidence;
    }
  }
  return joined;
}
