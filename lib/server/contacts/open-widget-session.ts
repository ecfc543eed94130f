import '#server-guard';
import { AppError } from '@/lib/contracts/errors';
import { TIMES } from '@/lib/contracts/limits';
import { siteThemeSchema } from '@/lib/contracts/sites';
import type { WidgetSession, WidgetSessionRequest } from '@/lib/contracts/widget-sessions';
import { addressBlock, clientAddress } from '@/lib/platform/client-address';
import { listOwnConversations } from '../conversations/list-own-conversations';
import { takePoint } from '../http/rate-limit';
import { listStaffOnDuty } from '../presence/list-staff-on-duty';
import * as store from './visitor-store';
import { verifyIdentity } from './verify-identity';
import { createVisitorToken, hashVisitorToken } from './visitor-token';

interface Entry {
  contact: store.ContactRow;
  sessionId: string;
  token: string;
}

/**
 * Lets a visitor in: as the person a signed identity names, as whoever the browser's token was
 * given to, or as a new anonymous contact. An identity never takes over what an anonymous token
 * owns: the two are different principals. Throws `not_found` (no such site), `identity_required`,
 * `identity_invalid`, `rate_limited`, `unavailable`.
 */
export async function openWidgetSession(
  headers: Headers,
  request: WidgetSessionRequest,
): Promise<WidgetSession> {
  const address = addressBlock(clientAddress(headers));
  await takePoint('widget-session', address);
  const site = await store.findSiteForEntry(request.siteKey);
  if (!site) throw new AppError('not_found', { message: 'There is no site with this key.' });

  const entry = request.identity
    ? await enterVerified(site, { ...request, identity: request.identity })
    : await enterByToken(site, request, address);
  const { contact } = entry;

  const [staff, { conversations }] = await Promise.all([
    listStaffOnDuty(site.workspaceId),
    listOwnConversations(
      {
        kind: 'contact',
        siteId: site.id,
        workspaceId: site.workspaceId,
        sessionId: entry.sessionId,
        ...contact,
      },
      {},
    ),
  ]);
  return {
    visitorToken: entry.token,
    contact: { id: contact.id, name: contact.name, verified: contact.verified },
    site: {
      name: site.name,
      greeting: site.greeting,
      theme: siteThemeSchema.catch(siteThemeSchema.parse({})).parse(site.theme),
    },
    staff,
    conversations,
  };
}

async function openSession(contact: store.ContactRow, lifeMs: number): Promise<Entry> {
  const token = createVisitorToken();
  const sessionId = await store.createVisitorSession(contact.id, hashVisitorToken(token), lifeMs);
  return { contact, sessionId, token };
}

async function enterVerified(
  site: store.SiteForEntry,
  request: WidgetSessionRequest & { identity: string },
): Promise<Entry> {
  const claims = await verifyIdentity(request.identity, {
    siteKey: request.siteKey,
    secrets: site.secrets,
    now: new Date(),
  });
  const place = { siteId: site.id, workspaceId: site.workspaceId, language: request.language };
  const contact = await store.saveVerifiedContact(place, claims);
  const known = await findKnown(site, request.visitorToken);
  if (known?.session.id !== contact.id) return openSession(contact, TIMES.verifiedVisitorSessionMs);
  await store.noteReturn(known.session.sessionId, request.language, TIMES.verifiedVisitorSessionMs);
  return { contact, sessionId: known.session.sessionId, token: known.token };
}

async function enterByToken(
  site: store.SiteForEntry,
  request: WidgetSessionRequest,
  address: string,
): Promise<Entry> {
  const known = await findKnown(site, request.visitorToken);
  if (site.identityEnforced && !known?.session.verified) {
    throw new AppError('identity_required', { message: 'This site asks visitors to sign in.' });
  }
  if (known) {
    const { sessionId, ...contact } = known.session;
    // Only a fresh signature prolongs a verified session; a token alone keeps an anonymous one.
    const life = contact.verified ? undefined : TIMES.visitorSessionMs;
    await store.noteReturn(sessionId, request.language, life);
    return { contact, sessionId, token: known.token };
  }
  await takePoint('widget-contact', address);
  const place = { siteId: site.id, workspaceId: site.workspaceId, language: request.language };
  return openSession(await store.createAnonymousContact(place), TIMES.visitorSessionMs);
}

/** A token that is unknown, ended or of another site counts as none: the visitor starts afresh. */
async function findKnown(site: store.SiteForEntry, token: string | undefined) {
  if (!token) return undefined;
  const session = await store.findVisitorSession(hashVisitorToken(token), site.id);
  return session && { session, token };
}
