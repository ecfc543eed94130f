/**
 * The scene of most server tests: a database, and for every test a server with a workspace, a visitor
 * and two agents. They are new each time because limits are counted per person.
 */
import { afterEach, beforeEach } from 'vitest';
import type { RealtimeOptions } from '@/lib/realtime/start-realtime';
import { useDatabase } from './use-database';
import { clientId, startWireServer, type WireClient, type WireServer } from './wire';
import {
  createWorkspace,
  type TestMember,
  type TestVisitor,
  type TestWorkspace,
} from './workspace';

export interface Desk {
  server: WireServer;
  workspace: TestWorkspace;
  visitor: TestVisitor;
  robin: TestMember;
  sam: TestMember;
}

/** Registers the hooks; what it returns is filled before each test. `every`: beats of the server. */
export function useDesk(every: RealtimeOptions['every'] = {}): Desk {
  const desk = {} as Desk;
  useDatabase();
  beforeEach(async () => {
    desk.server = await startWireServer(every);
    desk.workspace = await createWorkspace();
    desk.visitor = await desk.workspace.addVisitor('Kim');
    desk.robin = await desk.workspace.addMember('Robin');
    desk.sam = await desk.workspace.addMember('Sam');
  });
  afterEach(() => desk.server.stop());
  return desk;
}

/** The visitor behind `client` starts a conversation. Returns its id. */
export async function start(client: WireClient, body = 'Hello?'): Promise<string> {
  const { conversation } = await client.get('conversation:start', { clientId: clientId(), body });
  return conversation.id;
}
