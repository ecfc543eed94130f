/**
 * Calls route handlers as the server would: real requests and answers, no network. The peer's
 * address and the host are stamped on as lib/platform/http-server.ts and the browser do.
 */
import { randomInt } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { Role } from '@/lib/contracts/people';
import { PEER_HEADER } from '@/lib/platform/client-address';
import { database } from '@/lib/platform/database';
import { createUser } from '@/lib/server/accounts/create-user';
import { openSession } from '@/lib/server/accounts/open-session';
import { hashPassword } from '@/lib/server/accounts/passwords';

export const HOST = 'desk.example.com';

/** `request` is what every handler takes; the second argument carries the dynamic segments. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Handler = (request: Request, context: any) => Promise<Response>;

export interface Call {
  method?: string;
  body?: unknown;
  /** `name=value`, as `cookieOf` returns it. */
  cookie?: string | undefined;
  params?: Record<string, string | string[]>;
  headers?: Record<string, string>;
}

/** An address that no other call of this run has used, so that limits do not meet. */
export const freshAddress = (): string =>
  `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;

export function headersOf({ cookie, headers = {} }: Call = {}): Headers {
  return new Headers({
    host: HOST,
    origin: `http://${HOST}`,
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    [PEER_HEADER]: freshAddress(),
    ...(cookie && { cookie }),
    ...headers,
  });
}

export function call(handler: Handler, options: Call = {}): Promise<Response> {
  const headers = headersOf(options);
  const method = options.method ?? (options.body === undefined ? 'GET' : 'POST');
  if (options.body !== undefined && !headers.has('content-type')) {
    headers.set('content-type', 'application/json');
  }
  const body = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
  const request = new Request(`http://${HOST}/`, { method, headers, body });
  return handler(request, { params: Promise.resolve(options.params ?? {}) });
}

export function cookieOf(setCookie: string | null): string {
  if (!setCookie) throw new Error('no cookie was set');
  return setCookie.split(';', 1)[0]!;
}

export interface TestMember {
  id: string;
  userId: string;
  workspaceId: string;
  email: string;
  password: string;
  cookie: string;
}

export async function createWorkspace(): Promise<string> {
  const { id } = await database().workspace.create({ data: { id: uuid(), name: 'Lantern' } });
  return id;
}

/** A member with a password and one open session. */
export async function createMember(workspaceId: string, role: Role): Promise<TestMember> {
  const id = uuid();
  const email = `${id}@example.com`;
  const password = `teapot-orbit-${id}`;
  const passwordHash = await hashPassword(password);
  const name = `${role} ${id.slice(-4)}`;
  const user = await database().$transaction(async (transaction) => {
    const made = await createUser(transaction, { name, email, passwordHash });
    await transaction.member.create({
      data: { id, workspaceId, userId: made.id, role, name },
    });
    return made;
  });
  const cookie = cookieOf(await openSession(headersOf(), user.id));
  return { id, userId: user.id, workspaceId, email, password, cookie };
}

export interface TestSite {
  id: string;
  key: string;
  workspaceId: string;
}

export async function createTestSite(workspaceId: string): Promise<TestSite> {
  const key = uuid();
  const { id } = await database().site.create({
    data: { id: uuid(), workspaceId, key, name: 'Shop', allowedOrigins: ['https://shop.example'] },
  });
  return { id, key, workspaceId };
}
