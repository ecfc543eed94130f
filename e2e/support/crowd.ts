/** Many visitors at once, in two statements. */
import { v7 as uuid } from 'uuid';
import { database } from '@/lib/platform/database';
import { createVisitorToken, hashVisitorToken } from '@/lib/server/contacts/visitor-token';
import type { TestVisitor, TestWorkspace } from './workspace';

const DAY_MS = 24 * 3_600_000;

export async function addCrowd(workspace: TestWorkspace, size: number): Promise<TestVisitor[]> {
  const { id: workspaceId, siteId } = workspace;
  const crowd = Array.from({ length: size }, (): TestVisitor => {
    const [id, sessionId, token] = [uuid(), uuid(), createVisitorToken()];
    const who = { kind: 'contact' as const, id, workspaceId, siteId, sessionId };
    return { actor: { ...who, name: null, verified: false }, token };
  });
  await database().contact.createMany({
    data: crowd.map(({ actor: { id } }) => ({ id, workspaceId, siteId })),
  });
  await database().visitorSession.createMany({
    data: crowd.map(({ actor, token }) => ({
      id: actor.sessionId,
      contactId: actor.id,
      tokenHash: hashVisitorToken(token),
      expiresAt: new Date(Date.now() + DAY_MS),
    })),
  });
  return crowd;
}
