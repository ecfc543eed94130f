/**
 * Every setting of the product: one schema, read once from the environment. Each variable's
 * sentence is also its comment in `.env.example` (a test compares). Nothing else reads `process.env`.
 */
import { createECDH } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { LIMITS } from '@/lib/contracts/limits';
import { authSecret } from './auth-secret';
import { remember } from './remember';

const flag = z
  .enum(['', '0', '1', 'true', 'false'])
  .transform((value) => value === '1' || value === 'true');
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const role = z.enum(['web', 'realtime', 'worker']);
export type ProcessRole = z.infer<typeof role>;

export const configSchema = z.object({
  PORT: count(0, 65_535).default(3000).describe('Port of the HTTP and WebSocket server.'),
  HOST: z
    .string()
    .default('0.0.0.0')
    .describe('Address to listen on; the demo listens on 127.0.0.1 unless this is set.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('Postgres to use; without it an embedded Postgres runs with its data in DATA_DIR.'),
  DATABASE_POOL_MAX: count(2, 500)
    .default(20)
    .describe('Most connections that one process opens to Postgres.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe(
      'Redis that several nodes share for live updates, presence and the event stream; one node alone needs none.',
    ),
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .default('switchboard')
    .describe('First part of every key in Redis, so that installations can share one server.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((value) => new URL(value).origin)
    .optional()
    .describe(
      'Address under which browsers reach this installation, for example https://chat.example.com.',
    ),
  AUTH_SECRET: z
    .string()
    .min(32, 'must be at least 32 characters long')
    .optional()
    .describe(
      'Secret that signs staff sessions, 32 characters or more; required with DATABASE_URL, otherwise made once and kept in DATA_DIR.',
    ),
  ROLES: z
    .string()
    .default('web,realtime,worker')
    .transform((value) => value.split(',').map((part) => part.trim()))
    .pipe(z.array(role).min(1))
    .describe('What this process does: any of web, realtime and worker, separated by commas.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe log line that is written.'),
  DATA_DIR: z
    .string()
    .min(1)
    .default('.data')
    .transform((value) => path.resolve(value))
    .describe('Folder for the embedded database and generated secrets.'),
  DEMO: flag
    .default(false)
    .describe(
      'Set by `npm run demo`: seeded workspace and one-click sign-in; never set it yourself.',
    ),
  TRUSTED_PROXY_HOPS: count(0, 10)
    .default(0)
    .describe('How many reverse proxies in front add to X-Forwarded-For; 0 ignores the header.'),
  DRAIN_GRACE_MS: count(0, 600_000)
    .default(25_000)
    .describe('Longest time in milliseconds that a stop waits for connections to move away.'),
  HANDSHAKES_PER_SECOND: count(1, 1_000_000)
    .default(LIMITS.handshakesPerSecond)
    .describe(
      'Connections that one process lets in per second; others are told when to come back.',
    ),
  SOCKETS_PER_SITE: count(1, 10_000_000)
    .default(LIMITS.socketsPerSite)
    .describe('Most connections of visitors to one site, over all nodes.'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe(
      'Mail server that e-mails go out by, the same on every node; without it none are sent. Needs MAIL_FROM and PUBLIC_URL.',
    ),
  MAIL_FROM: z
    .string()
    .max(LIMITS.emailChars + LIMITS.nameChars)
    .regex(
      /^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
      'must look like support@example.com or Support <support@example.com>',
    )
    .optional()
    .describe('Sender of e-mails, for example Support <support@example.com>.'),
  VAPID_PUBLIC_KEY: z
    .string()
    .regex(/^[\w-]{87}$/, 'must be 65 bytes in base64url')
    .optional()
    .describe(
      'Public key that browsers know push messages by; without the pair one is derived from AUTH_SECRET.',
    ),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/, 'must be 32 bytes in base64url')
    .optional()
    .describe('Private key to VAPID_PUBLIC_KEY, the same on every node.'),
  VAPID_SUBJECT: z
    .string()
    .max(LIMITS.urlChars)
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, 'must begin with mailto: or https://')
    .optional()
    .describe(
      'Whom push services write to when something is wrong; by default MAIL_FROM, else PUBLIC_URL.',
    ),
  METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,200}$/, 'must be 16 to 200 characters without spaces')
    .optional()
    .describe(
      'Bearer token that /metrics asks for; without it only this machine itself may read them.',
    ),
  CANARY_SECONDS: count(0, 3_600)
    .default(5)
    .describe('How often each node sends a canary through the whole path; 0 sends none.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'OpenTelemetry collector that traces of messages go to over OTLP/HTTP; without it none are made.',
    ),
  PUSH_TO_LOOPBACK: flag
    .default(false)
    .describe('Lets push messages go to http://127.0.0.1; for tests only, never set it yourself.'),
});

type Parsed = z.output<typeof configSchema>;
export type Config = Omit<Parsed, 'AUTH_SECRET'> & { readonly AUTH_SECRET: string };

/** What is wrong with the environment, one readable line per variable. */
export class ConfigError extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration is not valid:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Throws `ConfigError`. An empty variable counts as absent. */
export function parseConfig(environment: Record<string, string | undefined>): Config {
  const names = Object.keys(configSchema.shape);
  const result = configSchema.safeParse(
    Object.fromEntries(names.map((name) => [name, environment[name] || undefined])),
  );
  const problems = (result.error?.issues ?? []).map(
    (issue) => `${String(issue.path[0])}: ${issue.message}`,
  );
  if (result.data?.DATABASE_URL && !result.data.AUTH_SECRET) {
    problems.push('AUTH_SECRET: is required when DATABASE_URL is set (try: openssl rand -hex 32)');
  }
  if (result.data?.SMTP_URL) {
    for (const name of ['MAIL_FROM', 'PUBLIC_URL'] as const) {
      if (!result.data[name]) problems.push(`${name}: is required when SMTP_URL is set`);
    }
  }
  const { VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY } = result.data ?? {};
  if (VAPID_PUBLIC_KEY !== publicKeyOf(VAPID_PRIVATE_KEY)) {
    problems.push('VAPID_PUBLIC_KEY: must be the one that belongs to VAPID_PRIVATE_KEY');
  }
  if (!result.data || problems.length > 0) throw new ConfigError(problems);
  const { AUTH_SECRET: given, ...rest } = result.data;
  return {
    ...rest,
    // Made on first use, so that reading the configuration alone writes nothing (`next build` does).
    get AUTH_SECRET() {
      return given ?? authSecret(rest.DATA_DIR);
    },
  };
}

/** Of a P-256 key as VAPID writes it; of what is no key, nothing. */
function publicKeyOf(privateKey: string | undefined): string | undefined {
  if (privateKey === undefined) return undefined;
  try {
    const pair = createECDH('prime256v1');
    pair.setPrivateKey(privateKey, 'base64url');
    return pair.getPublicKey('base64url');
  } catch {
    // Out of range: no public key belongs to it.
    return undefined;
  }
}

export function config(): Config {
  return remember('config', () => parseConfig(process.env));
}

/** For the entry of a process: an invalid environment is listed in words and ends it. */
export function readConfig(): Config {
  try {
    return config();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
