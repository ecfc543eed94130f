import { z } from 'zod';
import { AppError } from '@/lib/contracts/errors';
import type { ListCursor } from './conversation-store';

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** Opaque to clients: the sort key of the last row of a page. */
export function encodeCursor(cursor: ListCursor): string {
  return Buffer.from(JSON.stringify([cursor.at, cursor.id])).toString('base64url');
}

/** @throws AppError `invalid` for anything that `encodeCursor` did not make. */
export function decodeCursor(text: string | undefined): ListCursor | null {
  if (text === undefined) return null;
  try {
    const [at, id] = cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return { at, id };
  } catch (cause) {
    throw new AppError('invalid', { message: 'Unknown cursor.', cause });
  }
}
