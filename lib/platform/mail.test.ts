import { describe, expect, test } from 'vitest';
import { senderOf } from './mail';

describe('the sender', () => {
  test.each([
    ['support@example.com', { name: '', address: 'support@example.com' }],
    ['Support <support@example.com>', { name: 'Support', address: 'support@example.com' }],
    ['"Support, Acme" <a@example.com>', { name: 'Support, Acme', address: 'a@example.com' }],
    ['<a@example.com>', { name: '', address: 'a@example.com' }],
  ])('%s', (from, sender) => {
    expect(senderOf(from)).toEqual(sender);
  });
});
