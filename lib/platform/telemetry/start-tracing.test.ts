import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { logger } from '../logger';
import { startTracing } from './start-tracing';
import { tracing } from './tracing';

let answers: number;
let asked = 0;
let collector: http.Server;
let running: { stop(): Promise<void> };
const warn = vi.fn();
const info = vi.fn();
/** As long as a busy machine may need. */
const SOON = { timeout: 10_000 };

beforeAll(async () => {
  collector = http.createServer((request, response) => {
    asked += 1;
    request.resume().on('end', () => response.writeHead(answers).end('{}'));
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${port}`);
  // A setting that OpenTelemetry cannot read.
  vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', 'brotli');
  // Not before: the first logger reads the configuration.
  Object.assign(logger('server'), { warn, info });
  running = await startTracing();
});
afterAll(async () => {
  await running.stop();
  await new Promise((resolve) => collector.close(resolve));
  vi.unstubAllEnvs();
});

/** Until the collector was asked `times` times more, each for a batch of its own. */
async function send(status: number, times: number): Promise<void> {
  answers = status;
  for (let n = 0; n < times; n += 1) {
    const before = asked;
    await tracing()!.run('a span', {}, () => Promise.resolve());
    await vi.waitFor(() => expect(asked).toBe(before + 1), SOON);
  }
}
const said = (spy: typeof warn) => spy.mock.calls.map((words) => words.at(-1) as string);
const LOST = 'traces do not reach the collector; they are lost';
const AGAIN = 'traces reach the collector again';

test('a collector that takes no traces is said once per outage, and so is its return', async () => {
  expect(warn.mock.calls).toEqual([
    [{ words: expect.stringContaining('brotli') as string }, 'OpenTelemetry complains'],
  ]);
  warn.mockClear();
  await send(404, 3);
  await vi.waitFor(() => expect(said(warn)).toEqual([LOST]), SOON);
  expect(warn.mock.calls[0]?.[0]).toMatchObject({ err: { code: 404 } });
  await send(200, 2);
  await vi.waitFor(
    () => expect(said(info).filter((words) => words === AGAIN)).toHaveLength(1),
    SOON,
  );
  await send(404, 1);
  await vi.waitFor(() => expect(said(warn)).toEqual([LOST, LOST]), SOON);
}, 60_000);
