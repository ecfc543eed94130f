/**
 * Tells each collected change once. Emptied before anything is awaited, so that nothing added
 * meanwhile is lost; what could not be told is put back for the next run and does not hold up the
 * rest.
 * @throws the last failure, for the log.
 */
export async function flush<Key, Value>(
  collected: { entries(): Iterable<[Key, Value]>; clear(): void },
  tell: (key: Key, value: Value) => Promise<void>,
  putBack: (key: Key, value: Value) => void,
): Promise<void> {
  const taken = [...collected.entries()];
  collected.clear();
  let failure: { error: unknown } | null = null;
  for (const [key, value] of taken) {
    try {
      await tell(key, value);
    } catch (error) {
      failure = { error };
      putBack(key, value);
    }
  }
  if (failure) throw failure.error;
}
