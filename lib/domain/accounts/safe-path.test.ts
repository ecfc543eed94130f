import { expect, it } from 'vitest';
import { safePath } from './safe-path';

it.each([
  ['/inbox/42?view=mine#last', '/inbox/42?view=mine#last'],
  ['/settings', '/settings'],
])('keeps %s', (given, expected) => {
  expect(safePath(given)).toBe(expected);
});

it.each([
  null,
  undefined,
  '',
  'inbox',
  'https://evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '\\\\evil.example',
  '/.//evil.example',
  '/x/..//evil.example',
  'javascript:alert(1)',
])('refuses %j', (given) => {
  expect(safePath(given)).toBe('/inbox');
});
