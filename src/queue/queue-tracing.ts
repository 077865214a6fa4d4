import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Telemetry } from 'bullmq';
import { BullMQOTelSpan, BullMQOtel } from 'bullmq-otel';

/** Traces of jobs. What is collected of them is decided by whoever set up OpenTelemetry in this process. */
export interface QueueTracing {
  readonly telemetry: Telemetry;
  /** Marks the job in hand as failed; BullMQ sees only that it is put off. */
  failed(error: unknown): void;
}

/**
 * Joins BullMQ to OpenTelemetry. Spans carry names and ids of queues and jobs. Texts of errors and results of jobs are
 * left out: what is in them was never looked through for secrets. Loaded only when tracing is asked for.
 */
export function createQueueTracing(): QueueTracing {
  const otel = new BullMQOtel({ tracerName: 'azlog-queue' });
  return {
    telemetry: {
      tracer: {
        startSpan(name, options, context) {
          const started = otel.tracer.startSpan(name, options, context);
          if (!(started instanceof BullMQOTelSpan)) return started;
          const { span } = started;
          started.recordException = (error) => markFailed(span, error);
          started.addEvent = (event) => {
            span.addEvent(event);
          };
          return started;
        },
      },
      contextManager: Object.assign(otel.contextManager, {
        // Without it the check for stalled jobs, which never ends, would be one trace that never ends.
        root: () => ROOT_CONTEXT,
      }),
    },
    failed(error) {
      const span = trace.getActiveSpan();
      if (span !== undefined) markFailed(span, error);
    },
  };
}

function markFailed(span: NonNullable<ReturnType<typeof trace.getActiveSpan>>, error: unknown): void {
  const code = error instanceof Error ? ('code' in error ? String(error.code) : error.name) : typeof error;
  span.addEvent('exception', { 'exception.type': code });
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}
