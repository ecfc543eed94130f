import type { SiteTheme } from '@/lib/contracts/sites';
import type { Overrides } from '../bridge/host-messages';
import { brandColors, type BrandColors } from '../theme/brand-colors';

/** Puts the site's look on the document (through the CSSOM, which the strict policy allows). */
export function applyTheme(theme: SiteTheme, overrides: Overrides): BrandColors & SiteTheme {
  const look = { ...theme, ...overrides };
  const colors = brandColors(look.color);
  const root = document.documentElement;
  root.style.setProperty('--brand', colors.brand);
  root.style.setProperty('--on-brand', colors.onBrand);
  root.style.setProperty('--brand-on-light', colors.textOnLight);
  root.style.setProperty('--brand-on-dark', colors.textOnDark);
  if (look.scheme === 'auto') delete root.dataset.theme;
  else root.dataset.theme = look.scheme;
  return { ...look, ...colors };
}
