/**
 * What an e-mail carries so that one press ends e-mails of its kind, without signing in. Signed and
 * without an end: a link in an old e-mail has to work. It allows nothing else.
 */
import '#server-guard';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { notificationKindSchema } from '@/lib/contracts/notifications';
import { purposeSecret } from '@/lib/platform/purpose-secret';

const contentSchema = z.object({
  recipientId: z.uuid(),
  kind: z.union([notificationKindSchema, z.literal('all')]),
});
export type Unsubscription = z.infer<typeof contentSchema>;

const signature = (content: string): Buffer =>
  createHmac('sha256', purposeSecret('unsubscribe links')).update(content).digest();

export function unsubscribeToken({ recipientId, kind }: Unsubscription): string {
  const content = `${recipientId}.${kind}`;
  return `${content}.${signature(content).toString('base64url')}`;
}

/** Null for anything that `unsubscribeToken` did not make. */
export function readUnsubscribeToken(token: string): Unsubscription | null {
  const [recipientId, kind, given = '', ...more] = token.slice(0, 200).split('.');
  const parsed = contentSchema.safeParse({ recipientId, kind });
  if (!parsed.success || more.length > 0) return null;
  const bytes = Buffer.from(given, 'base64url');
  const right = signature(`${parsed.data.recipientId}.${parsed.data.kind}`);
  return bytes.length === right.length && timingSafeEqual(bytes, right) ? parsed.data : null;
}
