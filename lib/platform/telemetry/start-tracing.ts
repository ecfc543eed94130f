/**
 * The only place that knows OpenTelemetry. Its packages are imported when a collector is configured and
 * not before; sampling, headers and the like are set by OpenTelemetry's own variables.
 */
import type { DiagLogger } from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import product from '@/package.json' with { type: 'json' };
import { config } from '../config';
import { logger } from '../logger';
import { nodeId } from '../node-identity';
import { CollectorLog } from './collector-log';
import { type Tracing, useTracing } from './tracing';

/** A collector that does not answer must not hold up a stop. */
const STOP_LIMIT_MS = 3_000;

export async function startTracing(): Promise<{ stop(): Promise<void> }> {
  const endpoint = config().OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint) return { stop: () => Promise.resolve() };
  const tracing = await openTracing(endpoint);
  useTracing(tracing);
  logger('server').info('traces are sent to a collector');
  return {
    stop: async () => {
      useTracing(null);
      await tracing.stop();
    },
  };
}

async function openTracing(endpoint: string): Promise<Tracing> {
  const [api, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const { context, diag, propagation, trace } = api;
  const { DiagLogLevel, SpanKind, SpanStatusCode, ROOT_CONTEXT } = api;
  const collector = new CollectorLog(logger('server'));
  // First of all, so that a variable which the others cannot read is heard of.
  diag.setLogger(diagLogger(collector), {
    logLevel: DiagLogLevel.WARN,
    suppressOverrideMessage: true,
  });
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'switchboard',
      'service.version': product.version,
      'service.instance.id': nodeId(),
    }),
    spanProcessors: [
      new sdk.BatchSpanProcessor(
        watched(
          new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` }),
          collector,
        ),
        { scheduledDelayMillis: 1_000 },
      ),
    ],
  });
  provider.register();
  const tracer = provider.getTracer('switchboard', product.version);
  return {
    run: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes: { ...attributes } }, async (span) => {
        try {
          return await work();
        } catch (error) {
          // The kind of failure, not its words: those may hold what a row holds.
          span.setStatus({ code: SpanStatusCode.ERROR });
          span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
          throw error;
        } finally {
          span.end();
        }
      }),
    runSync: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes: { ...attributes } }, (span) => {
        try {
          return work();
        } finally {
          span.end();
        }
      }),
    record: (name, startedAt, attributes, parent) => {
      const from =
        parent === undefined
          ? context.active()
          : propagation.extract(ROOT_CONTEXT, { traceparent: parent });
      tracer
        .startSpan(
          name,
          { startTime: startedAt, kind: SpanKind.PRODUCER, attributes: { ...attributes } },
          from,
        )
        .end();
    },
    current: () => {
      if (!trace.getSpan(context.active())?.isRecording()) return undefined;
      const carrier: { traceparent?: string } = {};
      propagation.inject(context.active(), carrier);
      return carrier.traceparent;
    },
    stop: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, STOP_LIMIT_MS);
      });
      const log = logger('server');
      const ended = provider.shutdown().catch((error: unknown) => {
        log.warn({ err: error }, 'the last traces could not be sent');
      });
      await Promise.race([ended, late]);
      clearTimeout(timer);
    },
  };
}

function watched(exporter: SpanExporter, collector: CollectorLog): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        // Told before OpenTelemetry complains of the same.
        if (result.error) collector.failed(result.error);
        else collector.sent();
        done(result);
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

function diagLogger(collector: CollectorLog): DiagLogger {
  const [complain, ignore] = [collector.complaint.bind(collector), () => {}];
  return { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore };
}
