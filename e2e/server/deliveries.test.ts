/**
 * E-mail of what is still unread: once, together, not when it was read in time, not in quiet hours,
 * whoever dies in between. A real mail server, and a clock that tests set.
 */
import { renderToStaticMarkup } from 'react-dom/server';
import { v7 as uuid } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { GET as listRoute } from '@/app/api/v1/deliveries/route';
import UnsubscribePage from '@/app/unsubscribe/page';
import { GET as openOneClick, POST as oneClick } from '@/app/unsubscribe/one-click/route';
import { deliveryListSchema } from '@/lib/contracts/deliveries';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import type { QuietHours } from '@/lib/contracts/notification-preferences';
import type { NotificationKind } from '@/lib/contracts/notifications';
import { MAX_TRIES } from '@/lib/domain/notifications/due';
import { EMAIL_DELAY_MS } from '@/lib/domain/notifications/decide';
import { database } from '@/lib/platform/database';
import type { Prisma } from '@/prisma/generated/client';
import { createMailer, type Mailer } from '@/lib/platform/mail';
import { forget } from '@/lib/platform/remember';
import { CLAIM_MS } from '@/lib/server/deliveries/delivery-store';
import { startWorker } from '@/lib/worker/start-worker';
import { forgetOldDeliveries } from '@/lib/server/deliveries/forget-old-deliveries';
import { outwardOf } from '@/lib/server/deliveries/queue-deliveries';
import { claimEmails, sendDueEmails } from '@/lib/server/deliveries/send-due-emails';
import { readSubscription } from '@/lib/server/deliveries/unsubscribe';
import * as inbox from '@/lib/server/notifications/notification-store';
import { start } from '../support/desk';
import { startTestNode } from '../support/node';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink';
import { clientId, startWireServer } from '../support/wire';
import { startTestDatabase, type TestDatabase } from '../support/postgres';
import {
  createWorkspace,
  type TestMember,
  type TestVisitor,
  type TestWorkspace,
} from '../support/workspace';

const PUBLIC_URL = 'https://desk.example.com';
const FROM = 'support@desk.example.com';
const MINUTE = 60_000;
const noParams = { params: Promise.resolve({}) };
/** A Wednesday; every test begins here and sets its own clock. */
const T0 = Date.parse('2026-06-10T12:00:00Z');

let db: TestDatabase;
let sink: SmtpSink;
let mailer: Mailer;
let workspace: TestWorkspace;
let robin: TestMember;
let address: string;
let clock: number;

beforeAll(async () => {
  db = await startTestDatabase();
  sink = await startSmtpSink();
  Object.assign(process.env, { SMTP_URL: sink.url, MAIL_FROM: FROM, PUBLIC_URL });
  forget('config');
  mailer = createMailer(sink.url, FROM);
});
afterAll(async () => {
  for (const name of ['SMTP_URL', 'MAIL_FROM', 'PUBLIC_URL']) delete process.env[name];
  forget('config');
  await sink.stop();
  await db.stop();
});
beforeEach(async () => {
  clock = T0;
  workspace = await createWorkspace('Acme');
  robin = await workspace.addMember('Robin');
  address = `${robin.actor.userId}@example.test`;
});
afterEach(async () => {
  sink.mails.length = 0;
  sink.refuse = null;
  sink.silent = false;
  await database().notificationDelivery.deleteMany();
  await database().notificationPreference.deleteMany();
});

const work = (at = clock) => sendDueEmails({ mailer, now: () => new Date(at) });
const deliveries = () =>
  database().notificationDelivery.findMany({ orderBy: { createdAt: 'asc' } });
const states = async () =>
  (await deliveries()).map(({ state, reason }) => (reason ? `${state}: ${reason}` : state));

interface Telling {
  subjectKey?: string;
  kind?: NotificationKind;
  preview?: string;
  title?: string;
  actorName?: string;
  emailAt?: number;
}

/** Somebody is told of something, and by e-mail ten minutes later. */
async function tell(to: TestMember | TestVisitor, over: Telling = {}): Promise<string> {
  const { kind = 'message', emailAt = clock + EMAIL_DELAY_MS.member } = over;
  const [row] = await inbox.recordNotifications(
    {
      workspaceId: workspace.id,
      eventId: uuid(),
      subjectKind: 'conversation',
      subjectKey: over.subjectKey ?? uuid(),
      subjectSeq: 1,
      url: null,
      title: over.title ?? 'Kim',
      preview: over.preview ?? 'Hello?',
      actorKind: to.actor.kind === 'member' ? 'contact' : 'member',
      actorId: null,
      actorName: over.actorName ?? 'Kim',
      at: new Date(clock),
    },
    [
      {
        recipient: { kind: to.actor.kind, id: to.actor.id },
        kind,
        deliveries: outwardOf({ channels: new Map([['email', emailAt]]) }),
      },
    ],
  );
  return row!.id;
}

const prefer = (data: {
  choices?: Prisma.InputJsonObject;
  quietHours?: QuietHours;
  doNotDisturbUntil?: Date;
}) =>
  database().notificationPreference.create({
    data: { recipientId: robin.actor.id, workspaceId: workspace.id, ...data },
  });

describe('a digest', () => {
  test('arrives once, with everything that is due or soon will be, and with its counts', async () => {
    const conversation = uuid();
    await tell(robin, { subjectKey: conversation });
    clock += MINUTE;
    await tell(robin, { subjectKey: conversation, preview: 'Are you there?' });
    await tell(robin, { kind: 'mentioned', actorName: 'Sam', preview: '@Robin <b>look</b> & see' });
    await work(T0 + EMAIL_DELAY_MS.member - 1);
    expect(sink.mails).toEqual([]);
    await work(T0 + EMAIL_DELAY_MS.member);
    await work(T0 + 60 * MINUTE);
    expect(sink.mails).toHaveLength(1);
    const [mail] = sink.mails;
    expect(mail!.to).toEqual([address]);
    expect(mail!.headers.subject).toBe('2 unread notifications from Acme');
    expect(mail!.headers.from).toBe('Acme <support@desk.example.com>');
    expect(mail!.text).toContain(`All of it: ${PUBLIC_URL}/notifications\n`);
    expect(mail!.text).toContain('2 new messages from Kim\n> Are you there?');
    expect(mail!.text).toContain(`${PUBLIC_URL}/inbox/${conversation}`);
    expect(mail!.text).toContain('Sam mentioned you\n> @Robin <b>look</b> & see');
    expect(mail!.html).toContain('@Robin &lt;b&gt;look&lt;/b&gt; &amp; see');
    expect(mail!.html).toContain(`href="${PUBLIC_URL}/inbox/${conversation}"`);
    expect(mail!.html).not.toMatch(/<img|<table|src=|url\(/);
    const rows = await deliveries();
    expect(rows.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['sent', 1],
      ['sent', 1],
    ]);
    for (const { providerId } of rows) expect(providerId).toBe(mail!.headers['message-id']);
  });

  test('does not come when everything was read or archived in time, and says so', async () => {
    const read = await tell(robin);
    const archived = await tell(robin);
    await inbox.changeOwn(robin.actor.id, { kind: 'read', ids: [read] });
    await inbox.changeOwn(robin.actor.id, { kind: 'archive', ids: [archived] });
    await work(T0 + 60 * MINUTE);
    expect(sink.mails).toEqual([]);
    expect(await states()).toEqual(['skipped: read', 'skipped: archived']);
  });

  test('waits for the end of a snooze', async () => {
    const id = await tell(robin);
    const until = new Date(T0 + 30 * MINUTE).toISOString();
    await inbox.changeOwn(robin.actor.id, { kind: 'snooze', ids: [id], until });
    await work(T0 + 29 * MINUTE);
    expect(sink.mails).toEqual([]);
    await work(T0 + 30 * MINUTE);
    expect(sink.mails).toHaveLength(1);
  });

  test('comes after quiet hours that were set after it was queued', async () => {
    await tell(robin);
    const ranges = [{ weekday: 3, fromMinute: 12 * 60, untilMinute: 15 * 60 }];
    await prefer({ quietHours: { timeZone: 'UTC', ranges } });
    await work(T0 + 60 * MINUTE);
    expect(sink.mails).toEqual([]);
    const [waiting] = await deliveries();
    expect(waiting).toMatchObject({ state: 'queued', attempts: 0 });
    expect(waiting!.notBefore.toISOString()).toBe('2026-06-10T15:00:00.000Z');
    await work(waiting!.notBefore.getTime());
    expect(sink.mails).toHaveLength(1);
  });

  test('comes when nobody asks any more not to be disturbed', async () => {
    await tell(robin);
    await prefer({ doNotDisturbUntil: new Date(T0 + 120 * MINUTE) });
    await work(T0 + 119 * MINUTE);
    expect(sink.mails).toEqual([]);
    await work(T0 + 120 * MINUTE);
    expect(sink.mails).toHaveLength(1);
  });

  test('does not come to who turned its kind off, has left, or has no address of their own', async () => {
    const sam = await workspace.addMember('Sam');
    const kim = await workspace.addVisitor('Kim');
    await database().contact.update({
      where: { id: kim.actor.id },
      data: { email: 'kim@example.com' },
    });
    await prefer({ choices: { message: { email: false } } });
    await tell(robin);
    await tell(sam);
    await tell(kim, { kind: 'reply' });
    await database().member.update({
      where: { id: sam.actor.id },
      data: { removedAt: new Date() },
    });
    await work(T0 + 60 * MINUTE);
    expect(sink.mails).toEqual([]);
    expect(await states()).toEqual(['skipped: preference', 'skipped: left', 'skipped: no_address']);
  });

  test('to a visitor whose identity is verified leads to the page of the site, and to no other', async () => {
    const kim = await workspace.addVisitor('Kim');
    const set = (pageUrl: string) =>
      database().contact.update({
        where: { id: kim.actor.id },
        data: { externalId: 'kim-1', email: 'kim@example.com', pageUrl },
      });
    await set('http://localhost/orders/7');
    await tell(kim, { kind: 'reply', actorName: 'Robin', preview: 'On its way' });
    await work(T0 + 60 * MINUTE);
    await set('https://elsewhere.example/');
    await tell(kim, { kind: 'reply', actorName: 'Robin' });
    await work(T0 + 60 * MINUTE);
    const [first, second] = sink.mails;
    expect(first!.headers).toMatchObject({ subject: 'Robin replied', to: 'Kim <kim@example.com>' });
    expect(first!.headers.from).toBe('Test site <support@desk.example.com>');
    expect(first!.text).toContain('http://localhost/orders/7');
    expect(second!.text + second!.html).not.toMatch(/elsewhere|\/inbox/);
  });

  test('a further event keeps the time of the first, and after the e-mail is told by another', async () => {
    const subjectKey = uuid();
    await tell(robin, { subjectKey });
    clock += 9 * MINUTE;
    await tell(robin, { subjectKey });
    expect((await deliveries()).map(({ notBefore }) => notBefore.getTime())).toEqual([
      T0 + EMAIL_DELAY_MS.member,
    ]);
    await work(T0 + EMAIL_DELAY_MS.member);
    clock += 20 * MINUTE;
    await tell(robin, { subjectKey });
    await work(clock + EMAIL_DELAY_MS.member);
    expect(sink.mails.map(({ headers }) => headers.subject)).toEqual([
      '2 new messages from Kim',
      '3 new messages from Kim',
    ]);
  });

  test('what comes while an e-mail is on its way is not lost with it', async () => {
    const subjectKey = uuid();
    await tell(robin, { subjectKey });
    const { batches } = await claimEmails(new Date(T0 + EMAIL_DELAY_MS.member));
    expect(batches).toHaveLength(1);
    clock += 10 * MINUTE;
    await tell(robin, { subjectKey });
    expect(await states()).toEqual(['queued', 'queued']);
  });

  test('words cannot make headers of their own', async () => {
    await tell(robin, { actorName: 'Kim\r\nBcc: all@example.com', preview: 'x\r\n.\r\ny' });
    await work(T0 + 60 * MINUTE);
    expect(sink.mails[0]!.to).toEqual([address]);
    expect(sink.mails[0]!.headers).not.toHaveProperty('bcc');
    expect(sink.mails[0]!.headers.subject).toBe('New message from Kim Bcc: all@example.com');
  });
});

describe('whoever fails', () => {
  test('two workers at once send one e-mail, to each of many', async () => {
    const people = [
      robin,
      ...(await Promise.all(
        Array.from({ length: 11 }, (_, n) => workspace.addMember(`Member ${n}`)),
      )),
    ];
    for (const person of people) {
      await tell(person);
      await tell(person);
    }
    await Promise.all(Array.from({ length: 4 }, () => work(T0 + 60 * MINUTE)));
    expect(sink.mails.map(({ to }) => to[0]).sort()).toEqual(
      people.map(({ actor }) => `${actor.userId}@example.test`).sort(),
    );
    for (const { text } of sink.mails) expect(text.match(/New message from Kim/g)).toHaveLength(2);
  });

  test('a worker that dies between claim and send: another sends when the claim is over', async () => {
    await tell(robin);
    const at = T0 + EMAIL_DELAY_MS.member;
    expect((await claimEmails(new Date(at))).batches).toHaveLength(1);
    await work(at + CLAIM_MS - 1);
    expect(sink.mails).toEqual([]);
    await work(at + CLAIM_MS);
    expect(sink.mails).toHaveLength(1);
    expect(await states()).toEqual(['sent']);
  });

  test('a node killed when the server has the e-mail: it comes again under the same id', async () => {
    await tell(robin, { emailAt: Date.now() - MINUTE });
    sink.silent = true;
    const node = await startTestNode({
      databaseUrl: db.url,
      roles: 'worker',
      environment: { SMTP_URL: sink.url, MAIL_FROM: FROM, PUBLIC_URL },
    });
    try {
      await sink.taken(1);
      await node.kill();
    } finally {
      await node.dispose();
    }
    sink.silent = false;
    expect(await states()).toEqual(['queued']);
    await work(Date.now() + CLAIM_MS);
    expect(sink.mails).toHaveLength(2);
    expect(sink.mails[0]!.headers['message-id']).toBe(sink.mails[1]!.headers['message-id']);
    expect(await states()).toEqual(['sent']);
    // A node that takes long to start must not reach into the tests after this one.
  }, 240_000);

  test('every try that ends in a crash counts', async () => {
    await tell(robin);
    let at = T0 + 60 * MINUTE;
    for (let n = 0; n < MAX_TRIES; n++, at += CLAIM_MS) await claimEmails(new Date(at));
    await work(at);
    expect(sink.mails).toEqual([]);
    expect(await states()).toEqual(['failed: No try came to an end.']);
  });

  test('“not now” is tried again, ever later, and given up with its reason', async () => {
    await tell(robin);
    sink.refuse = { at: 'recipient', code: 451, words: 'Mailbox busy' };
    const tries: number[] = [];
    for (let at = T0 + 60 * MINUTE; tries.length < 9;) {
      await work(at);
      const [row] = await deliveries();
      if (row!.state !== 'queued') break;
      expect(row!.reason).toContain('451 Mailbox busy');
      tries.push(row!.notBefore.getTime() - at);
      await work(row!.notBefore.getTime() - 1);
      expect((await deliveries())[0]!.attempts).toBe(tries.length);
      at = row!.notBefore.getTime();
    }
    expect(tries).toHaveLength(MAX_TRIES - 1);
    for (const [n, pause] of tries.entries()) {
      expect(pause).toBeGreaterThanOrEqual(2 * MINUTE * 5 ** n);
    }
    expect((await states())[0]).toContain('failed: 451 Mailbox busy');
    expect(sink.mails).toEqual([]);
  }, 120_000);

  test('it works again: what was refused for now goes out with what came meanwhile', async () => {
    await tell(robin);
    sink.refuse = { at: 'message', code: 452, words: 'Out of space' };
    await work(T0 + 60 * MINUTE);
    sink.refuse = null;
    const [row] = await deliveries();
    clock = row!.notBefore.getTime() - EMAIL_DELAY_MS.member;
    await tell(robin, { actorName: 'Alex' });
    await work(row!.notBefore.getTime());
    expect(sink.mails).toHaveLength(1);
    expect(sink.mails[0]!.text).toContain('New message from Alex');
    expect(sink.mails[0]!.text).toContain('New message from Kim');
    expect(await states()).toEqual(['sent', 'sent']);
  });

  test('“never” is not tried again', async () => {
    await tell(robin);
    sink.refuse = { at: 'recipient', code: 550, words: 'No such user' };
    await work(T0 + 60 * MINUTE);
    expect((await states())[0]).toContain('failed: 550 No such user');
  });

  test('a server that is not there is tried again', async () => {
    await tell(robin);
    const nobody = createMailer('smtp://127.0.0.1:1', FROM);
    await sendDueEmails({ mailer: nobody, now: () => new Date(T0 + 60 * MINUTE) });
    expect((await deliveries())[0]).toMatchObject({ state: 'queued', attempts: 1, batchId: null });
  });
});

describe('unsubscribing', () => {
  const onlyKind = (text: string) => /about new messages: \S*token=(\S+)/.exec(text)![1]!;
  const post = (url: string) => oneClick(new Request(url, { method: 'POST' }), noParams);
  const pageOf = async (token: string) =>
    renderToStaticMarkup(await UnsubscribePage({ searchParams: Promise.resolve({ token }) }));
  const sendOne = async () => {
    await tell(robin);
    await work(T0 + 60 * MINUTE);
    return sink.mails.at(-1)!;
  };
  const choices = async () =>
    (
      await database().notificationPreference.findUnique({
        where: { recipientId: robin.actor.id },
      })
    )?.choices;

  test('takes one press of a mail program, without a session, and ends what waits, too', async () => {
    const { headers } = await sendOne();
    expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
    const [, url] = /^<(\S+)>$/.exec(headers['list-unsubscribe']!)!;
    await tell(robin);
    const answered = await post(url!);
    expect(answered.status).toBe(200);
    await work(T0 + 120 * MINUTE);
    expect(sink.mails).toHaveLength(1);
    expect((await states()).sort()).toEqual(['sent', 'skipped: preference']);
    expect(await choices()).toMatchObject({ message: { email: false }, reply: { email: false } });
  });

  test('of one kind leaves the others and what else was chosen', async () => {
    await prefer({ choices: { message: { push: false }, mentioned: { desktop: false } } });
    const token = onlyKind((await sendOne()).text);
    expect(await readSubscription(token)).toEqual({ about: 'new messages', subscribed: true });
    const action = /<form [^>]*action="([^"]+)"/.exec(await pageOf(token))![1]!;
    const answered = await post(PUBLIC_URL + action.replaceAll('&amp;', '&'));
    expect(answered.status).toBe(303);
    expect(answered.headers.get('location')).toBe(`/unsubscribe?token=${token}`);
    expect(await readSubscription(token)).toEqual({ about: 'new messages', subscribed: false });
    expect(await pageOf(token)).toContain('You get no more e-mails about new messages.');
    expect(await choices()).toEqual({
      message: { push: false, email: false },
      mentioned: { desktop: false },
    });
  });

  test('looking at the link changes nothing', async () => {
    const { headers } = await sendOne();
    const url = headers['list-unsubscribe']!.slice(1, -1);
    const answered = await openOneClick(new Request(url), noParams);
    expect(answered.status).toBe(303);
    const token = new URL(url).searchParams.get('token')!;
    expect(answered.headers.get('location')).toBe(`/unsubscribe?token=${token}`);
    expect(await pageOf(token)).toContain('You will get no more e-mails.');
    expect(await choices()).toBeUndefined();
  });

  test('needs a token that we made, for this very person and kind', async () => {
    const sam = await workspace.addMember('Sam');
    await tell(sam);
    await sendOne();
    const ours = sink.mails.find(({ to }) => to[0] === address)!;
    const token = onlyKind(ours.text);
    const [id, kind, mac] = token.split('.') as [string, string, string];
    const flipped = (mac.startsWith('A') ? 'B' : 'A') + mac.slice(1);
    const forged = [
      '',
      'x',
      `${id}.${kind}`,
      `${id}.${kind}.`,
      `${id}.${kind}.${flipped}`,
      `${id}.${kind}.${mac}.`,
      `${id}.all.${mac}`,
      `${sam.actor.id}.${kind}.${mac}`,
    ];
    for (const other of forged) {
      expect(await readSubscription(other), other).toBeNull();
      expect(await pageOf(other)).toContain('This link does not work');
      expect((await post(`${PUBLIC_URL}/unsubscribe/one-click?token=${other}`)).status).toBe(404);
    }
    expect(await database().notificationPreference.count()).toBe(0);
  });
});

describe('the delivery log', () => {
  const read = async (person: TestMember, search: Record<string, string> = {}) => {
    const request = new Request(`${PUBLIC_URL}/?${new URLSearchParams(search).toString()}`, {
      headers: { cookie: person.cookie, host: 'localhost' },
    });
    return listRoute(request, noParams);
  };
  const list = async (person: TestMember, search?: Record<string, string>) =>
    deliveryListSchema.parse(await (await read(person, search)).json());

  test('tells admins of each delivery what became of it, and nothing of what was said', async () => {
    const boss = await workspace.addMember('Alex', 'admin');
    const seen = await tell(robin, { preview: 'a secret' });
    await inbox.changeOwn(robin.actor.id, { kind: 'read', ids: [seen] });
    const sent = await tell(robin, { preview: 'a secret', title: 'a secret' });
    await work(T0 + 60 * MINUTE);
    await tell(robin);
    const { deliveries: all, nextCursor } = await list(boss);
    expect(all.map(({ state, reason }) => [state, reason])).toEqual([
      ['queued', null],
      ['sent', null],
      ['skipped', 'read'],
    ]);
    expect(nextCursor).toBeNull();
    expect(JSON.stringify(all)).not.toContain('secret');
    const [one, ...others] = (await list(boss, { notificationId: sent })).deliveries;
    expect(others).toEqual([]);
    expect(one).toMatchObject({
      notificationId: sent,
      kind: 'message',
      recipient: { kind: 'member', id: robin.actor.id, name: 'Robin' },
      channel: 'email',
      attempts: 1,
      providerId: sink.mails[0]!.headers['message-id'],
    });
    expect((await list(boss, { state: 'skipped' })).deliveries).toHaveLength(1);
  });

  test('goes on page by page, with those of the same moment, too', async () => {
    const boss = await workspace.addMember('Alex', 'admin');
    const ids = Array.from({ length: LIMITS.deliveriesPerPage + 7 }, () => uuid());
    await tell(robin);
    await database().notificationDelivery.deleteMany();
    await database().notificationDelivery.createMany({
      data: ids.map((id) => ({
        id,
        workspaceId: workspace.id,
        notificationId: uuid(),
        recipientId: robin.actor.id,
        channel: 'email',
        notBefore: new Date(T0),
        createdAt: new Date(T0),
      })),
    });
    const first = await list(boss);
    const second = await list(boss, { cursor: first.nextCursor! });
    expect(first.deliveries).toHaveLength(LIMITS.deliveriesPerPage);
    expect(second.nextCursor).toBeNull();
    const listed = [...first.deliveries, ...second.deliveries].map(({ id }) => id);
    expect(listed).toEqual(ids.toSorted().reverse());
  });

  test('is of the own workspace, and for those who manage it', async () => {
    await tell(robin);
    const elsewhere = await (await createWorkspace()).addMember('Lou', 'owner');
    expect((await list(elsewhere)).deliveries).toEqual([]);
    expect((await read(robin)).status).toBe(403);
    expect((await read(robin, { state: 'lost' })).status).toBe(400);
  });

  test('forgets what came to rest long ago, and nothing that waits', async () => {
    await tell(robin);
    await work(T0 + 60 * MINUTE);
    await tell(robin);
    await forgetOldDeliveries(new Date(T0 + 60 * MINUTE + TIMES.deliveryLogMs));
    expect(await states()).toEqual(['sent', 'queued']);
    await forgetOldDeliveries(new Date(T0 + 61 * MINUTE + TIMES.deliveryLogMs));
    expect(await states()).toEqual(['queued']);
  });
});

test('from a message that nobody reads to the mailbox, by way of a worker', async () => {
  const server = await startWireServer();
  const worker = await startWorker();
  try {
    const kim = await server.connect(await workspace.addVisitor('Kim'));
    const agent = await server.connect(robin);
    const conversationId = await start(kim);
    await agent.get('conversation:assign', { conversationId, assigneeId: robin.actor.id });
    const before = Date.now();
    const send = (body: string) =>
      kim.get('message:send', { conversationId, clientId: clientId(), kind: 'text', body });
    await send('Are you there?');
    await send('Hello again');
    await agent.next('notification:created', ({ notification }) => notification.count === 2);
    const [waiting, ...others] = await deliveries();
    expect(others).toEqual([]);
    const delay = waiting!.notBefore.getTime() - before;
    expect(delay).toBeGreaterThanOrEqual(EMAIL_DELAY_MS.member);
    expect(delay).toBeLessThan(EMAIL_DELAY_MS.member + MINUTE);
    expect(sink.mails).toEqual([]);
    // The time has come.
    await database().notificationDelivery.updateMany({ data: { notBefore: new Date() } });
    await sink.taken(1);
    await expect.poll(states).toEqual(['sent']);
    expect(sink.mails[0]!.text).toContain('2 new messages from Kim\n> Hello again');
    expect(sink.mails[0]!.text).toContain(`${PUBLIC_URL}/inbox/${conversationId}`);
  } finally {
    await worker.stop();
    await server.stop();
  }
});

test('without a mail server nothing waits for one', () => {
  const { SMTP_URL } = process.env;
  const channels = new Map([['email', T0] as const]);
  expect(outwardOf({ channels })).toHaveLength(1);
  delete process.env.SMTP_URL;
  forget('config');
  expect(outwardOf({ channels })).toEqual([]);
  process.env.SMTP_URL = SMTP_URL;
  forget('config');
});
