/** Changes to a correct history that leave it consistent but for the one promise they break. */
import type { Entry, EntryName, EntryOf, Notice, Row } from '../history';

export class Plot {
  readonly entries: Entry[];
  #choice: number;

  constructor(correct: readonly Entry[], choice: number) {
    this.entries = structuredClone([...correct]);
    this.#choice = choice;
  }

  all<Name extends EntryName>(name: Name): EntryOf<Name>[] {
    return this.entries.filter((entry): entry is EntryOf<Name> => entry.entry === name);
  }

  /** One of them, any one. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to plant in');
    const picked = list[this.#choice % list.length]!;
    this.#choice = Math.floor(this.#choice / list.length);
    return picked;
  }

  before(entry: Entry, ...planted: Entry[]): void {
    this.entries.splice(this.entries.indexOf(entry), 0, ...planted);
  }

  after(entry: Entry, ...planted: Entry[]): void {
    this.entries.splice(this.entries.indexOf(entry) + 1, 0, ...planted);
  }

  remove(entry: Entry): void {
    this.entries.splice(this.entries.indexOf(entry), 1);
  }

  truth(conversationId: string): EntryOf<'truth'> {
    return this.all('truth').find((truth) => truth.conversationId === conversationId)!;
  }

  person(client: string): EntryOf<'person'> {
    return this.all('person').find((person) => person.client === client)!;
  }

  /** The steps of the view that this final view ends. */
  steps(view: EntryOf<'view'>): EntryOf<'shown'>[] {
    const steps = this.all('shown').filter(
      ({ client, conversationId }) =>
        client === view.client && conversationId === view.conversationId,
    );
    return steps.slice(steps.findLastIndex(({ change }) => change === 'opened'));
  }

  /** A row is in none of what a view showed. */
  hide(view: EntryOf<'view'>, row: Row): void {
    view.rows = view.rows.filter(({ id }) => id !== row.id);
    for (const step of this.steps(view)) step.rows = step.rows.filter(({ id }) => id !== row.id);
  }

  /** One more step at the end of a view, which its final view agrees with. */
  show(view: EntryOf<'view'>, change: EntryOf<'shown'>['change'], rows: Row[]): EntryOf<'shown'> {
    const { client, conversationId, at } = view;
    const step: EntryOf<'shown'> = { entry: 'shown', at, client, conversationId, change, rows };
    this.before(view, step);
    view.rows = change === 'append' ? [...view.rows, ...rows] : rows;
    return step;
  }

  /** Nobody's inbox has heard of this event. */
  untell(eventId: string): void {
    for (const inbox of this.all('inbox-truth')) {
      const cause = inbox.causes.find((one) => one.eventId === eventId);
      if (!cause) continue;
      inbox.causes.splice(inbox.causes.indexOf(cause), 1);
      this.changeNotice(cause.notificationId, (row) => (row.count -= 1));
    }
  }

  /** A row as it is in the end: stored, and on all screens. */
  changeNotice(id: string, change: (row: Notice) => void): void {
    for (const { rows } of [...this.all('inbox-truth'), ...this.all('inbox')]) {
      for (const row of rows) if (row.id === id) change(row);
    }
  }

  /** Final views of conversations, by audience if asked for. */
  views(audience?: 'staff' | 'public'): EntryOf<'view'>[] {
    return this.all('view').filter(
      ({ client }) => audience === undefined || this.person(client).audience === audience,
    );
  }

  /** Ids that somebody was told are stored. */
  get acknowledged(): Set<string> {
    return new Set(this.all('ok').flatMap(({ eventId }) => eventId ?? []));
  }
}
