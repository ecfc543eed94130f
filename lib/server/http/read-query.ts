import type { z } from 'zod';

/** The parsed query of the address; a name that comes twice counts once. Throws the schema's ZodError. */
export function readQuery<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): z.output<Schema> {
  return schema.parse(Object.fromEntries(new URL(request.url).searchParams));
}
