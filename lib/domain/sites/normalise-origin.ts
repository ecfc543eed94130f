import { originSchema } from '@/lib/contracts/sites';

/**
 * What somebody meant when typing or pasting an address: `shop.example.com/path` becomes
 * `https://shop.example.com`. Null when no exact origin can be made of it.
 */
export function normaliseOrigin(text: string): string | null {
  const trimmed = text.trim();
  if (!trimmed || /\s/.test(trimmed)) return null;
  const local = /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/i.test(trimmed);
  const address = trimmed.includes('://') ? trimmed : `${local ? 'http' : 'https'}://${trimmed}`;
  try {
    const parsed = originSchema.safeParse(new URL(address).origin);
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
