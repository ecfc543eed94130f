import { expect, test, vi } from 'vitest';
import { Admission } from './admission';
import { authenticate } from './authenticate';
import type { Connection } from './connection';
import type { ConnectionRegistry } from './connection-registry';

test('DRN-1: whoever left while waiting for a place is not identified', async () => {
  const admission = new Admission({ atOnce: 1, sockets: 10 });
  let release = () => {};
  const busy = admission.handshake(() => new Promise<void>((resolve) => (release = resolve)));
  const conn = { readyState: 'open' };
  const read = vi.fn(() => ({}));
  const handshake = Object.defineProperty({ auth: {} }, 'headers', { get: read });
  const connection = { conn, handshake } as unknown as Connection;
  const registry = { requireAdmitting: () => {} } as unknown as ConnectionRegistry;
  const refused = new Promise<unknown>((resolve) =>
    authenticate(registry, admission, 'node')(connection, resolve),
  );
  await vi.waitFor(() => expect(admission.state.waiting).toBe(1));
  conn.readyState = 'closed';
  release();
  await busy;
  expect(await refused).toMatchObject({ data: { code: 'unavailable' } });
  expect(read).not.toHaveBeenCalled();
});
