import { setTimeout as sleep } from 'node:timers/promises';
import { context, DiagLogLevel, diag, propagation, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type Sampler, SamplingDecision, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.ts';

/** A collector that is away must not hold up the end of the process. */
const stopMs = 2_000;
const exportMs = 5_000;
/** A collector that is away is told once in this time. */
const tellAgainMs = 60_000;

export interface TracingOptions {
  /** OTLP over HTTP; a URL without path gets `/v1/traces`. */
  readonly endpoint: string;
  readonly stage: string;
  readonly version: string;
  readonly log: Logger;
}

/** Traces that are being collected. */
export interface Tracing {
  /** Hands over what is collected, for two seconds at most. */
  stop(): Promise<void>;
}

/** What BullMQ does for itself (looking for jobs, renewing, closing) tells nothing of an event's way. */
const wayOfEvents: Sampler = {
  shouldSample: (_context, _traceId, _name, kind) => ({
    decision:
      kind === SpanKind.PRODUCER || kind === SpanKind.CONSUMER
        ? SamplingDecision.RECORD_AND_SAMPLED
        : SamplingDecision.NOT_RECORD,
  }),
  toString: () => 'wayOfEvents',
};

/**
 * Starts to collect what OpenTelemetry's interfaces are told, and to hand it over. It never waits for the collector:
 * what it does not take is dropped once 2,048 spans are kept. Loaded only when tracing is asked for.
 */
export function startTracing({ endpoint, stage, version, log }: TracingOptions): Tracing {
  let toldAt = 0;
  const tell = (message: string): void => {
    if (Date.now() - toldAt < tellAgainMs) return;
    toldAt = Date.now();
    log.warn({ endpoint, reason: message.slice(0, 300) }, 'tracing: traces are lost; delivery continues');
  };
  const ignore = (): void => {};
  diag.setLogger(
    { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const url = new URL(endpoint);
  if (url.pathname === '/') url.pathname = '/v1/traces';
  const provider = new TracerProvider({
    sampler: wayOfEvents,
    resource: resourceFromAttributes({
      'service.name': `azlog-${stage}`,
      'service.namespace': 'azlog',
      'service.version': version,
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: url.href, timeoutMillis: exportMs }),
        exportTimeoutMillis: exportMs,
        scheduledDelayMillis: 2_000,
      }),
    ],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    async stop() {
      await Promise.race([
        provider.shutdown().catch((error: unknown) => tell(String(error))),
        sleep(stopMs, undefined, { ref: false }),
      ]);
    },
  };
}
