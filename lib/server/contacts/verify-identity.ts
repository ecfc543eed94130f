/**
 * Identities signed by a customer's back end: a JWT with HS256 and nothing else (the algorithm is
 * ours to choose, never the token's), `aud` = the site's key, `exp` within a day, `sub` = the
 * customer's own id of the person. Two keys may be active so that they can be changed without a gap.
 */
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { AppError } from '@/lib/contracts/errors';
import { identityClaimsSchema, type IdentityClaims } from '@/lib/contracts/widget-sessions';

const LEEWAY_SECONDS = 60;
const LONGEST_LIFE_SECONDS = 24 * 3_600;

export interface IdentityCheck {
  /** Public key of the site: what `aud` must name. */
  siteKey: string;
  /** Active secrets; retired ones are not passed. */
  secrets: string[];
  now: Date;
}

type Reason = 'no_key' | 'signature' | 'audience' | 'expired' | 'lifetime' | 'claims' | 'malformed';

const refuse = (reason: Reason, cause?: unknown): AppError =>
  new AppError('identity_invalid', {
    message: 'The signed identity was not accepted.',
    details: { reason },
    cause,
  });

function reasonOf(error: unknown): Reason {
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'signature';
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'aud' ? 'audience' : 'claims';
  }
  return 'malformed';
}

async function verifyWith(
  secret: string,
  token: string,
  check: IdentityCheck,
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
    algorithms: ['HS256'],
    audience: check.siteKey,
    requiredClaims: ['exp', 'sub', 'aud'],
    clockTolerance: LEEWAY_SECONDS,
    currentDate: check.now,
  });
  return payload;
}

/** The claims of an identity that holds. Throws `identity_invalid` with `details.reason`. */
export async function verifyIdentity(token: string, check: IdentityCheck): Promise<IdentityClaims> {
  let failure: unknown;
  for (const secret of check.secrets) {
    try {
      return readClaims(await verifyWith(secret, token, check), check.now);
    } catch (error) {
      failure = error;
      // Only a signature that does not fit is a reason to try the other key.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
    }
  }
  if (failure === undefined) throw refuse('no_key');
  throw failure instanceof AppError ? failure : refuse(reasonOf(failure), failure);
}

function readClaims(payload: JWTPayload, now: Date): IdentityClaims {
  const seconds = Math.floor(now.getTime() / 1_000);
  if ((payload.exp ?? Infinity) > seconds + LONGEST_LIFE_SECONDS + LEEWAY_SECONDS) {
    throw refuse('lifetime');
  }
  const claims = identityClaimsSchema.safeParse(payload);
  if (!claims.success) throw refuse('claims', claims.error);
  return claims.data;
}
