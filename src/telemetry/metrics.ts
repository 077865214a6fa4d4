import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * What a metric is:
 * - `counter` counts up as things happen (`inc`).
 * - `total` is a count that somebody else keeps and that is told as it stands (`set`); a counter on the outside.
 * - `gauge` goes up and down (`set`).
 * - `histogram` is a distribution in seconds (`observe`).
 */
export type MetricType = 'counter' | 'total' | 'gauge' | 'histogram';

interface MetricDeclaration {
  readonly name: string;
  readonly type: MetricType;
  readonly labels: readonly string[];
  readonly help: string;
}

/** Every metric of the program; docs/metrics.md is generated from this table. */
export const metricsTable = {
  rowsRead: {
    name: 'azlog_rows_read_total',
    type: 'counter',
    labels: ['source'],
    help: 'Rows read from the source and committed to the queue.',
  },
  pagesRead: {
    name: 'azlog_pages_read_total',
    type: 'counter',
    labels: ['source'],
    help: 'Pages (answers with rows) read from the source and committed to the queue.',
  },
  eventsFormatted: {
    name: 'azlog_events_formatted_total',
    type: 'counter',
    labels: ['source', 'destination'],
    help: 'Events written as messages for the destination.',
  },
  messagesProven: {
    name: 'azlog_messages_proven_total',
    type: 'counter',
    labels: ['destination'],
    help: 'Messages that the destination is known to have taken.',
  },
  messagesResent: {
    name: 'azlog_messages_resent_total',
    type: 'counter',
    labels: ['destination'],
    help: 'Messages written again because the connection that carried them ended before they were proven: possible duplicates.',
  },
  deadLetters: {
    name: 'azlog_dead_letters_total',
    type: 'counter',
    labels: ['source', 'code'],
    help: 'Rows set aside because they can never be used, by error code.',
  },
  sourceLagSeconds: {
    name: 'azlog_source_lag_seconds',
    type: 'gauge',
    labels: ['source'],
    help: 'How far reading is behind the newest readable row.',
  },
  sourceErrors: {
    name: 'azlog_source_errors_total',
    type: 'counter',
    labels: ['source', 'code'],
    help: 'Reads of the source that failed and are tried again, by error code.',
  },
  backlogJobs: {
    name: 'azlog_backlog_jobs',
    type: 'gauge',
    labels: ['queue'],
    help: 'Jobs in the queue that are not done.',
  },
  backlogBytes: {
    name: 'azlog_backlog_bytes',
    type: 'gauge',
    labels: ['queue'],
    help: 'Bytes of the jobs in the queue that are not done.',
  },
  backlogBudgetBytes: {
    name: 'azlog_backlog_budget_bytes',
    type: 'gauge',
    labels: [],
    help: 'Queued bytes beyond which sources are not read (queue.budget).',
  },
  readingPaused: {
    name: 'azlog_reading_paused',
    type: 'gauge',
    labels: [],
    help: '1 while sources are not read because the backlog is over its budget, else 0.',
  },
  unprovenMessages: {
    name: 'azlog_unproven_messages',
    type: 'gauge',
    labels: ['destination'],
    help: 'Messages written to the destination and not yet proven.',
  },
  destinationConnected: {
    name: 'azlog_destination_connected',
    type: 'gauge',
    labels: ['destination'],
    help: '1 while there is a connection to the destination, else 0.',
  },
  destinationConnects: {
    name: 'azlog_destination_connects_total',
    type: 'total',
    labels: ['destination'],
    help: 'Connections made to the destination.',
  },
  destinationFailures: {
    name: 'azlog_destination_failures_total',
    type: 'total',
    labels: ['destination'],
    help: 'Connections that could not be made, or ended with unproven messages (which are sent again).',
  },
  deliveryLagSeconds: {
    name: 'azlog_delivery_lag_seconds',
    type: 'gauge',
    labels: ['source', 'destination'],
    help: 'Age of the newest event of the last proven batch, when it was proven.',
  },
  pageDuration: {
    name: 'azlog_page_duration_seconds',
    type: 'histogram',
    labels: ['stage'],
    help: 'Time that a stage took for one page.',
  },
  batchDuration: {
    name: 'azlog_batch_duration_seconds',
    type: 'histogram',
    labels: ['destination'],
    help: 'Time from taking a batch from the queue until it was proven.',
  },
} as const satisfies Record<string, MetricDeclaration>;

/** From a formatted page (milliseconds) to a batch that waited for its proof, or for a receiver that was away. */
const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 300];

/** A counter whose count somebody else keeps. */
export interface Total<L extends string> {
  /** Tells the count as it stands. One that is lower than before was begun anew, and is added. */
  set(labels: Readonly<Record<L, string>>, count: number): void;
  /** The counts as they are served. */
  get: Counter<L>['get'];
}

interface Declared<T extends MetricType, L extends string> {
  readonly name: string;
  readonly type: T;
  readonly labels: readonly L[];
  readonly help: string;
}

function createInstruments(registry: Registry) {
  const basics = <L extends string>({ name, help, labels }: Declared<MetricType, L>) => ({
    name,
    help,
    labelNames: labels,
    registers: [registry],
  });
  return {
    counter: <L extends string>(metric: Declared<'counter', L>): Counter<L> => new Counter(basics(metric)),
    gauge: <L extends string>(metric: Declared<'gauge', L>): Gauge<L> => new Gauge(basics(metric)),
    histogram: <L extends string>(metric: Declared<'histogram', L>): Histogram<L> =>
      new Histogram({ ...basics(metric), buckets: secondsBuckets }),
    total: <L extends string>(metric: Declared<'total', L>): Total<L> => {
      const counter = new Counter(basics(metric));
      const told = new Map<string, number>();
      return {
        get: () => counter.get(),
        set(labels, count) {
          const key = metric.labels.map((label) => labels[label]).join('\0');
          const before = told.get(key) ?? 0;
          told.set(key, count);
          counter.inc(labels, count >= before ? count - before : count);
        },
      };
    },
  };
}

/**
 * The metrics of one process, in a registry of their own.
 * @param options.processMetrics also memory, CPU, event loop and garbage collection of Node.js (`azlog_process_…`, `azlog_nodejs_…`)
 */
export function createMetrics({ processMetrics = true }: { readonly processMetrics?: boolean } = {}) {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry, prefix: 'azlog_' });
  const { counter, gauge, histogram, total } = createInstruments(registry);
  const table = metricsTable;
  const instruments = {
    rowsRead: counter(table.rowsRead),
    pagesRead: counter(table.pagesRead),
    eventsFormatted: counter(table.eventsFormatted),
    messagesProven: counter(table.messagesProven),
    messagesResent: counter(table.messagesResent),
    deadLetters: counter(table.deadLetters),
    sourceLagSeconds: gauge(table.sourceLagSeconds),
    sourceErrors: counter(table.sourceErrors),
    backlogJobs: gauge(table.backlogJobs),
    backlogBytes: gauge(table.backlogBytes),
    backlogBudgetBytes: gauge(table.backlogBudgetBytes),
    readingPaused: gauge(table.readingPaused),
    unprovenMessages: gauge(table.unprovenMessages),
    destinationConnected: gauge(table.destinationConnected),
    destinationConnects: total(table.destinationConnects),
    destinationFailures: total(table.destinationFailures),
    deliveryLagSeconds: gauge(table.deliveryLagSeconds),
    pageDuration: histogram(table.pageDuration),
    batchDuration: histogram(table.batchDuration),
  } satisfies Record<keyof typeof metricsTable, unknown>;
  return { registry, ...instruments };
}

/** What a process counts and measures; `registry` is what `/metrics` serves. */
export type Metrics = ReturnType<typeof createMetrics>;
