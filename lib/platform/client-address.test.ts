import { describe, expect, it } from 'vitest';
import { addressBlock, canonicalAddress, clientAddress, PEER_HEADER } from './client-address';

describe('canonicalAddress', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51000', '203.0.113.7'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['not an address', 'unknown'],
    ['', 'unknown'],
  ])('%j → %s', (given, expected) => {
    expect(canonicalAddress(given)).toBe(expected);
  });
});

describe('addressBlock', () => {
  it('keeps IPv4 and folds IPv6 to its /64, however it is written', () => {
    expect(addressBlock('203.0.113.7')).toBe('203.0.113.7');
    expect(addressBlock('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(addressBlock('2001:0db8:0001:0002::9')).toBe('2001:db8:1:2::/64');
    expect(addressBlock('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(addressBlock('::1')).toBe('0:0:0:0::/64');
  });
});

describe('clientAddress', () => {
  const headers = (forwarded: string | null) => {
    const made = new Headers({ [PEER_HEADER]: '10.0.0.9' });
    if (forwarded !== null) made.set('x-forwarded-for', forwarded);
    return made;
  };

  it('ignores X-Forwarded-For without a trusted proxy', () => {
    expect(clientAddress(headers('198.51.100.1'), 0)).toBe('10.0.0.9');
  });

  it('counts back from the end, past what the client may have written', () => {
    expect(clientAddress(headers('1.1.1.1, 198.51.100.1'), 1)).toBe('198.51.100.1');
    expect(clientAddress(headers('1.1.1.1, 198.51.100.1, 10.0.0.2'), 2)).toBe('198.51.100.1');
  });

  it('falls back to the oldest entry, then to the peer', () => {
    expect(clientAddress(headers('198.51.100.1'), 3)).toBe('198.51.100.1');
    expect(clientAddress(headers(null), 1)).toBe('10.0.0.9');
  });
});
