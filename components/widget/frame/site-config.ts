import type { SiteTheme } from '@/lib/contracts/sites';

/** What the document of the frame carries about its site, as JSON in `#site` (app/widget/route.ts). */
export interface SiteConfig {
  key: string;
  name: string;
  greeting: string;
  /** Whether it is asked how it went. */
  askRating: boolean;
  theme: SiteTheme;
  identityEnforced: boolean;
  /** Who may speak to the frame; the browser has already held `frame-ancestors` to the same list. */
  allowedOrigins: string[];
}

export function readSiteConfig(): SiteConfig | null {
  const text = document.getElementById('site')?.textContent;
  return text ? (JSON.parse(text) as SiteConfig) : null;
}
