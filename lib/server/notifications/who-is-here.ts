import { personKey, presenceScope, presenceStore } from '@/lib/platform/presence-store';

export interface Somebody {
  kind: 'member' | 'contact';
  id: string;
}

/** Tells of each of `people` whether he is connected to any node: two questions, however many. */
export async function whoIsHere(
  workspaceId: string,
  people: readonly Somebody[],
): Promise<(person: Somebody) => boolean> {
  const there = await Promise.all([
    ask(presenceScope.staff(workspaceId), keysOf(people, 'member')),
    ask(presenceScope.visitors(workspaceId), keysOf(people, 'contact')),
  ]);
  return (person) => there.some((present) => present.has(keyOf(person)));
}

export const keyOf = ({ kind, id }: Somebody): string => personKey[kind](id);

const keysOf = (people: readonly Somebody[], kind: Somebody['kind']): string[] =>
  people.filter((person) => person.kind === kind).map(keyOf);

async function ask(scope: string, keys: string[]): Promise<Set<string>> {
  return keys.length === 0 ? new Set() : presenceStore().hasMany(scope, keys);
}
