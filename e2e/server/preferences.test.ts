/** How people choose to be told, over the socket and over HTTP, and what a workspace sets for them. */
import { beforeEach, describe, expect, test } from 'vitest';
import * as defaultsRoute from '@/app/api/v1/notification-preferences/defaults/route';
import * as preferencesRoute from '@/app/api/v1/notification-preferences/route';
import type { NotificationPreferencesView } from '@/lib/contracts/notification-preferences';
import { channelsFor } from '@/lib/domain/notifications/channels';
import { createApiKey } from '@/lib/server/api-keys/api-keys';
import { readOwnPreferences, updateOwnPreferences } from '@/lib/server/preferences/own-preferences';
import { call, createMember, createWorkspace as createHttpWorkspace } from '../support/http';
import type { TestMember as HttpMember } from '../support/http';
import { useDesk } from '../support/desk';

const desk = useDesk();

const soon = () => new Date(Date.now() + 3_600_000).toISOString();
const jsonOf = async <T>(answer: Response) => (await answer.json()) as T;
const fieldsOf = async (answer: Response) =>
  (await jsonOf<{ details?: { fields: Record<string, string> } }>(answer)).details?.fields ?? {};

describe('one’s own, over the socket', () => {
  test('nothing chosen: the product’s own mind, for what one can be told of', async () => {
    const robin = await desk.server.connect(desk.robin);
    const { choices, quietHours, doNotDisturbUntil, matrix } = await robin.get(
      'notification:preferences',
      {},
    );
    expect({ choices, quietHours, doNotDisturbUntil }).toEqual({
      choices: {},
      quietHours: null,
      doNotDisturbUntil: null,
    });
    expect(Object.keys(matrix)).not.toContain('reply');
    expect(matrix.assigned!.inbox).toEqual({ on: true, mandatory: true });
    expect(matrix.unassigned!.inbox).toEqual({ on: false, mandatory: false });
    const kim = await desk.server.connect(desk.visitor);
    const theirs = await kim.get('notification:preferences', {});
    expect(Object.keys(theirs.matrix)).toEqual(['reply', 'custom']);
  });

  test('changes of two devices at once are both kept, and null follows the workspace again', async () => {
    const patches = [
      { choices: { message: { email: false } } },
      { choices: { message: { push: false } } },
      { choices: { unassigned: { inbox: true } } },
      { quietHours: { timeZone: 'Europe/Berlin', ranges: [] } },
      { doNotDisturbUntil: soon() },
    ];
    await Promise.all(patches.map((patch) => updateOwnPreferences(desk.robin.actor, patch)));
    const chosen = await readOwnPreferences(desk.robin.actor);
    expect(chosen.choices).toEqual({
      message: { email: false, push: false },
      unassigned: { inbox: true },
    });
    expect(chosen.quietHours).toEqual(patches[3]!.quietHours);
    expect(chosen.doNotDisturbUntil).toBe(patches[4]!.doNotDisturbUntil);
    const robin = await desk.server.connect(desk.robin);
    const after = await robin.get('notification:prefer', {
      choices: { message: { email: null } },
      quietHours: null,
      doNotDisturbUntil: null,
    });
    expect(after.choices).toEqual({ message: { push: false }, unassigned: { inbox: true } });
    expect(after.matrix.message).toMatchObject({ email: { on: true }, push: { on: false } });
    expect(after).toMatchObject({ quietHours: null, doNotDisturbUntil: null });
  });

  test('a change is told to the person’s other devices, and to nobody else', async () => {
    const phone = await desk.server.connect(await desk.workspace.addMemberSession(desk.robin));
    const laptop = await desk.server.connect(desk.robin);
    const sam = await desk.server.connect(await desk.workspace.addMember('Sam'));
    const told = phone.next('notification:preferred');
    await laptop.get('notification:prefer', { choices: { message: { email: false } } });
    await told;
    const { matrix } = await phone.get('notification:preferences', {});
    expect(matrix.message!.email.on).toBe(false);
    // What is sent to Sam comes after what would have been.
    await sam.get('notification:preferences', {});
    expect(sam.of('notification:preferred')).toEqual([]);
  });

  test('what concerns one by name stays in the inbox, said per choice', async () => {
    const robin = await desk.server.connect(desk.robin);
    const answer = await robin.ask('notification:prefer', {
      choices: { assigned: { inbox: false, email: false }, message: { inbox: false } },
    });
    expect(answer).toMatchObject({
      ok: false,
      error: {
        code: 'invalid',
        details: { fields: { 'choices.assigned.inbox': expect.any(String) } },
      },
    });
    expect((await readOwnPreferences(desk.robin.actor)).choices).toEqual({});
  });

  test.each([
    ['a time zone that is none', { quietHours: { timeZone: 'Mars/Base', ranges: [] } }],
    [
      'a minute that no day has',
      {
        quietHours: {
          timeZone: 'UTC',
          ranges: [{ weekday: 1, fromMinute: 1_440, untilMinute: 10 }],
        },
      },
    ],
    ['a rest that is over', { doNotDisturbUntil: new Date(Date.now() - 1_000).toISOString() }],
    ['a kind that there is not', { choices: { gossip: { inbox: true } } }],
  ])('%s is refused', async (_name, patch) => {
    const robin = await desk.server.connect(desk.robin);
    const answer = await robin.ask('notification:prefer', patch as never);
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid' } });
  });
});

describe('over HTTP', () => {
  let admin: HttpMember;
  let agent: HttpMember;
  beforeEach(async () => {
    const workspaceId = await createHttpWorkspace();
    admin = await createMember(workspaceId, 'admin');
    agent = await createMember(workspaceId, 'agent');
  });
  const patchDefaults = (by: HttpMember, choices: object) =>
    call(defaultsRoute.PATCH, { method: 'PATCH', cookie: by.cookie, body: { choices } });
  const own = async (by: HttpMember) =>
    jsonOf<NotificationPreferencesView>(await call(preferencesRoute.GET, { cookie: by.cookie }));

  test('defaults reach whoever has not chosen otherwise, at once', async () => {
    expect((await patchDefaults(agent, {})).status).toBe(403);
    expect((await call(defaultsRoute.GET, { cookie: agent.cookie })).status).toBe(403);
    const mine = { choices: { message: { email: true } } };
    const set = { method: 'PATCH', cookie: agent.cookie, body: mine };
    expect((await call(preferencesRoute.PATCH, set)).status).toBe(200);
    const defaults = { message: { email: false, push: false }, custom: { inbox: false } };
    expect((await patchDefaults(admin, defaults)).status).toBe(200);
    const { choices, matrix } = await own(agent);
    expect(choices).toEqual(mine.choices);
    expect(matrix.message).toMatchObject({ email: { on: true }, push: { on: false } });
    expect(channelsFor('custom', [defaults, choices]).size).toBe(0);
    expect((await own(admin)).matrix.message).toMatchObject({ email: { on: false } });
    expect((await patchDefaults(admin, { message: { push: null } })).status).toBe(200);
    expect((await own(agent)).matrix.message).toMatchObject({ push: { on: true } });
  });

  test('defaults cannot switch off what is mandatory', async () => {
    const refused = await patchDefaults(admin, { mentioned: { inbox: false } });
    expect(refused.status).toBe(400);
    expect(Object.keys(await fieldsOf(refused))).toEqual(['choices.mentioned.inbox']);
  });

  test('a member changes nobody else’s; a program those of its workspace, by its scope', async () => {
    const asked = {
      recipient: { memberEmail: agent.email },
      choices: { custom: { email: false } },
    };
    const patch = (headers: Record<string, string>, cookie?: string) =>
      call(preferencesRoute.PATCH, { method: 'PATCH', headers, cookie, body: asked });
    expect((await patch({}, admin.cookie)).status).toBe(403);
    const actor = { ...desk.robin.actor, role: 'admin' as const };
    const keyOf = async (
      workspaceId: string,
      scope: 'notifications:read' | 'notifications:write',
    ) => (await createApiKey({ ...actor, workspaceId }, { name: 'Shop', scopes: [scope] })).secret;
    const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
    const { workspaceId } = agent;
    expect((await patch(bearer(await keyOf(workspaceId, 'notifications:read')))).status).toBe(403);
    const foreign = await keyOf(desk.workspace.id, 'notifications:write');
    expect((await patch(bearer(foreign))).status).toBe(404);
    const written = await patch(bearer(await keyOf(workspaceId, 'notifications:write')));
    expect(written.status).toBe(200);
    expect((await own(agent)).choices).toEqual({ custom: { email: false } });
  });
});
