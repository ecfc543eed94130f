/**
 * Whom a note names: `@` and a member's whole name, as the composer puts it there. Read from the text
 * when it is sent, so that what was deleted again names nobody.
 */
export interface Nameable {
  id: string;
  name: string;
}

export interface Query {
  /** Where the `@` stands. */
  at: number;
  /** What was typed after it. */
  text: string;
}

/** Longer queries are prose. */
const QUERY_CHARS = 40;
const WORD = /[\p{L}\p{N}_]/u;

/** The mention being typed before the caret; null = none. It begins a word, so that mail addresses are none. */
export function queryAt(body: string, caret: number): Query | null {
  const before = body.slice(Math.max(0, caret - QUERY_CHARS - 1), caret);
  const offset = caret - before.length;
  const found = before.lastIndexOf('@');
  if (found === -1) return null;
  const previous = body[offset + found - 1];
  const text = before.slice(found + 1);
  if ((previous !== undefined && WORD.test(previous)) || text.includes('\n')) return null;
  return { at: offset + found, text };
}

/** By any word of the name, those that begin with it first. */
export function matching<Person extends Nameable>(
  people: readonly Person[],
  text: string,
): Person[] {
  const wanted = text.toLocaleLowerCase();
  const rank = ({ name }: Person) => {
    const lower = name.toLocaleLowerCase();
    if (lower.startsWith(wanted)) return 0;
    return lower.split(/\s+/u).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return people
    .map((person) => ({ person, rank: rank(person) }))
    .filter((one) => one.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .map(({ person }) => person);
}

export type Part = { text: string; mention: boolean };

/** The text in parts; the longest name that fits is the one that is meant. */
export function splitMentions(text: string, names: readonly string[]): Part[] {
  const known = [...names].filter((name) => name !== '').sort((a, b) => b.length - a.length);
  const parts: Part[] = [];
  let from = 0;
  let at = known.length === 0 ? -1 : text.indexOf('@');
  while (at !== -1) {
    const start = at;
    const name = WORD.test(text[start - 1] ?? '')
      ? undefined
      : known.find((one) => text.startsWith(one, start + 1) && endsThere(text, start + 1, one));
    if (name === undefined) {
      at = text.indexOf('@', start + 1);
      continue;
    }
    if (start > from) parts.push({ text: text.slice(from, start), mention: false });
    from = start + 1 + name.length;
    parts.push({ text: text.slice(start, from), mention: true });
    at = text.indexOf('@', from);
  }
  if (from < text.length || parts.length === 0)
    parts.push({ text: text.slice(from), mention: false });
  return parts;
}

function endsThere(text: string, start: number, name: string): boolean {
  return !WORD.test(text[start + name.length] ?? '');
}

/** Ids, each once, in order; of two with the same name both. */
export function mentionedIn(body: string, people: readonly Nameable[]): string[] {
  const named = new Set(
    splitMentions(
      body,
      people.map(({ name }) => name),
    )
      .filter(({ mention }) => mention)
      .map(({ text }) => text.slice(1)),
  );
  return people.filter(({ name }) => named.has(name)).map(({ id }) => id);
}
