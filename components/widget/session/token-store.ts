/**
 * The visitor's bearer token in the frame's own storage, one per site. Never in an address or a
 * cookie. Where storage is refused (private mode, blocked third parties) it lives as long as the page.
 */
export interface TokenStore {
  read(): string | null;
  write(token: string): void;
  clear(): void;
}

export function createTokenStore(siteKey: string): TokenStore {
  const name = `switchboard:visitor:${siteKey}`;
  let memory: string | null = null;
  return {
    read() {
      return attempt(() => localStorage.getItem(name)) ?? memory;
    },
    write(token) {
      memory = token;
      attempt(() => localStorage.setItem(name, token));
    },
    clear() {
      memory = null;
      attempt(() => localStorage.removeItem(name));
    },
  };
}

/** Storage throws when it is refused or full; then memory is what there is. */
function attempt<Value>(act: () => Value): Value | null {
  try {
    return act();
  } catch {
    return null;
  }
}
