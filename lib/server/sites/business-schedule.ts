/** When a site is staffed, for admins and owners. What was measured keeps the schedule of its time. */
import '#server-guard';
import { businessHoursSchema, type BusinessSchedule } from '@/lib/contracts/business-hours';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { database } from '@/lib/platform/database';
import { readSite } from './sites';

/** Throws `forbidden`, `not_found`. */
export async function readBusinessSchedule(
  actor: MemberActor,
  siteId: string,
): Promise<BusinessSchedule> {
  await readSite(actor, siteId);
  const row = await database().businessSchedule.findUnique({ where: { siteId } });
  return { hours: row ? businessHoursSchema.parse(row.hours) : null };
}

/** Replaces it; null = always staffed again. Throws `forbidden`, `not_found`. */
export async function setBusinessSchedule(
  actor: MemberActor,
  siteId: string,
  { hours }: BusinessSchedule,
): Promise<BusinessSchedule> {
  await readSite(actor, siteId);
  if (hours === null) await database().businessSchedule.deleteMany({ where: { siteId } });
  else {
    await database().businessSchedule.upsert({
      where: { siteId },
      create: { siteId, hours },
      update: { hours },
    });
  }
  return { hours };
}
