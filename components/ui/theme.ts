/** Light, dark, or what the system says. Kept in a cookie so that the server renders it right. */
export type ThemeScheme = 'system' | 'light' | 'dark';

export const THEME_COOKIE = 'theme';

export const themeSchemeOf = (value: string | undefined): ThemeScheme =>
  value === 'light' || value === 'dark' ? value : 'system';

/** Browser only: applies the scheme at once and keeps it for a year. */
export function applyTheme(scheme: ThemeScheme): void {
  const root = document.documentElement;
  if (scheme === 'system') delete root.dataset.theme;
  else root.dataset.theme = scheme;
  const age = scheme === 'system' ? 0 : 365 * 24 * 3_600;
  document.cookie = `${THEME_COOKIE}=${scheme}; path=/; max-age=${age}; samesite=lax`;
}

/** Browser only. */
export const currentTheme = (): ThemeScheme =>
  themeSchemeOf(document.documentElement.dataset.theme);
