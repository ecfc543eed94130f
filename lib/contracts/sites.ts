import { z } from 'zod';
import { LIMITS } from './limits';

/** How the widget looks on one site. Colours are `#rrggbb`; text on the colour is chosen for contrast. */
export const siteThemeSchema = z.object({
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .default('#4353ff'),
  scheme: z.enum(['light', 'dark', 'auto']).default('auto'),
  position: z.enum(['left', 'right']).default('right'),
});
export type SiteTheme = z.infer<typeof siteThemeSchema>;

/** Exact origin: scheme, host and, if not the default, port. No path, no wildcard. */
export const originSchema = z
  .string()
  .max(300)
  .refine((value) => {
    try {
      const url = new URL(value);
      // URL lets `*`, `;` and quotes into a host; in a policy header they would mean something.
      const plainHost = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(url.hostname);
      return /^https?:$/.test(url.protocol) && url.origin === value && plainHost;
    } catch {
      return false;
    }
  }, 'An origin looks like https://www.example.com');

export const siteKeySchema = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/);

export const siteInputSchema = z.strictObject({
  name: z.string().trim().min(1).max(LIMITS.nameChars),
  allowedOrigins: z.array(originSchema).max(LIMITS.originsPerSite),
  identityEnforced: z.boolean(),
  theme: siteThemeSchema,
  greeting: z.string().trim().max(LIMITS.greetingChars),
  /** Whether the widget asks how it went once a conversation is resolved. */
  askRating: z.boolean().default(true),
});
export type SiteInput = z.infer<typeof siteInputSchema>;

export const siteSchema = siteInputSchema.extend({
  id: z.string(),
  key: z.string(),
  identityKeys: z.array(z.object({ id: z.string(), createdAt: z.string() })),
});
export type SiteView = z.infer<typeof siteSchema>;

/** The secret is in this answer and nowhere else. */
export const createdIdentityKeySchema = z.object({
  id: z.string(),
  createdAt: z.string(),
  secret: z.string(),
});
