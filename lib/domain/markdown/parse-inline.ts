/**
 * Inline part of the subset: `*em*` `_em_` `**strong**` `~~strike~~` `` `code` `` `[label](address)`
 * and bare addresses. One pass with a stack of openers; every look-ahead is bounded, so time grows
 * in proportion to the input whatever it holds. Nesting is capped: renderers may recurse.
 */
import type { Inline } from './ast';
import { safeLink } from './safe-link';

const DEEPEST = 8;
const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"`\\[\]]{1,2000}/iy;
const EMAIL = /[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}/iy;
const ESCAPABLE = /[\\`*_~[\]()>#.!+-]/;
const NODE_OF = {
  '*': 'emphasis',
  _: 'emphasis',
  '**': 'strong',
  __: 'strong',
  '~~': 'strike',
} as const;
type Mark = keyof typeof NODE_OF;

/** `open` pieces are markers that may still find their partner; unmatched ones become text. */
type Piece =
  { kind: 'node'; node: Inline; depth: number } | { kind: 'open'; mark: Mark | '['; text: string };

const isSpace = (char: string | undefined) => char === undefined || /\s/.test(char);
const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}]/u.test(char);

export function parseInline(source: string): Inline[] {
  const pieces: Piece[] = [];
  const missingTicks = new Set<number>();
  let text = '';
  let at = 0;

  const flush = () => {
    if (text) pieces.push({ kind: 'node', node: { type: 'text', text }, depth: 0 });
    text = '';
  };
  const add = (node: Inline, depth = 0) => {
    flush();
    pieces.push({ kind: 'node', node, depth });
  };

  while (at < source.length) {
    const char = source[at]!;

    if (char === '\\' && ESCAPABLE.test(source[at + 1] ?? '')) {
      text += source[at + 1];
      at += 2;
    } else if (char === '\n') {
      add({ type: 'break' });
      at += 1;
    } else if (char === '`') {
      const run = runLength(source, at, '`');
      const end = missingTicks.has(run) ? -1 : closingTicks(source, at + run, run);
      if (end < 0) {
        missingTicks.add(run);
        text += '`'.repeat(run);
        at += run;
      } else {
        add({ type: 'code', text: trimOneSpace(source.slice(at + run, end)) });
        at = end + run;
      }
    } else if (char === '*' || char === '_' || char === '~') {
      const run = runLength(source, at, char);
      const marks = marksOf(char, run);
      const before = source[at - 1];
      const after = source[at + run];
      // Underscores inside words (snake_case) are letters, not markers.
      const bound = char === '_';
      const canClose = !isSpace(before) && !(bound && isWord(after));
      const canOpen = !isSpace(after) && !(bound && isWord(before));
      flush();
      // `***a***`: the inner pair opened last, so it closes first.
      let rest = marks;
      while (canClose && rest.length > 0) {
        const mark = [...rest].reverse().find((candidate) => close(pieces, candidate));
        if (mark === undefined) break;
        rest = rest.filter((candidate) => candidate !== mark);
      }
      if (marks.length === 0) text += char.repeat(run);
      for (const mark of rest) {
        if (canOpen) pieces.push({ kind: 'open', mark, text: mark });
        else text += mark;
      }
      at += run;
    } else if (char === '[') {
      flush();
      pieces.push({ kind: 'open', mark: '[', text: '[' });
      at += 1;
    } else if (char === ']') {
      flush();
      const end = source[at + 1] === '(' ? closeLink(pieces, source, at + 2) : -1;
      if (end < 0) text += ']';
      at = end < 0 ? at + 1 : end;
    } else {
      const found = isWord(source[at - 1]) ? null : bareAddress(source, at);
      if (found) {
        const { href, text: shown } = found;
        if (href === null) text += shown;
        else add({ type: 'link', href, children: [{ type: 'text', text: shown }] });
        at += shown.length;
      } else {
        text += char;
        at += 1;
      }
    }
  }
  flush();
  return settle(pieces).nodes;
}

function runLength(source: string, from: number, char: string): number {
  let end = from;
  while (source[end] === char) end += 1;
  return end - from;
}

function closingTicks(source: string, from: number, length: number): number {
  for (let at = source.indexOf('`', from); at >= 0; at = source.indexOf('`', at)) {
    const run = runLength(source, at, '`');
    if (run === length) return at;
    at += run;
  }
  return -1;
}

function trimOneSpace(code: string): string {
  return /^ .*[^ ].* $/s.test(code) ? code.slice(1, -1) : code;
}

/** A run of one, two or three markers; longer runs and single tildes are decoration, hence text. */
function marksOf(char: '*' | '_' | '~', run: number): Mark[] {
  if (char === '~') return run === 2 ? ['~~'] : [];
  const double: Mark = char === '*' ? '**' : '__';
  return run === 1 ? [char] : run === 2 ? [double] : run === 3 ? [double, char] : [];
}

/** Wraps everything since the nearest opener of `mark`; false when there is none or it goes too deep. */
function close(pieces: Piece[], mark: Mark): boolean {
  const opener = lastOpener(pieces, mark);
  if (opener < 0 || opener === pieces.length - 1) return false;
  const inside = settle(pieces.slice(opener + 1));
  if (inside.depth >= DEEPEST) return false;
  pieces.length = opener;
  pieces.push({
    kind: 'node',
    node: { type: NODE_OF[mark], children: inside.nodes },
    depth: inside.depth + 1,
  });
  return true;
}

/** Nearest opener of `mark`. The walk is bounded: a partner 400 pieces back is no partner. */
function lastOpener(pieces: Piece[], mark: Mark | '['): number {
  const stop = Math.max(0, pieces.length - 400);
  for (let index = pieces.length - 1; index >= stop; index -= 1) {
    const piece = pieces[index]!;
    if (piece.kind === 'open' && piece.mark === mark) return index;
  }
  return -1;
}

/** Returns the position after `)`, or -1 when this is no link that may be followed. */
function closeLink(pieces: Piece[], source: string, from: number): number {
  const opener = lastOpener(pieces, '[');
  if (opener < 0 || opener === pieces.length - 1) return -1;
  let depth = 1;
  let end = from;
  for (; end < source.length && end - from <= 2_048; end += 1) {
    const char = source[end]!;
    if (/\s/.test(char)) return -1;
    // Unclosed brackets end the search early: a chain of them must not be read again for each.
    if (char === '(' && (depth += 1) > DEEPEST) return -1;
    if (char === ')' && (depth -= 1) === 0) break;
  }
  if (depth !== 0) return -1;
  const href = safeLink(source.slice(from, end));
  if (href === null) return -1;
  const inside = settle(pieces.slice(opener + 1));
  if (inside.depth >= DEEPEST) return -1;
  pieces.length = opener;
  pieces.push({
    kind: 'node',
    node: { type: 'link', href, children: withoutLinks(inside.nodes) },
    depth: inside.depth + 1,
  });
  return end + 1;
}

function withoutLinks(nodes: Inline[]): Inline[] {
  return nodes.flatMap((node) => {
    if (node.type === 'link') return withoutLinks(node.children);
    return 'children' in node ? [{ ...node, children: withoutLinks(node.children) }] : [node];
  });
}

/** `href: null`: looks like an address and may not be one; it is text in one piece, read once. */
function bareAddress(source: string, at: number): { href: string | null; text: string } | null {
  for (const pattern of [ADDRESS, EMAIL]) {
    pattern.lastIndex = at;
    const match = pattern.exec(source)?.[0];
    if (match === undefined) continue;
    const text = trimSentence(match);
    if (text === '') continue;
    const href = safeLink(
      pattern === EMAIL ? `mailto:${text}` : /^www\./i.test(text) ? `https://${text}` : text,
    );
    return { href, text };
  }
  return null;
}

/** The full stop after an address ends the sentence, and a bracket belongs to it only when opened in it. */
function trimSentence(address: string): string {
  let end = address.length;
  let opened = 0;
  let closed = 0;
  for (const char of address) {
    if (char === '(') opened += 1;
    if (char === ')') closed += 1;
  }
  for (; end > 0; end -= 1) {
    const last = address[end - 1]!;
    if (last === ')' && closed > opened) closed -= 1;
    else if (!/[.,:;!?'*_~\]}]/.test(last)) break;
  }
  return address.slice(0, end);
}

/** Openers without partner become text again; neighbouring texts are joined. */
function settle(pieces: Piece[]): { nodes: Inline[]; depth: number } {
  const nodes: Inline[] = [];
  let depth = 0;
  for (const piece of pieces) {
    const node: Inline = piece.kind === 'open' ? { type: 'text', text: piece.text } : piece.node;
    const last = nodes.at(-1);
    if (node.type === 'text' && last?.type === 'text') {
      nodes[nodes.length - 1] = { type: 'text', text: last.text + node.text };
    } else nodes.push(node);
    if (piece.kind === 'node') depth = Math.max(depth, piece.depth);
  }
  return { nodes, depth };
}
