/** What `deploy/` and the Dockerfile name is there: variables of the configuration, files, limits. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { LIMITS, TIMES } from '@/lib/contracts/limits';
import { configSchema } from '@/lib/platform/config';
import { haproxyConfig } from './cluster/haproxy-config';
import { findProgram } from './require-program';

const read = (file: string) => fs.readFileSync(file, 'utf8');
const VARIABLES = new Set(Object.keys(configSchema.shape));
const STOP_MARGIN_S = 15;
const graceS = configSchema.shape.DRAIN_GRACE_MS.parse(undefined) / 1_000;

describe('deploy/compose.yaml', () => {
  const compose = read('deploy/compose.yaml');

  test('gives nodes variables that exist, and asks for the secret', () => {
    const [, block = ''] = /x-node[\s\S]*?environment:\n([\s\S]*?)\n {2}\w/.exec(compose) ?? [];
    const given = [...block.matchAll(/^ {4}([A-Z_]+):/gm)].map(([, name]) => name!);
    expect(given).toContain('AUTH_SECRET');
    expect(given.filter((name) => !VARIABLES.has(name))).toEqual([]);
    expect(compose).toContain('${AUTH_SECRET:?');
  });

  test('waits longer for a node than it may take to stop', () => {
    const [, seconds] = /stop_grace_period: (\d+)s/.exec(compose) ?? [];
    expect(Number(seconds)).toBeGreaterThan(graceS + STOP_MARGIN_S);
  });

  test('runs scripts that are there, and never evicts', () => {
    const scripts = [...compose.matchAll(/'(scripts\/[\w-]+\.ts)'/g)].map(([, file]) => file!);
    expect(scripts).not.toEqual([]);
    expect(scripts.filter((file) => !fs.existsSync(file))).toEqual([]);
    expect(compose).toMatch(/--maxmemory-policy\n\s+- noeviction/);
  });
});

describe('deploy/switchboard.service', () => {
  const unit = read('deploy/switchboard.service');

  test('sets and speaks of variables that exist', () => {
    const set = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line]) =>
      line!.split(' ').map((pair) => pair.split('=', 1)[0]!),
    );
    const [, spoken = ''] = /switchboard\.env\s+(.*); mode/.exec(unit) ?? [];
    const named = [...set, ...spoken.split(', ')].filter((name) => name !== 'NODE_ENV');
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !VARIABLES.has(name))).toEqual([]);
  });

  test('waits longer than a stop may take', () => {
    const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(unit) ?? [];
    expect(Number(seconds)).toBeGreaterThan(graceS + STOP_MARGIN_S);
  });
});

describe('Dockerfile', () => {
  test('copies what is there, and has all that the server imports', () => {
    const copied = [...read('Dockerfile').matchAll(/^COPY --from=build (.*)$/gm)].flatMap(
      ([, line]) =>
        line!
          .split(' ')
          .slice(0, -1)
          .map((file) => file.replace('/app/', '')),
    );
    const built = ['.next', '.widget'];
    expect(copied).toEqual(expect.arrayContaining([...built, 'lib', 'prisma', 'server.ts']));
    const missing = copied.filter((file) => !built.includes(file) && !fs.existsSync(file));
    expect(missing).toEqual([]);
  });

  test('takes away no package that is asked for by name at run time', () => {
    const [, taken = ''] =
      /rm -rf ([\s\S]*?)\nfind/.exec(read('deploy/slim-node-modules.sh')) ?? [];
    const names = new Set(taken.split(/[\s\\]+/).filter(Boolean));
    expect(names.size).toBeGreaterThan(5);
    for (const kept of [
      'next',
      'react',
      'socket.io',
      'ioredis',
      'pg',
      'pino',
      'tsx',
      'esbuild',
      'zod',
    ]) {
      expect(names.has(kept), kept).toBe(false);
    }
  });
});

describe('balancers', () => {
  const haproxy = read('deploy/haproxy.cfg');
  const nginx = read('deploy/nginx.conf');
  const longest = (TIMES.pingIntervalMs + TIMES.pingTimeoutMs) / 1_000;

  test('refuse what the server refuses', () => {
    expect(haproxy).toContain(`req.hdr_val(content-length) gt ${LIMITS.frameBytes} }`);
    expect(nginx).toContain(`client_max_body_size ${LIMITS.frameBytes / 1_024}k;`);
  });

  test('wait longer than a ping may take', () => {
    for (const name of ['client', 'server', 'tunnel']) {
      const [, seconds] = new RegExp(`timeout ${name} (\\d+)s`).exec(haproxy) ?? [];
      expect(Number(seconds), name).toBeGreaterThan(longest);
    }
    const [, seconds] = /\/socket\.io\/[\s\S]*?proxy_read_timeout (\d+)s/.exec(nginx) ?? [];
    expect(Number(seconds)).toBeGreaterThan(longest);
  });

  test('every node is in every part, with nothing left of the shipped addresses', () => {
    const nodes = [5, 6, 7].map((port) => ({ name: `node${port}`, port }));
    const filled = haproxyConfig({ port: 1, peerPort: 2, nodes });
    const parts = filled.match(/^backend /gm)?.length ?? 0;
    expect(parts).toBeGreaterThan(2);
    for (const { name, port } of nodes) {
      const lines = filled.split('\n').filter((line) => line.startsWith(`  server ${name} `));
      expect(lines).toHaveLength(parts);
      for (const line of lines) {
        expect(line).toContain(`127.0.0.1:${port}`);
        expect(line).not.toMatch(/(cookie|pages\/)\s*a\b/);
      }
    }
    expect(filled).not.toMatch(/\{NODE_|:3001|^ {2}user /m);
  });

  test.runIf(findProgram('nginx'))('nginx accepts its file', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'switchboard-nginx-'));
    const file = path.join(folder, 'nginx.conf');
    fs.writeFileSync(file, nginx.replace('/var/log/nginx/switchboard.log', `${folder}/access.log`));
    const result = spawnSync(
      findProgram('nginx')!,
      ['-t', '-p', folder, '-c', file, '-e', `${folder}/error.log`, '-g', `pid ${folder}/pid;`],
      { encoding: 'utf8' },
    );
    fs.rmSync(folder, { recursive: true });
    expect(result.stderr).toContain('test is successful');
  });
});
