/**
 * Traces, when there is a collector (OTEL_EXPORTER_OTLP_ENDPOINT): one message from the frame that
 * brings it, over its statements, to the sockets of this node and of all others. Without one nothing of
 * this is loaded and `tracing()` is null, which is all that the hot paths look at. Attributes are names
 * and ids, never what people wrote.
 */
import { remember } from '../remember';

export type Attributes = Readonly<Record<string, string | number | boolean | string[]>>;

export interface Tracing {
  /** A span around `work`, child of what is going on; spans made inside are its children. */
  run<Result>(name: string, attributes: Attributes, work: () => Promise<Result>): Promise<Result>;
  runSync<Result>(name: string, attributes: Attributes, work: () => Result): Result;
  /** A span that is over: for what is only worth one afterwards. `parent` = a `traceparent`. */
  record(name: string, startedAt: number, attributes: Attributes, parent?: string): void;
  /** What is going on as a W3C `traceparent`, for another node; undefined when nothing is traced. */
  current(): string | undefined;
  /** Sends what is left. */
  stop(): Promise<void>;
}

const slot = (): { tracing: Tracing | null } =>
  remember('tracing', () => ({ tracing: null as Tracing | null }));

export const tracing = (): Tracing | null => slot().tracing;

export function useTracing(value: Tracing | null): void {
  slot().tracing = value;
}
