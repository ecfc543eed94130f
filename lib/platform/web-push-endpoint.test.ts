import { afterEach, describe, expect, it } from 'vitest';
import { forget } from './remember';
import {
  isPublicAddress,
  lookupPublic,
  PrivateAddressError,
  pushEndpoint,
} from './web-push-endpoint';

afterEach(() => {
  delete process.env.PUSH_TO_LOOPBACK;
  forget('config');
});

describe('where a push may go', () => {
  it.each([
    'https://fcm.googleapis.com/fcm/send/abc:def',
    'https://updates.push.services.mozilla.com/wpush/v2/gAAA',
    'https://web.push.apple.com/QG1',
    'https://wns2-by3p.notify.windows.com/w/?token=abc',
  ])('%s', (endpoint) => {
    expect(pushEndpoint(endpoint)?.href).toBe(endpoint);
  });
});

describe('where none may go', () => {
  it.each([
    'http://push.example.com/a',
    'https://push.example.com:8443/a',
    'https://user:word@push.example.com/a',
    'https://push.example.com/a#b',
    'https://127.0.0.1/a',
    'https://2130706433/a',
    'https://0x7f.1/a',
    'https://[::1]/a',
    'https://localhost/a',
    'https://redis/a',
    'https://db.internal/a',
    'https://printer.local./a',
    'http://127.0.0.1:9/a',
    'file:///etc/passwd',
    'ftp://push.example.com/a',
    `https://push.example.com/${'a'.repeat(2_000)}`,
    'nothing',
  ])('%s', (endpoint) => {
    expect(pushEndpoint(endpoint)).toBeNull();
  });

  it('is on this machine for tests, when they say so', () => {
    process.env.PUSH_TO_LOOPBACK = '1';
    expect(pushEndpoint('http://127.0.0.1:4000/a')?.port).toBe('4000');
    expect(pushEndpoint('http://127.0.0.2:4000/a')).toBeNull();
    expect(pushEndpoint('http://localhost:4000/a')).toBeNull();
  });
});

describe('what a name leads to', () => {
  it.each([
    ['93.184.216.34', true],
    ['2606:2800:220:1::1', true],
    ['10.1.2.3', false],
    ['100.100.0.1', false],
    ['127.0.0.53', false],
    ['169.254.169.254', false],
    ['172.31.0.1', false],
    ['192.168.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::ffff:10.0.0.1', false],
    ['64:ff9b::a00:1', false],
    ['fe80::1', false],
    ['fd00::1', false],
    ['2002:a00:1::', false],
  ])('%s: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });

  it('is asked when the connection is made', async () => {
    const error = await new Promise((resolve) => lookupPublic('localhost', { all: true }, resolve));
    expect(error).toBeInstanceOf(PrivateAddressError);
  });
});
