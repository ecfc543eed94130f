/** Replays the render log: what each view showed after each of its steps. */
import type { EntryOf, Row } from '../history';
import type { Found, World } from './world';

type Step = Found<EntryOf<'shown'>>;

/** One view of one conversation, from its opening to its closing. */
export interface View {
  client: string;
  conversationId: string;
  steps: readonly Step[];
  /** What it showed last. */
  rows: readonly Row[];
  pending: readonly string[];
  openedAt: number;
  /** Null = still open in the end. */
  closedAt: number | null;
  /** When each row was first on screen. */
  firstShown: ReadonlyMap<string, number>;
}

interface Growing {
  steps: Step[];
  rows: Row[];
  pending: readonly string[];
  firstShown: Map<string, number>;
}

/** All views, also those that were closed; a step before any `opened` begins a view as well. */
export function replayViews(world: World): View[] {
  const views: View[] = [];
  const open = new Map<string, Growing>();
  const finish = (key: string, closedAt: number | null) => {
    const growing = open.get(key);
    if (!growing) return;
    open.delete(key);
    const { client, conversationId, at } = growing.steps[0]!.fact;
    views.push({ ...growing, client, conversationId, openedAt: at, closedAt });
  };
  for (const step of world.all('shown')) {
    const { client, conversationId, change, at } = step.fact;
    const key = `${client} ${conversationId}`;
    if (change === 'opened') finish(key, at);
    let view = open.get(key);
    if (!view) {
      if (change === 'closed') continue;
      view = { steps: [], rows: [], pending: [], firstShown: new Map() };
      open.set(key, view);
    }
    if (change === 'closed') {
      finish(key, at);
      continue;
    }
    view.steps.push(step);
    take(view, step.fact);
  }
  for (const key of [...open.keys()]) finish(key, null);
  return views;
}

function take(view: Growing, { change, rows, pending, at }: Step['fact']): void {
  if (change === 'append') view.rows.push(...rows);
  else if (change === 'prepend') view.rows.unshift(...rows);
  else if (change !== 'pending') view.rows = [...rows];
  if (pending) view.pending = pending;
  for (const { id } of rows) if (!view.firstShown.has(id)) view.firstShown.set(id, at);
}
