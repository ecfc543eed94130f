import { z } from 'zod';
import { LIMITS } from './limits';

export const roleSchema = z.enum(['owner', 'admin', 'agent']);
export type Role = z.infer<typeof roleSchema>;

/** What a member chose to be; separate from being connected (PRS-1). */
export const availabilitySchema = z.enum(['online', 'away', 'offline']);
export type Availability = z.infer<typeof availabilitySchema>;

export const participantKindSchema = z.enum(['member', 'contact']);
export type ParticipantKind = z.infer<typeof participantKindSchema>;

/** Who did something, as shown beside it. `name` is null for an anonymous contact and for the system. */
export const actorRefSchema = z.object({
  kind: z.enum(['member', 'contact', 'system']),
  id: z.string().nullable(),
  name: z.string().nullable(),
});
export type ActorRef = z.infer<typeof actorRefSchema>;

export const personSchema = z.object({
  kind: participantKindSchema,
  id: z.string(),
  name: z.string().nullable(),
});
export type Person = z.infer<typeof personSchema>;

/** A member as colleagues see them. `connected` = at least one live connection. */
export const memberSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: roleSchema,
  availability: availabilitySchema,
  connected: z.boolean(),
});
export type MemberView = z.infer<typeof memberSchema>;

/** A member as visitors see them: only those who are connected and available are ever listed. */
export const staffOnDutySchema = z.object({ id: z.string(), name: z.string() });
export type StaffOnDuty = z.infer<typeof staffOnDutySchema>;

export const contactSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  /** Signed by the customer's back end; anonymous contacts are `false` and never become `true`. */
  verified: z.boolean(),
  externalId: z.string().nullable(),
  siteId: z.string(),
  siteName: z.string(),
  pageUrl: z.string().nullable(),
  pageTitle: z.string().nullable(),
  language: z.string().nullable(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  connected: z.boolean(),
});
export type ContactView = z.infer<typeof contactSchema>;

export const labelSchema = z.object({ id: z.string(), name: z.string(), color: z.string() });
export type LabelView = z.infer<typeof labelSchema>;

/** Postgres text cannot hold NUL, and a lone surrogate is no character: both are refused, not mended. */
export const isText = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

export const nameSchema = z.string().trim().min(1).max(LIMITS.nameChars);
