import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ConfigError, configSchema, parseConfig } from './config';

const made: string[] = [];
function scratch(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-config-'));
  made.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of made.splice(0)) fs.rmSync(folder, { recursive: true });
});

describe('config', () => {
  test('needs nothing', () => {
    const config = parseConfig({});
    expect(config).toMatchObject({ PORT: 3000, DEMO: false, ROLES: ['web', 'realtime', 'worker'] });
    expect(path.isAbsolute(config.DATA_DIR)).toBe(true);
  });

  test('lists every problem by variable', () => {
    const environment = { PORT: 'http', ROLES: 'web,cook', DATABASE_URL: 'mysql://x' };
    const problems = (() => {
      try {
        parseConfig(environment);
      } catch (error) {
        return (error as ConfigError).problems;
      }
      return [];
    })();
    expect(problems.map((line) => line.split(':')[0]).sort()).toEqual([
      'DATABASE_URL',
      'PORT',
      'ROLES',
    ]);
  });

  test('a database of one’s own needs a secret of one’s own', () => {
    const DATABASE_URL = 'postgresql://localhost/switchboard';
    expect(() => parseConfig({ DATABASE_URL })).toThrow(ConfigError);
    expect(() => parseConfig({ DATABASE_URL, AUTH_SECRET: 'short' })).toThrow(ConfigError);
    const AUTH_SECRET = 'x'.repeat(32);
    expect(parseConfig({ DATABASE_URL, AUTH_SECRET }).AUTH_SECRET).toBe(AUTH_SECRET);
  });

  test('a mail server needs a sender, and an address for the links', () => {
    const SMTP_URL = 'smtp://mail.example.com';
    const MAIL_FROM = 'Support <support@example.com>';
    const PUBLIC_URL = 'https://chat.example.com';
    expect(() => parseConfig({ SMTP_URL })).toThrow(/MAIL_FROM: .*\n.*PUBLIC_URL: /);
    expect(parseConfig({ SMTP_URL, MAIL_FROM, PUBLIC_URL })).toMatchObject({ SMTP_URL, MAIL_FROM });
    for (const wrong of ['Support', 'a@b <c@d', 'x@y\r\nBcc: z@y', 'http://x']) {
      expect(() => parseConfig({ SMTP_URL, MAIL_FROM: wrong, PUBLIC_URL })).toThrow(/MAIL_FROM/);
    }
  });

  test('the generated secret is made once and private', () => {
    const DATA_DIR = scratch();
    const secret = parseConfig({ DATA_DIR }).AUTH_SECRET;
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(parseConfig({ DATA_DIR }).AUTH_SECRET).toBe(secret);
    expect(fs.statSync(path.join(DATA_DIR, 'auth-secret')).mode & 0o777).toBe(0o600);
    expect(fs.readdirSync(DATA_DIR)).toEqual(['auth-secret']);
  });

  test('.env.example names every variable with its sentence, and no other', () => {
    const lines = fs.readFileSync('.env.example', 'utf8').split('\n');
    const documented = new Map<string, string>();
    lines.forEach((line, index) => {
      const name = /^#? ?([A-Z_]+)=/.exec(line)?.[1];
      if (name) documented.set(name, (lines[index - 1] ?? '').replace(/^# /, ''));
    });
    const wanted = Object.entries(configSchema.shape).map(
      ([name, schema]) => [name, schema.description ?? ''] as const,
    );
    expect([...documented]).toEqual(wanted);
  });
});
