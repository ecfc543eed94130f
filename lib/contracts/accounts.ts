import { z } from 'zod';
import { LIMITS } from './limits';
import { nameSchema, roleSchema } from './people';
import { originSchema } from './sites';

/** Length is what makes a password strong; kinds of characters are not asked for. */
export const PASSWORD = { minChars: 10, maxChars: 128 } as const;

export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(LIMITS.emailChars)
  .pipe(z.email('Enter an e-mail address like name@example.com.'));

/** A password that is being chosen. Whether it is a known bad one is decided in the domain. */
export const newPasswordSchema = z
  .string()
  .min(PASSWORD.minChars, `Use at least ${PASSWORD.minChars} characters.`)
  .max(PASSWORD.maxChars, `Use at most ${PASSWORD.maxChars} characters.`);

/** A password that is being checked: any string, but a bounded one. */
export const givenPasswordSchema = z.string().min(1).max(PASSWORD.maxChars);

/** `POST /api/auth/sign-in/email` */
export const signInSchema = z.object({
  email: z.string().trim().max(LIMITS.emailChars),
  password: givenPasswordSchema,
});

/** `POST /api/v1/setup`: once in an installation's life. */
export const setupSchema = z.strictObject({
  name: nameSchema,
  email: emailSchema,
  password: newPasswordSchema,
  workspaceName: nameSchema,
  siteName: nameSchema,
  siteOrigin: originSchema,
});
export type SetupInput = z.infer<typeof setupSchema>;
export const setupDataSchema = z.object({ siteKey: z.string() });

// ---------------------------------------------------------------- members and invites

/** Open conversations that a member takes at once; null = no limit. */
const capacitySchema = z
  .number()
  .int('Use a whole number.')
  .min(1, 'Use at least 1, or no limit.')
  .max(LIMITS.memberCapacity, `Use at most ${LIMITS.memberCapacity}, or no limit.`)
  .nullable();

/** A member as the settings list them. */
export const memberAccountSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  capacity: capacitySchema,
  createdAt: z.string(),
  /** Last time one of the member's sessions was used; null = never, or signed out everywhere. */
  lastUsedAt: z.string().nullable(),
});
export type MemberAccountView = z.infer<typeof memberAccountSchema>;

export const memberRoleSchema = z.strictObject({ role: roleSchema });
export const memberCapacitySchema = z.strictObject({ capacity: capacitySchema });

export const inviteInputSchema = z.strictObject({
  role: roleSchema,
  /** When given, only this address can accept. */
  email: emailSchema.optional(),
});
export type InviteInput = z.infer<typeof inviteInputSchema>;

export const inviteSchema = z.object({
  id: z.string(),
  role: roleSchema,
  email: z.string().nullable(),
  invitedBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
});
export type InviteView = z.infer<typeof inviteSchema>;

/** The link is in this answer and nowhere else: only its hash is kept. */
export const createdInviteSchema = z.object({ invite: inviteSchema, token: z.string() });

export const inviteAcceptSchema = z.strictObject({
  token: z.string().max(200),
  name: nameSchema,
  email: emailSchema,
  /** Chosen for a new account; the existing one when the address already has an account. */
  password: givenPasswordSchema,
});
export type InviteAcceptInput = z.infer<typeof inviteAcceptSchema>;

// ---------------------------------------------------------------- one's own account

export const profileSchema = z.strictObject({ name: nameSchema });
export const profileDataSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
});
export const passwordChangeSchema = z.strictObject({
  currentPassword: givenPasswordSchema,
  newPassword: newPasswordSchema,
});

export const accountSessionSchema = z.object({
  id: z.string(),
  current: z.boolean(),
  /** Browser and system in words, from the user agent. */
  device: z.string(),
  address: z.string().nullable(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
});
export type AccountSessionView = z.infer<typeof accountSessionSchema>;
