import { describe, expect, it } from 'vitest';
import { matching, mentionedIn, queryAt, splitMentions } from './mentions';

const people = [
  { id: 'robin', name: 'Robin Vega' },
  { id: 'sam', name: 'Sam' },
  { id: 'samo', name: 'Sam Okafor' },
];

describe('the mention being typed', () => {
  it.each([
    ['@', 1, { at: 0, text: '' }],
    ['Ask @ro', 7, { at: 4, text: 'ro' }],
    ['Ask @Robin Ve', 13, { at: 4, text: 'Robin Ve' }],
    ['Ask @ro then', 7, { at: 4, text: 'ro' }],
    ['(@s', 3, { at: 1, text: 's' }],
    ['a@b', 3, null],
    ['Ask', 3, null],
    ['@ro\nnext', 8, null],
    [`@${'x'.repeat(60)}`, 61, null],
  ])('%j at %i', (body, caret, query) => {
    expect(queryAt(body, caret)).toEqual(query);
  });
});

it('finds people by any word of their name, beginnings first', () => {
  expect(matching(people, 'o').map(({ id }) => id)).toEqual(['samo']);
  expect(matching(people, 'SAM').map(({ id }) => id)).toEqual(['sam', 'samo']);
  expect(matching(people, '').length).toBe(3);
  expect(matching(people, 'zz')).toEqual([]);
});

describe('whom a text names', () => {
  it.each([
    ['Ask @Robin Vega, please', ['robin']],
    ['@Sam Okafor and @Robin Vega and @Sam Okafor', ['robin', 'samo']],
    ['@Sam', ['sam']],
    ['@Samuel', []],
    ['mail me@Sam', []],
    ['@ nobody, @somebody', []],
    ['', []],
  ])('%j: %j', (body, ids) => {
    expect(mentionedIn(body, people)).toEqual(ids);
  });
});

it('splits a text and loses nothing of it', () => {
  const text = 'Hi @Sam Okafor, see a@b or @Robin Vega';
  const parts = splitMentions(text, ['Sam', 'Sam Okafor', 'Robin Vega']);
  expect(parts.map((part) => part.text).join('')).toBe(text);
  expect(parts.filter((part) => part.mention).map((part) => part.text)).toEqual([
    '@Sam Okafor',
    '@Robin Vega',
  ]);
  expect(splitMentions('', ['Sam'])).toEqual([{ text: '', mention: false }]);
  expect(splitMentions('no @', [])).toEqual([{ text: 'no @', mention: false }]);
});
