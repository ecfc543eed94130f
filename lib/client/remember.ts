/** LIM-1: puts the newest entry last and lets the oldest go. */
export function remember<Key, Value>(
  map: Map<Key, Value>,
  key: Key,
  value: Value,
  bound: number,
): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= bound) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    break;
  }
}
