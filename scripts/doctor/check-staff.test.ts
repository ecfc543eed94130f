/** A hop that breaks in the middle is named; the examination goes on. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkStaff, checkWorker, signIn, signOut } from './check-staff';
import type { Finding } from './finding';

let server: http.Server;
let base: URL;
let findings: Finding[];
const tell = (finding: Finding) => void findings.push(finding);
const member = { headers: { cookie: 'switchboard_session=x' } };

beforeEach(async () => {
  findings = [];
  server = http.createServer((request, response) => {
    if (request.url?.startsWith('/api/v1/')) response.end('<html>welcome</html>');
    else request.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(() => server.close());

test('a sign-in that is not answered is named', async () => {
  const credentials = { email: 'kim@example.com', password: 'secret' };
  expect(await signIn(base, credentials, tell)).toBeNull();
  expect(findings).toMatchObject([
    {
      check: 'staff',
      verdict: 'broken',
      text: expect.stringContaining('cannot sign in') as string,
    },
  ]);
});

test('a page behind a 200 is named, and lines that break do not end the examination', async () => {
  await checkStaff(base, member, ['127.0.0.1'], tell);
  await checkWorker(base, member, 'c-1', tell);
  await signOut(base, member, tell);
  expect(findings.map(({ check, verdict }) => [check, verdict])).toEqual([
    ['staff', 'broken'],
    ['client', 'broken'],
    ['worker', 'warning'],
    ['staff', 'warning'],
  ]);
});
