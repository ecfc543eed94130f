/** The documents say what the code says: events, codes, promises, variables, and links that lead somewhere. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { conversationEventSchema, PUBLIC_EVENT_TYPES } from '@/lib/contracts/conversation-events';
import { ERROR_CODES } from '@/lib/contracts/errors';
import { clientEvents, serverEvents } from '@/lib/contracts/socket-events';
import { configSchema } from '@/lib/platform/config';

const read = (file: string) => fs.readFileSync(file, 'utf8');
const protocol = read('docs/protocol.md');

/** Cells of the rows of the first table below a heading, without its header. */
function rowsBelow(document: string, heading: string): string[][] {
  const after = document.split(`\n${heading}\n`)[1];
  if (after === undefined) throw new Error(`no heading ${heading}`);
  const lines = after.split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const length = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  return lines.slice(first + 2, first + length).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  );
}

/** `{a, b?: {c}}` → `a`, `b?`. */
function fieldsOf(shape: string): string[] {
  let inner = shape.slice(1, -1);
  for (let before = ''; before !== inner;) {
    before = inner;
    inner = inner.replace(/\{[^{}]*\}|\[[^[\]]*\]/g, '');
  }
  return inner
    .split(',')
    .map((field) => field.split(':')[0]!.trim())
    .filter(Boolean)
    .sort();
}

function fieldsOfSchema(schema: z.ZodType): string[] | null {
  if (!(schema instanceof z.ZodObject)) return null;
  const shape = schema.shape as Record<string, z.ZodType>;
  return Object.entries(shape)
    .map(([name, field]) => (field.safeParse(undefined).success ? `${name}?` : name))
    .sort();
}

describe('docs/protocol.md', () => {
  const up = rowsBelow(protocol, '### Up: payload → ack data');
  const down = rowsBelow(protocol, '### Down');

  test('lists every event of both directions, and no other', () => {
    expect(up.map(([event]) => event).sort()).toEqual(Object.keys(clientEvents).sort());
    expect(down.map(([event]) => event).sort()).toEqual(Object.keys(serverEvents).sort());
  });

  test.each(up)('%s has the fields of its payload and of its ack', (event, _who, payload, data) => {
    const [payloadSchema, dataSchema] = clientEvents[event as keyof typeof clientEvents];
    expect(fieldsOf(payload!)).toEqual(fieldsOfSchema(payloadSchema));
    expect(fieldsOf(data!)).toEqual(fieldsOfSchema(dataSchema));
  });

  test.each(down)('%s has the fields of its payload', (event, _to, payload) => {
    const fields = fieldsOfSchema(serverEvents[event as keyof typeof serverEvents]);
    // Records and unions are written as they look on the wire.
    if (fields !== null) expect(fieldsOf(payload!)).toEqual(fields);
  });

  test('lists every type of conversation event, and which the visitor sees', () => {
    const rows = rowsBelow(protocol, '### Types of conversation events');
    const types = conversationEventSchema.options.map((option) => option.shape.type.value);
    expect(rows.map(([type]) => type).sort()).toEqual([...types].sort());
    const shown = rows.filter(([, , seen]) => seen!.includes('yes')).map(([type]) => type);
    expect(shown.sort()).toEqual([...PUBLIC_EVENT_TYPES].sort());
  });

  test('lists every error code with its status and whether to try again', () => {
    const rows = rowsBelow(protocol, '## 5. Error codes').map((cells) => cells.slice(0, 3));
    const codes = Object.entries(ERROR_CODES).map(([code, { status, retryable }]) => [
      code,
      String(status),
      retryable ? 'yes' : 'no',
    ]);
    expect(rows.sort()).toEqual(codes.sort());
  });

  test('numbers its rules without a double', () => {
    const rules = [...protocol.matchAll(/^- \*\*([A-Z]{2}-\d+)\*\*/gm)].map(([, id]) => id);
    expect(rules.length).toBeGreaterThan(40);
    expect(new Set(rules).size).toBe(rules.length);
  });
});

describe('README.md', () => {
  test('lists every variable in the words of the configuration', () => {
    for (const [name, schema] of Object.entries(configSchema.shape)) {
      const row = new RegExp(`^\\| \`${name}\` \\| .*\\| (.*) \\|$`, 'm').exec(read('README.md'));
      expect(row?.[1], name).toBe(schema.description);
    }
  });

  test('names every promise of the protocol', () => {
    const promises = rowsBelow(protocol, '## 2. Promises').map(([id]) => id!);
    expect(promises).toHaveLength(12);
    for (const id of promises) expect(read('README.md')).toContain(id);
  });
});

const written = fs.readdirSync('docs', { recursive: true, encoding: 'utf8' });
const documents = [
  'README.md',
  ...written.filter((file) => file.endsWith('.md')).map((file) => path.join('docs', file)),
];

test.each(documents)('the links of %s lead to files', (document) => {
  const text = read(document);
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  const local = targets.filter((target) => !/^[a-z]+:|^#/.test(target));
  const missing = local.filter(
    (target) => !fs.existsSync(path.join(path.dirname(document), target.split('#')[0]!)),
  );
  expect(missing).toEqual([]);
});

test.each(documents)('the files that %s names are there', (document) => {
  const named = [
    ...read(document).matchAll(
      /`((?:app|bench|components|e2e|lib|prisma|scripts)\/[\w./()[\]-]+\.tsx?)`/g,
    ),
  ];
  expect(named.map(([, file]) => file!).filter((file) => !fs.existsSync(file))).toEqual([]);
});
