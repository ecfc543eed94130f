/**
 * Text of a message → tree of the safe subset (see ast.ts). Line breaks are kept as written, as
 * people expect of a chat. Never throws, never drops a character other than markup and blank lines.
 */
import type { Block, ListItem } from './ast';
import { parseInline } from './parse-inline';

const DEEPEST = 4;
const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]{0,40})[ \t]*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^ {0,3}(?:([-*+])|(\d{1,9})[.)])(?: +|$)/;
const INDENTED = /^(?: {2,}|\t)/;

export function parseMarkdown(source: string): Block[] {
  return parseBlocks(source.replace(/\r\n?/g, '\n').split('\n'), 0);
}

function parseBlocks(lines: string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  let at = 0;

  const endParagraph = () => {
    if (paragraph.length > 0) {
      blocks.push({ type: 'paragraph', children: parseInline(paragraph.join('\n')) });
    }
    paragraph = [];
  };

  while (at < lines.length) {
    const line = lines[at]!;
    const nest = depth < DEEPEST;
    const fence = FENCE.exec(line);
    const item = nest ? ITEM.exec(line) : null;

    if (fence) {
      endParagraph();
      const end = closingFence(lines, at + 1, fence[1]!);
      blocks.push({
        type: 'code-block',
        language: fence[2]!,
        text: lines.slice(at + 1, end).join('\n'),
      });
      at = end + 1;
    } else if (nest && QUOTE.test(line)) {
      endParagraph();
      const from = at;
      while (at < lines.length && QUOTE.test(lines[at]!)) at += 1;
      const inner = lines.slice(from, at).map((quoted) => quoted.replace(QUOTE, ''));
      blocks.push({ type: 'quote', children: parseBlocks(inner, depth + 1) });
    } else if (item && startsList(item, line, paragraph.length > 0)) {
      endParagraph();
      const list = parseList(lines, at, item[2] !== undefined, depth);
      blocks.push(list.block);
      at = list.end;
    } else {
      if (line.trim() === '') endParagraph();
      else paragraph.push(line);
      at += 1;
    }
  }
  endParagraph();
  return blocks;
}

/** "1985. was a good year" inside a paragraph is prose; a lone marker without words is not a list. */
function startsList(item: RegExpExecArray, line: string, inParagraph: boolean): boolean {
  if (line.trim() === item[0].trim()) return false;
  return !inParagraph || item[2] === undefined || item[2] === '1';
}

/** An unclosed fence runs to the end: half-typed code is still code. */
function closingFence(lines: string[], from: number, fence: string): number {
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at]!.trim();
    if (line.length >= fence.length && line === fence[0]!.repeat(line.length)) return at;
  }
  return lines.length;
}

function parseList(lines: string[], from: number, ordered: boolean, depth: number) {
  const items: ListItem[] = [];
  let at = from;
  for (;;) {
    const line = lines[at];
    const item = line === undefined ? null : ITEM.exec(line);
    if (line === undefined || !item || (item[2] !== undefined) !== ordered) break;
    if (line.trim() === item[0].trim()) break;
    const content = [line.slice(item[0].length)];
    at += 1;
    while (at < lines.length && INDENTED.test(lines[at]!)) {
      content.push(lines[at]!.replace(INDENTED, (indent) => indent.slice(indent === '\t' ? 1 : 2)));
      at += 1;
    }
    items.push({
      value: ordered ? Number(item[2]) : null,
      children: parseBlocks(content, depth + 1),
    });
  }
  return { block: { type: 'list', ordered, items } satisfies Block as Block, end: at };
}
