import fs from 'node:fs';
import path from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { HTTP_API } from '@/lib/contracts/http-api';
import { LIMITS } from '@/lib/contracts/limits';
import { openApiDocument } from './openapi';

const root = path.resolve('app/api/v1');

/** `get /sites/{siteId}` for every exported method of every route file. */
function routeFiles(): string[] {
  const files = fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => path.basename(file) === 'route.ts');
  return files.flatMap((file) => {
    const url = `/${path.posix.dirname(file)}`.replace(/\[(\w+)\]/g, '{$1}');
    const source = fs.readFileSync(path.join(root, file), 'utf8');
    const methods = source.matchAll(/export const (GET|POST|PUT|PATCH|DELETE)\b/g);
    return [...methods].map(([, method]) => `${method!.toLowerCase()} ${url}`);
  });
}

describe('openapi', () => {
  it('describes exactly the routes that exist', () => {
    const described = HTTP_API.map(({ method, path: url }) => `${method} ${url}`);
    expect(described.toSorted()).toEqual(routeFiles().toSorted());
    expect(new Set(described).size).toBe(described.length);
  });

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    // As it is sent.
    const sent = JSON.parse(JSON.stringify(openApiDocument())) as Record<string, unknown>;
    expect(await validator.validate(sent)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const broken = { ...sent, paths: { '/api/v1/notifications': { post: { responses: [] } } } };
    expect(await validator.validate(broken)).toMatchObject({ valid: false });
  });

  it('describes all of the inbox with the schemas of the contracts', () => {
    const { paths } = openApiDocument() as { paths: Record<string, Record<string, unknown>> };
    const inbox = Object.entries(paths).filter(([url]) =>
      /notification|push-devices|api-keys|deliveries/.test(url),
    );
    const operations = inbox.flatMap(([url, methods]) =>
      Object.keys(methods).map((method) => `${method} ${url.replace('/api/v1/', '')}`),
    );
    expect(operations.toSorted()).toEqual([
      'delete api-keys/{keyId}',
      'delete push-devices/{deviceId}',
      'get api-keys',
      'get deliveries',
      'get notification-preferences',
      'get notification-preferences/defaults',
      'get notifications',
      'get notifications/counts',
      'get push-devices',
      'patch notification-preferences',
      'patch notification-preferences/defaults',
      'post api-keys',
      'post notifications',
      'post notifications/changes',
      'post notifications/mark-all',
      'post notifications/undo',
      'post push-devices',
    ]);
    const sending = JSON.stringify(paths['/api/v1/notifications']!.post);
    expect(sending).toContain(`"maxItems":${LIMITS.notificationRecipients}`);
    for (const name of ['externalId', 'subjectKey', 'title', 'preview', 'url']) {
      expect(sending).toContain(`"${name}"`);
    }
  });

  it('is a document with a schema for every body and a problem for every failure', () => {
    const document = openApiDocument() as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string; responses: object }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(operations).toHaveLength(HTTP_API.length);
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(
      HTTP_API.length,
    );
    for (const operation of operations) expect(operation.responses).toHaveProperty('default');
    const session = document.paths['/api/v1/widget/sessions']!.post;
    expect(JSON.stringify(session)).toContain('"siteKey"');
  });

  it('says which key a program needs, and where a request may be repeated', () => {
    const document = openApiDocument() as {
      paths: Record<string, Record<string, { security: object[]; parameters?: object[] }>>;
    };
    const { get, post } = document.paths['/api/v1/notifications']!;
    expect(post!.security).toEqual([{ apiKey: ['notifications:write'] }]);
    expect(get!.security).toEqual([{ session: [] }, { apiKey: ['notifications:read'] }]);
    expect(post!.parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header' }]);
    const keys = document.paths['/api/v1/api-keys']!.post!;
    expect(JSON.stringify(keys.parameters ?? [])).not.toContain('Idempotency-Key');
  });
});
