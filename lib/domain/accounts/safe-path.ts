/**
 * Where to go after signing in: a path of this installation, whatever the query string said.
 * Browsers read `//host`, `/\host` and tabs in odd ways, so the URL parser decides.
 */
export function safePath(given: string | null | undefined, fallback = '/inbox'): string {
  if (!given?.startsWith('/')) return fallback;
  const base = 'http://here.invalid';
  try {
    const url = new URL(given, base);
    const path = url.pathname + url.search + url.hash;
    // `/.//host` parses to a pathname that is itself protocol-relative.
    return url.origin === base && !/^[/\\]{2}/.test(path) ? path : fallback;
  } catch {
    return fallback;
  }
}
