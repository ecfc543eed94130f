/** OpenAPI 3.1 from the table of operations and the zod schemas that the routes parse with. */
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '@/lib/contracts/errors';
import { HTTP_API, type HttpOperation } from '@/lib/contracts/http-api';
import { LIMITS } from '@/lib/contracts/limits';

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
  retryable: z.boolean(),
  retryAfterMs: z.number().int().optional(),
  details: z.unknown().optional(),
  instance: z.string().optional(),
});

function toSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

const json = (schema: z.ZodType, io: 'input' | 'output') => ({
  'application/json': { schema: toSchema(schema, io) },
});

const operationId = ({ method, path }: HttpOperation): string =>
  method +
  path
    .replace(/[{}]/g, '')
    .split(/[/.-]/)
    .filter(Boolean)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('');

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Kept for 24 hours. The same request under the same key happens once and gets the same answer, ' +
    'with Idempotency-Replayed: true. Another request under it is refused (422 key_reused); while the ' +
    'first runs, come again (409 in_progress). A failure of the server sets the key free.',
  schema: { type: 'string', minLength: 1, maxLength: LIMITS.idempotencyKeyChars },
};

function describe(operation: HttpOperation): Record<string, unknown> {
  const parameters: object[] = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  for (const [name, field] of Object.entries(operation.query?.shape ?? {})) {
    const schema = field as z.ZodType;
    const required = !schema.safeParse(undefined).success;
    parameters.push({ name, in: 'query', required, schema: toSchema(schema, 'input') });
  }
  if (operation.idempotent) parameters.push(IDEMPOTENCY_KEY);
  return {
    operationId: operationId(operation),
    summary: operation.summary,
    ...(parameters.length > 0 && { parameters }),
    security: [
      ...(operation.session === 'none' ? [] : [{ session: [] }]),
      ...(operation.scope ? [{ apiKey: [operation.scope] }] : []),
    ],
    ...(operation.request && {
      requestBody: { required: true, content: json(operation.request, 'input') },
    }),
    responses: {
      [operation.status]: {
        description: operation.summary,
        ...(operation.response && { content: json(operation.response, 'output') }),
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of HTTP_API) {
    (paths[`/api/v1${operation.path}`] ??= {})[operation.method] = describe(operation);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Switchboard', version: '1' },
    paths,
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'switchboard_session',
          description: 'Staff session; the name starts with __Host- when served over https.',
        },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key (sbk_…) with the scope that is named, made in the settings.',
        },
      },
      responses: {
        Problem: {
          description: 'What went wrong (RFC 9457).',
          content: { 'application/problem+json': { schema: toSchema(problemSchema, 'output') } },
        },
      },
    },
  };
}
