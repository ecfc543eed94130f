/**
 * One value per process and key. A process may hold several copies of a module (the server's, the
 * page bundle's, the route bundle's); only `globalThis` is shared between them, so everything that
 * must exist once (pool, bus, config) is kept there.
 */
export function remember<T>(key: string, create: () => T): T {
  const slots = globalThis as unknown as Record<symbol, { value: T } | undefined>;
  const symbol = Symbol.for(`switchboard.${key}`);
  return (slots[symbol] ??= { value: create() }).value;
}

/** Drops a remembered value: the next `remember` of this key creates afresh. */
export function forget(key: string): void {
  delete (globalThis as unknown as Record<symbol, unknown>)[Symbol.for(`switchboard.${key}`)];
}
