/** PRS-1 and TYP-1 on the wire: who is here, who looks on, who writes. Graces are short here. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { start, useDesk } from '@/e2e/support/desk';
import { type WireClient } from '@/e2e/support/wire';
import { type TestMember } from '@/e2e/support/workspace';
import { TIMES } from '@/lib/contracts/limits';
import { database } from '@/lib/platform/database';
import { presenceScope, presenceStore } from '@/lib/platform/presence-store';
import { InProcessPresenceStore } from '@/lib/platform/presence-store-in-process';
import { forget, remember } from '@/lib/platform/remember';
import { InProcessTypingStore } from '@/lib/server/typing/typing-store-in-process';

let graceMs: number;
/** Added to the clock of the typing leases. */
let later: number;

beforeEach(() => {
  graceMs = 300;
  later = 0;
  forget('presence-store');
  forget('typing-store');
  remember('presence-store', () => new InProcessPresenceStore(() => graceMs));
  remember('typing-store', () => new InProcessTypingStore(() => performance.now() + later));
});
const desk = useDesk();

const subscribe = (client: WireClient, conversationId: string) =>
  client.get('conversation:subscribe', { conversationId, afterSeq: 0 });
const openInbox = async (person: TestMember) => {
  const client = await desk.server.connect(person);
  return { client, opened: await client.get('inbox:subscribe', { view: 'open' }) };
};
const contactFrames = (client: WireClient, id: string) =>
  client
    .of('presence:changed')
    .flatMap(({ contacts }) => contacts ?? [])
    .filter((contact) => contact.id === id)
    .map(({ connected }) => connected);

describe('PRS-1 connected', () => {
  test('PRS-1: whoever has left was last seen then', async () => {
    const longAgo = new Date('2020-01-01T00:00:00Z');
    const { id } = desk.visitor.actor;
    await database().contact.update({ where: { id }, data: { lastSeenAt: longAgo } });
    const kim = await desk.server.connect(desk.visitor);
    kim.close();
    const lastSeen = async () =>
      (await database().contact.findUniqueOrThrow({ where: { id } })).lastSeenAt.getTime();
    await expect.poll(lastSeen, { timeout: 10_000 }).toBeGreaterThan(longAgo.getTime());
  });

  test('PRS-1: a second tab changes nothing, the last one leaving is told once', async () => {
    const { client: staff } = await openInbox(desk.robin);
    const id = desk.visitor.actor.id;
    const [one, two] = [
      await desk.server.connect(desk.visitor),
      await desk.server.connect(desk.visitor),
    ];
    await expect.poll(() => contactFrames(staff, id)).toEqual([true]);
    await start(one);
    expect((await openInbox(desk.sam)).opened.rows[0]?.contactConnected).toBe(true);
    one.close();
    // A colleague comes and goes meanwhile: the frame about him tells that the first tab was seen to go.
    const marker = await desk.workspace.addVisitor('Marker');
    (await desk.server.connect(marker)).close();
    await expect.poll(() => contactFrames(staff, marker.actor.id).at(-1)).toBe(false);
    expect(contactFrames(staff, id)).toEqual([true]);
    two.close();
    await expect.poll(() => contactFrames(staff, id)).toEqual([true, false]);
  });

  test('PRS-1: a page of the inbox asks once, however many rows it has', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const other = await desk.server.connect(await desk.workspace.addVisitor('Other'));
    const ids = [await start(kim), await start(kim), await start(other)];
    const asked = vi.spyOn(presenceStore(), 'hasMany');
    const { client, opened } = await openInbox(desk.robin);
    expect(opened.rows.map((row) => row.contactConnected)).toEqual([true, true, true]);
    // Of visitors: who is told of a new conversation asks of its own accord who looks.
    const times = () =>
      asked.mock.calls.filter(([scope]) => scope === presenceScope.visitors(desk.workspace.id))
        .length;
    expect(times()).toBe(1);
    await client.get('inbox:sync', { conversationIds: ids });
    expect(times()).toBe(2);
  });

  test('PRS-1: a reload inside the grace does not flicker', async () => {
    graceMs = 60_000;
    const { client: staff } = await openInbox(desk.robin);
    const id = desk.visitor.actor.id;
    let tab = await desk.server.connect(desk.visitor);
    await expect.poll(() => contactFrames(staff, id)).toEqual([true]);
    for (let reload = 0; reload < 5; reload++) {
      tab.close();
      await tab.closed;
      tab = await desk.server.connect(desk.visitor);
    }
    const marker = await desk.workspace.addVisitor('Marker');
    await desk.server.connect(marker);
    await expect.poll(() => contactFrames(staff, marker.actor.id)).toEqual([true]);
    expect(contactFrames(staff, id)).toEqual([true]);
    expect((await openInbox(desk.sam)).client.of('presence:changed')).toEqual([]);
  });

  test('PRS-1: availability is a choice and stays when the person is gone', async () => {
    const { client: staff } = await openInbox(desk.robin);
    const { client: colleague } = await openInbox(desk.sam);
    const kim = await desk.server.connect(desk.visitor);
    expect(kim.of('server:hello')[0]?.staff?.map(({ name }) => name)).toEqual(['Robin', 'Sam']);

    await colleague.get('presence:set', { availability: 'away' });
    const away = await staff.next('presence:changed', ({ members }) =>
      Boolean(
        members?.some(
          ({ id, availability }) => id === desk.sam.actor.id && availability === 'away',
        ),
      ),
    );
    expect(away.members?.find(({ id }) => id === desk.sam.actor.id)).toMatchObject({
      connected: true,
    });
    // A visitor hears who is on duty, and nothing else of staff.
    await kim.next('presence:changed', (frame) => frame.staff?.length === 1);
    for (const frame of kim.of('presence:changed')) expect(Object.keys(frame)).toEqual(['staff']);

    colleague.close();
    await expect
      .poll(() =>
        staff
          .of('presence:changed')
          .at(-1)
          ?.members?.find(({ id }) => id === desk.sam.actor.id),
      )
      .toMatchObject({ connected: false, availability: 'away' });
    const back = await desk.server.connect(desk.sam);
    expect(back.of('server:hello')[0]?.self).toMatchObject({ availability: 'away' });
  });
});

describe('PRS-1 looking on', () => {
  test('PRS-1: staff see who else has the conversation open; leaving and closing are told', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const id = await start(kim);
    const [staff, colleague] = [
      await desk.server.connect(desk.robin),
      await desk.server.connect(desk.sam),
    ];
    expect((await subscribe(staff, id)).presence).toEqual({ contactConnected: true, viewers: [] });
    const opened = await subscribe(colleague, id);
    expect(opened.presence.viewers).toEqual([
      { kind: 'member', id: desk.robin.actor.id, name: 'Robin' },
    ]);
    await staff.next('viewing:changed', ({ viewers }) => viewers.length === 2);
    await colleague.get('conversation:unsubscribe', { conversationId: id });
    await expect.poll(() => staff.of('viewing:changed').at(-1)?.viewers.length).toBe(1);
    await subscribe(colleague, id);
    await expect.poll(() => staff.of('viewing:changed').at(-1)?.viewers.length).toBe(2);
    colleague.close();
    await expect.poll(() => staff.of('viewing:changed').at(-1)?.viewers.length).toBe(1);
    await subscribe(kim, id);
    expect(kim.of('viewing:changed')).toEqual([]);
  });
});

describe('TYP-1 typing', () => {
  test('TYP-1: it is told to the others with its lease, and its end is told', async () => {
    const [kim, staff] = [
      await desk.server.connect(desk.visitor),
      await desk.server.connect(desk.robin),
    ];
    const id = await start(kim);
    await Promise.all([subscribe(kim, id), subscribe(staff, id)]);
    await kim.get('typing:set', { conversationId: id, audience: 'all', active: true });
    expect(await staff.next('typing:changed')).toEqual({
      conversationId: id,
      participant: { kind: 'contact', id: desk.visitor.actor.id, name: 'Kim' },
      audience: 'all',
      expiresInMs: TIMES.typingLeaseMs,
    });
    await kim.get('typing:set', { conversationId: id, audience: 'all', active: false });
    await staff.next('typing:changed', ({ expiresInMs }) => expiresInMs === 0);
    expect((await subscribe(staff, id)).typing).toEqual([]);
  });

  test('TYP-1: who opens the conversation is told what is left of the lease, and nothing once it has expired', async () => {
    const [kim, staff] = [
      await desk.server.connect(desk.visitor),
      await desk.server.connect(desk.robin),
    ];
    const id = await start(kim);
    await subscribe(kim, id);
    await kim.get('typing:set', { conversationId: id, audience: 'all', active: true });
    later = TIMES.typingLeaseMs / 2;
    const [lease] = (await subscribe(staff, id)).typing;
    expect(lease).toMatchObject({ participant: { id: desk.visitor.actor.id } });
    expect(lease!.expiresInMs).toBeGreaterThan(0);
    expect(lease!.expiresInMs).toBeLessThanOrEqual(TIMES.typingLeaseMs / 2);
    // Nobody is told that he writes himself.
    expect((await subscribe(kim, id)).typing).toEqual([]);
    // The connection dies without a word: nothing has to arrive for it to end.
    kim.close();
    later = TIMES.typingLeaseMs + 1;
    expect((await subscribe(staff, id)).typing).toEqual([]);
  });

  test('TYP-1: a list shows it, too, without the conversation being open', async () => {
    const kim = await desk.server.connect(desk.visitor);
    const { client: staff } = await openInbox(desk.robin);
    const id = await start(kim);
    await subscribe(kim, id);
    await kim.get('typing:set', { conversationId: id, audience: 'all', active: true });
    await staff.next('typing:changed', ({ conversationId }) => conversationId === id);
  });
});
