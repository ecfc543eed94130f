/** The websites of a workspace, for admins and owners. */
import '#server-guard';
import { v7 as uuid } from 'uuid';
import { AppError } from '@/lib/contracts/errors';
import { LIMITS } from '@/lib/contracts/limits';
import { siteThemeSchema, type SiteInput, type SiteView } from '@/lib/contracts/sites';
import type { MemberActor } from '@/lib/domain/actors/actor';
import { bus } from '@/lib/platform/bus';
import { database } from '@/lib/platform/database';
import { requireManager } from '../accounts/require-member';
import { fieldError } from '../http/field-error';
import { forgetEmbeddableSite } from './find-embeddable-site';
import { createSiteKey } from './site-key';

const activeKeys = {
  identityKeys: {
    where: { retiredAt: null },
    orderBy: { createdAt: 'asc' },
    select: { id: true, createdAt: true },
  },
} as const;

interface SiteRow {
  id: string;
  key: string;
  name: string;
  allowedOrigins: string[];
  identityEnforced: boolean;
  theme: unknown;
  greeting: string;
  askRating: boolean;
  identityKeys: { id: string; createdAt: Date }[];
}

const presentSite = (row: SiteRow): SiteView => ({
  id: row.id,
  key: row.key,
  name: row.name,
  allowedOrigins: row.allowedOrigins,
  identityEnforced: row.identityEnforced,
  theme: siteThemeSchema.catch(siteThemeSchema.parse({})).parse(row.theme),
  greeting: row.greeting,
  askRating: row.askRating,
  identityKeys: row.identityKeys.map(({ id, createdAt }) => ({
    id,
    createdAt: createdAt.toISOString(),
  })),
});

const noSite = () => new AppError('not_found', { message: 'There is no such site.' });

export async function listSites(actor: MemberActor): Promise<SiteView[]> {
  requireManager(actor);
  const sites = await database().site.findMany({
    where: { workspaceId: actor.workspaceId },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: LIMITS.sitesPerWorkspace,
    include: activeKeys,
  });
  return sites.map(presentSite);
}

/** Throws `forbidden`, `not_found`. */
export async function readSite(actor: MemberActor, siteId: string): Promise<SiteView> {
  requireManager(actor);
  const site = await database().site.findFirst({
    where: { id: siteId, workspaceId: actor.workspaceId },
    include: activeKeys,
  });
  if (!site) throw noSite();
  return presentSite(site);
}

const enforcedWithoutKey = () =>
  fieldError({ identityEnforced: 'Create an identity key first, or nobody could open the chat.' });

const dedupe = (input: SiteInput): SiteInput => ({
  ...input,
  allowedOrigins: [...new Set(input.allowedOrigins)],
});

/**
 * `id`: of the request; the same one again finds what it made before. Throws `forbidden`, `conflict`
 * (too many), `invalid` (enforced before there is a key).
 */
export async function createSite(
  actor: MemberActor,
  input: SiteInput,
  id: string = uuid(),
): Promise<SiteView> {
  requireManager(actor);
  if (input.identityEnforced) throw enforcedWithoutKey();
  const where = { workspaceId: actor.workspaceId, id: { not: id } };
  if ((await database().site.count({ where })) >= LIMITS.sitesPerWorkspace) {
    throw new AppError('conflict', { message: 'This workspace has as many sites as it can.' });
  }
  const site = await database().site.upsert({
    where: { id, workspaceId: actor.workspaceId },
    create: { id, workspaceId: actor.workspaceId, key: createSiteKey(), ...dedupe(input) },
    update: {},
    include: activeKeys,
  });
  return presentSite(site);
}

/**
 * Replaces the site's settings. Turning on identity enforcement closes anonymous entry at once:
 * tokens are refused from the commit on and live anonymous connections are cut (AUT-1).
 */
export async function updateSite(
  actor: MemberActor,
  siteId: string,
  input: SiteInput,
): Promise<SiteView> {
  const before = await readSite(actor, siteId);
  const closing = input.identityEnforced && !before.identityEnforced;
  if (closing && before.identityKeys.length === 0) throw enforcedWithoutKey();
  const site = await database().site.update({
    where: { id: siteId, workspaceId: actor.workspaceId },
    data: dedupe(input),
    include: activeKeys,
  });
  forgetEmbeddableSite(site.key);
  if (closing) await cutAnonymousVisitors(siteId);
  return presentSite(site);
}

const CUT_BATCH = 1_000;

/** Live sessions of anonymous contacts, told to every node in batches, newest first. */
async function cutAnonymousVisitors(siteId: string): Promise<void> {
  let before: string | undefined;
  for (;;) {
    const sessions = await database().visitorSession.findMany({
      where: {
        contact: { siteId, externalId: null },
        revokedAt: null,
        expiresAt: { gt: new Date() },
        ...(before && { id: { lt: before } }),
      },
      orderBy: { id: 'desc' },
      take: CUT_BATCH,
      select: { id: true },
    });
    const sessionIds = sessions.map(({ id }) => id);
    if (sessionIds.length > 0) bus().publish({ kind: 'revoke', sessionIds });
    if (sessionIds.length < CUT_BATCH) return;
    before = sessionIds.at(-1);
  }
}
