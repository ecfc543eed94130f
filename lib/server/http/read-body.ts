import type { z } from 'zod';
import { AppError } from '@/lib/contracts/errors';
import { isSameOrigin } from '@/lib/platform/request-origin';

/** Bytes of one request body: far above the largest form, far below a burden. */
export const BODY_BYTES = 65_536;

/** For everything that changes something: refuses other sites' pages (`origin_not_allowed`). */
export function requireSameOrigin(headers: Headers): void {
  if (!isSameOrigin(headers)) {
    throw new AppError('origin_not_allowed', { message: 'This request came from another site.' });
  }
}

/** Stops reading at the bound, whatever Content-Length claimed. */
async function readText(request: Request): Promise<string> {
  const tooLarge = () => new AppError('too_large', { message: 'The request is too large.' });
  if (Number(request.headers.get('content-length') ?? 0) > BODY_BYTES) throw tooLarge();
  if (!request.body) return '';
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString('utf8');
    size += value.byteLength;
    if (size > BODY_BYTES) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
}

/**
 * The parsed body. It must be declared as JSON: a form or plain text, which other sites can send
 * without asking, is refused. Throws `invalid`, `too_large` or the schema's ZodError.
 */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new AppError('invalid', { message: 'Send JSON (content-type: application/json).' });
  }
  const text = await readText(request);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new AppError('invalid', { message: 'The body is not JSON.', cause });
  }
  return schema.parse(body);
}
