import { expect, it } from 'vitest';
import { normaliseOrigin } from './normalise-origin';

it.each([
  ['https://shop.example.com', 'https://shop.example.com'],
  ['https://Shop.Example.com/cart?x=1', 'https://shop.example.com'],
  [' shop.example.com ', 'https://shop.example.com'],
  ['shop.example.com:8443/x', 'https://shop.example.com:8443'],
  ['https://shop.example.com:443', 'https://shop.example.com'],
  ['localhost:8080', 'http://localhost:8080'],
  ['http://localhost:8080/', 'http://localhost:8080'],
])('%s → %s', (given, expected) => {
  expect(normaliseOrigin(given)).toBe(expected);
});

it.each(['', '   ', '*', 'https://*.example.com', 'ftp://example.com', 'two words', 'https://a;b'])(
  'refuses %j',
  (given) => {
    expect(normaliseOrigin(given)).toBeNull();
  },
);
