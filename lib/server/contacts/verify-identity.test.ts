import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { verifyIdentity, type IdentityCheck } from './verify-identity';

const now = new Date('2026-03-01T12:00:00Z');
const seconds = now.getTime() / 1_000;
const first = 'first-secret-of-the-site-32-bytes-long';
const second = 'second-secret-of-the-site-32-bytes-lg';
const check: IdentityCheck = { siteKey: 'site-key-1', secrets: [first, second], now };

interface Parts {
  secret?: string;
  alg?: string;
  aud?: string | null;
  exp?: number | null;
  sub?: string | null;
  nbf?: number;
  claims?: Record<string, unknown>;
}

function sign(parts: Parts = {}): Promise<string> {
  const {
    secret = first,
    alg = 'HS256',
    aud = 'site-key-1',
    exp = seconds + 600,
    sub = 'u-1',
  } = parts;
  const token = new SignJWT(parts.claims ?? {}).setProtectedHeader({ alg });
  if (aud !== null) token.setAudience(aud);
  if (exp !== null) token.setExpirationTime(exp);
  if (sub !== null) token.setSubject(sub);
  if (parts.nbf) token.setNotBefore(parts.nbf);
  return token.sign(new TextEncoder().encode(secret));
}

const refusal = async (token: string, over: Partial<IdentityCheck> = {}) => {
  const error: unknown = await verifyIdentity(token, { ...check, ...over }).catch(
    (e: unknown) => e,
  );
  return error as { code: string; details: { reason: string } };
};
const reason = async (token: string, over?: Partial<IdentityCheck>) => {
  const { code, details } = await refusal(token, over);
  expect(code).toBe('identity_invalid');
  return details.reason;
};

describe('verifyIdentity', () => {
  it('returns the claims and drops what it does not know', async () => {
    const token = await sign({ claims: { name: ' Ada ', email: 'ada@example.com', admin: true } });
    expect(await verifyIdentity(token, check)).toEqual({
      sub: 'u-1',
      name: 'Ada',
      email: 'ada@example.com',
    });
  });

  it('accepts the second active key and refuses a retired one', async () => {
    const token = await sign({ secret: second });
    expect((await verifyIdentity(token, check)).sub).toBe('u-1');
    expect(await reason(token, { secrets: [first] })).toBe('signature');
  });

  it('refuses when the site has no key at all', async () => {
    expect(await reason(await sign(), { secrets: [] })).toBe('no_key');
    // An empty key must not turn into «signed with nothing».
    expect(await reason(new UnsecuredJWT({ sub: 'u-1' }).encode(), { secrets: [] })).toBe('no_key');
  });

  it.each(['HS384', 'HS512'])('refuses %s: the algorithm is fixed', async (alg) => {
    const long = 'x'.repeat(64);
    expect(await reason(await sign({ alg, secret: long }), { secrets: [long] })).toBe('signature');
  });

  it('refuses an unsigned token', async () => {
    const token = new UnsecuredJWT({})
      .setSubject('u-1')
      .setAudience('site-key-1')
      .setExpirationTime(seconds + 600)
      .encode();
    expect(await reason(token)).toMatch(/signature|malformed/);
  });

  it('refuses an asymmetric signature, also when the secret is a public key', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'RS256' })
      .setSubject('u-1')
      .setAudience('site-key-1')
      .setExpirationTime(seconds + 600)
      .sign(privateKey);
    expect(await reason(token, { secrets: [pem] })).toBe('signature');
  });

  it('refuses a foreign audience and a missing one', async () => {
    expect(await reason(await sign({ aud: 'site-key-2' }))).toBe('audience');
    expect(await reason(await sign({ aud: null }))).toBe('audience');
  });

  it('refuses an expired token beyond the leeway of a minute', async () => {
    expect((await verifyIdentity(await sign({ exp: seconds - 59 }), check)).sub).toBe('u-1');
    expect(await reason(await sign({ exp: seconds - 61 }))).toBe('expired');
  });

  it('refuses a token without an end and one that lives longer than a day', async () => {
    expect(await reason(await sign({ exp: null }))).toBe('claims');
    expect(await reason(await sign({ exp: seconds + 25 * 3_600 }))).toBe('lifetime');
    expect((await verifyIdentity(await sign({ exp: seconds + 24 * 3_600 }), check)).sub).toBe(
      'u-1',
    );
  });

  it('refuses a token that is not valid yet', async () => {
    expect(await reason(await sign({ nbf: seconds + 120 }))).toBe('claims');
  });

  it('refuses a missing or empty subject and malformed claims', async () => {
    expect(await reason(await sign({ sub: null }))).toBe('claims');
    expect(await reason(await sign({ sub: '' }))).toBe('claims');
    expect(await reason(await sign({ claims: { email: 'nobody' } }))).toBe('claims');
  });

  it.each(['', 'a', 'a.b.c', '..', 'eyJhbGciOiJIUzI1NiJ9..'])('refuses %j', async (token) => {
    expect(await reason(token)).toMatch(/malformed|signature/);
  });
});
