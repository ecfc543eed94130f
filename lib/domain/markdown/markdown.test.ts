import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Inline } from './ast';
import { isOnlyEmoji } from './is-only-emoji';
import { parseMarkdown } from './parse-markdown';
import { plainText } from './plain-text';
import { safeLink } from './safe-link';

const paragraph = (source: string): Inline[] => {
  const [block] = parseMarkdown(source);
  if (block?.type !== 'paragraph') throw new Error(`no paragraph: ${JSON.stringify(block)}`);
  return block.children;
};
const text = (value: string): Inline => ({ type: 'text', text: value });

function walk(blocks: Block[], visit: (node: Inline) => void): void {
  const inline = (nodes: Inline[]) => {
    for (const node of nodes) {
      visit(node);
      if ('children' in node) inline(node.children);
    }
  };
  for (const block of blocks) {
    if (block.type === 'paragraph') inline(block.children);
    else if (block.type === 'quote') walk(block.children, visit);
    else if (block.type === 'list') block.items.forEach((item) => walk(item.children, visit));
  }
}

function linksOf(source: string): string[] {
  const found: string[] = [];
  walk(parseMarkdown(source), (node) => {
    if (node.type === 'link') found.push(node.href);
  });
  return found;
}

/** Every letter and digit that survives, from what is shown and from what a link points to. */
function letters(source: string): string {
  return source.replace(/[^\p{L}\p{N}]/gu, '');
}

function lettersOf(blocks: Block[]): string {
  const inline = (nodes: Inline[]): string =>
    nodes
      .map((node) => {
        if (node.type === 'break') return '';
        if (node.type !== 'link') return 'children' in node ? inline(node.children) : node.text;
        const label = inline(node.children);
        const bare = [label, `mailto:${label}`, `https://${label}`].includes(node.href);
        return bare ? label : label + node.href;
      })
      .join('');
  return letters(
    blocks
      .map((block): string => {
        if (block.type === 'paragraph') return inline(block.children);
        if (block.type === 'code-block') return block.language + block.text;
        if (block.type === 'quote') return lettersOf(block.children);
        return block.items.map((item) => `${item.value ?? ''}${lettersOf(item.children)}`).join('');
      })
      .join(''),
  );
}

const pieces = fc.constantFrom(
  ...['*', '**', '***', '_', '__', '~~', '~', '`', '``', '```', '[', ']', '(', ')', '](', '\\'],
  ...['\n', '\n\n', '> ', '- ', '* ', '1. ', '  ', ' ', '<', '>', '&', '"', "'", '#', '!['],
  ...[
    'javascript:',
    'data:text/html,',
    'vbscript:',
    'http://',
    'https://a.b/',
    'www.c.d',
    'tel:+1',
  ],
  ...[
    'mailto:x@y.z',
    'a@b.cc',
    'word',
    'é',
    '文',
    '👍',
    '\u200b',
    '\u202e',
    '\t',
    '1',
    'JaVaScRiPt:',
  ],
);
const messages = fc.oneof(
  fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);

describe('message Markdown', () => {
  it('reads the inline subset', () => {
    expect(paragraph('a **b** *c* _d_ ~~e~~ `f *g*`')).toEqual([
      text('a '),
      { type: 'strong', children: [text('b')] },
      text(' '),
      { type: 'emphasis', children: [text('c')] },
      text(' '),
      { type: 'emphasis', children: [text('d')] },
      text(' '),
      { type: 'strike', children: [text('e')] },
      text(' '),
      { type: 'code', text: 'f *g*' },
    ]);
    expect(paragraph('***both***')).toEqual([
      { type: 'strong', children: [{ type: 'emphasis', children: [text('both')] }] },
    ]);
  });

  it('leaves prose alone', () => {
    for (const prose of ['2 * 3 * 4', 'snake_case_name', '5 ~ 6', 'a ** b', '**', '[x]', 'x](y)']) {
      expect(paragraph(prose)).toEqual([text(prose)]);
    }
    expect(paragraph('one\ntwo')).toEqual([text('one'), { type: 'break' }, text('two')]);
    expect(paragraph('\\*not\\*')).toEqual([text('*not*')]);
  });

  it('links addresses, with a label or bare, without the full stop that follows', () => {
    expect(paragraph('See https://a.example/x_(y)?q=1.')).toEqual([
      text('See '),
      {
        type: 'link',
        href: 'https://a.example/x_(y)?q=1',
        children: [text('https://a.example/x_(y)?q=1')],
      },
      text('.'),
    ]);
    expect(
      linksOf('[here](https://a.example/b_(c)) (www.b.example) me@c.example, [call](tel:+123)'),
    ).toEqual([
      'https://a.example/b_(c)',
      'https://www.b.example',
      'mailto:me@c.example',
      'tel:+123',
    ]);
    expect(linksOf('[in https://one.example](https://two.example)')).toEqual([
      'https://two.example',
    ]);
  });

  it('reads code blocks, quotes and lists', () => {
    expect(
      parseMarkdown('```ts\nlet *x*;\n\n</script>\n```\n> q\n> r\n- a\n  - b\n- c\n\n3. d\n5. e'),
    ).toEqual([
      { type: 'code-block', language: 'ts', text: 'let *x*;\n\n</script>' },
      {
        type: 'quote',
        children: [{ type: 'paragraph', children: [text('q'), { type: 'break' }, text('r')] }],
      },
      {
        type: 'list',
        ordered: false,
        items: [
          {
            value: null,
            children: [
              { type: 'paragraph', children: [text('a')] },
              {
                type: 'list',
                ordered: false,
                items: [{ value: null, children: [{ type: 'paragraph', children: [text('b')] }] }],
              },
            ],
          },
          { value: null, children: [{ type: 'paragraph', children: [text('c')] }] },
        ],
      },
      {
        type: 'list',
        ordered: true,
        items: [
          { value: 3, children: [{ type: 'paragraph', children: [text('d')] }] },
          { value: 5, children: [{ type: 'paragraph', children: [text('e')] }] },
        ],
      },
    ]);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'javascript&colon;alert(1)',
    '&#106;avascript:alert(1)',
    '%6aavascript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html;base64,PHNjcmlwdD4=',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://a.example/1',
    '//evil.example',
    '/relative',
    '#hash',
    'https://good.example@evil.example/',
    'https://a.example/"onmouseover="alert(1)',
    'https://a.example\\@evil.example',
    'https://exa\u202emple.example',
    'http://',
    'mailto:',
    '',
  ])('refuses %j as an address and keeps it as text', (address) => {
    expect(safeLink(address)).toBeNull();
    for (const source of [`[x](${address})`, `<a href="${address}">x</a>`]) {
      const blocks = parseMarkdown(source);
      expect(lettersOf(blocks)).toBe(letters(source));
      for (const href of linksOf(source)) expect(href).toMatch(/^(https?:\/\/[^@]*|mailto:.*)$/);
    }
  });

  it('never makes a link that is not http, https, mailto or tel', () => {
    fc.assert(
      fc.property(messages, (source) => {
        for (const href of linksOf(source)) {
          expect(href).toMatch(/^(https?:\/\/|mailto:|tel:)/i);
          expect(['http:', 'https:', 'mailto:', 'tel:']).toContain(new URL(href).protocol);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('never loses, adds or moves a letter', () => {
    fc.assert(
      fc.property(messages, (source) => {
        // Ordered items renumber nothing, but leading zeros are not a number's.
        const plain = source.replace(/(^|[^\p{N}])0+(?=\p{N}+[.)])/gu, '$1');
        expect(lettersOf(parseMarkdown(plain))).toBe(letters(plain));
      }),
      { numRuns: 2_000 },
    );
  });

  it('nests no deeper than renderers can follow', () => {
    const depth = (nodes: Inline[]): number =>
      Math.max(0, ...nodes.map((node) => ('children' in node ? 1 + depth(node.children) : 0)));
    const source = '*_'.repeat(400) + 'x' + '_*'.repeat(400);
    expect(depth(paragraph(source))).toBeLessThanOrEqual(8);
    expect(JSON.stringify(parseMarkdown('>'.repeat(5_000) + 'x')).length).toBeLessThan(20_000);
    expect(plainText(parseMarkdown('> > > > > > deep'))).toContain('deep');
  });

  // A count of steps would need hooks in the parser; a ratio of times is steady enough at this size.
  it.each([
    '*a ',
    'a* ',
    '[',
    '](',
    '[a](',
    '`',
    '`` ` ',
    '_*',
    '~~',
    '> ',
    '- ',
    '\\',
    'www.',
    'a@',
    'http://u@',
    '**a*',
    '(',
    '1. \n',
    '> - ',
  ])('stays in proportion to the length of %j repeated', (unit) => {
    const time = (length: number) => {
      const source = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      const times = [1, 2, 3].map(() => {
        // Of the processor, in ms: what else a busy machine does in between is not its fault.
        const before = process.cpuUsage();
        parseMarkdown(source);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1_000;
      });
      return Math.min(...times);
    };
    time(1_000);
    // Quadratic growth would be 64-fold; 10,000 characters is the longest message there is.
    expect(time(10_000)).toBeLessThan(Math.max(1, time(1_250)) * 40);
  });

  it('knows messages of nothing but emoji', () => {
    for (const yes of ['👍', '👍🏽', '❤️', '👨‍👩‍👧', '🇳🇴', '🎉 🎉', '1️⃣', '🥳🥳🥳']) {
      expect(isOnlyEmoji(yes), yes).toBe(true);
    }
    for (const no of ['', 'a', '1', '12', '#', '👍 ok', '🥳🥳🥳🥳', '👍'.repeat(5_000)]) {
      expect(isOnlyEmoji(no), no).toBe(false);
    }
  });
});
