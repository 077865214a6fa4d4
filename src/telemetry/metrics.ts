import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { StageName } from '../pipeline.ts';

/**
 * What a metric is:
 * - `counter` counts up as things happen (`inc`).
 * - `total` is a count that somebody else keeps and that is told as it stands (`set`); a counter on the outside.
 * - `gauge` goes up and down (`set`).
 * - `histogram` is a distribution in seconds (`observe`).
 */
export type MetricType = 'counter' | 'total' | 'gauge' | 'histogram';

/** Which processes tell a metric: `all` is every process, whatever stage it runs. */
export type MetricTeller = StageName | 'all';

/**
 * How the series of several processes are to be put together:
 * - `sum`: each process tells what it did itself (a counter is summed after `rate` or `increase`).
 * - `max`, `min`: all processes of the stage tell the same, one perhaps a moment earlier; the named one is right.
 * - `each`: it is of one process, and together it would mean nothing.
 */
export type MetricAggregation = 'sum' | 'max' | 'min' | 'each';

interface MetricDeclaration {
  readonly name: string;
  readonly type: MetricType;
  readonly labels: readonly string[];
  readonly help: string;
  readonly unit: string;
  readonly from: readonly MetricTeller[];
  readonly over: MetricAggregation;
}

/** Every metric of the program; docs/metrics.md is generated from this table. */
export const metricsTable = {
  buildInfo: {
    name: 'azlog_build_info',
    type: 'gauge',
    labels: ['version', 'stage'],
    help: 'Always 1; the labels show the running version and the stage (`all` for a process with every stage).',
    unit: '1',
    from: ['all'],
    over: 'each',
  },
  rowsRead: {
    name: 'azlog_rows_read_total',
    type: 'counter',
    labels: ['source'],
    help: 'Rows read from the source and committed to the queue.',
    unit: 'rows',
    from: ['poller'],
    over: 'sum',
  },
  pagesRead: {
    name: 'azlog_pages_read_total',
    type: 'counter',
    labels: ['source'],
    help: 'Pages (answers with rows) read from the source and committed to the queue.',
    unit: 'pages',
    from: ['poller'],
    over: 'sum',
  },
  sourceLagSeconds: {
    name: 'azlog_source_lag_seconds',
    type: 'gauge',
    labels: ['source'],
    help: 'Age of the point in time up to which every row of the source has been read. It grows while nothing is read, whatever the reason. Rows that were stored before reading began (`start: beginning`) do not count. Every poller reports every source, no matter which poller reads it.',
    unit: 'seconds',
    from: ['poller'],
    over: 'min',
  },
  sourceLastRead: {
    name: 'azlog_source_last_read_timestamp_seconds',
    type: 'gauge',
    labels: ['source'],
    help: 'When any poller last read the source without an error, with or without rows. Missing until the first such read.',
    unit: 'seconds since 1970',
    from: ['poller'],
    over: 'max',
  },
  lostRecords: {
    name: 'azlog_source_lost_records_total',
    type: 'counter',
    labels: ['source'],
    help: 'Records that were gone before they could be read: the source keeps them no longer.',
    unit: 'records',
    from: ['poller'],
    over: 'sum',
  },
  sourceErrors: {
    name: 'azlog_source_errors_total',
    type: 'counter',
    labels: ['source', 'code'],
    help: 'Failed reads of the source, which azlog retries, by error code.',
    unit: 'reads',
    from: ['poller'],
    over: 'sum',
  },
  credentialExpiry: {
    name: 'azlog_source_credential_expiry_timestamp_seconds',
    type: 'gauge',
    labels: ['source'],
    help: 'When the SAS that the source signs in with ends (`se`). Missing if azlog knows no end: with an account key or an identity, or if a stored access policy (`si`) sets the end.',
    unit: 'seconds since 1970',
    from: ['poller'],
    over: 'min',
  },
  credentialRenewal: {
    name: 'azlog_source_credential_renewal_timestamp_seconds',
    type: 'gauge',
    labels: ['source'],
    help: 'When to start replacing the SAS of the source: in the last quarter of its lifetime, at most 14 days before its end. Without a start (`st`), 7 days before the end. Missing if the end is missing.',
    unit: 'seconds since 1970',
    from: ['poller'],
    over: 'min',
  },
  eventsFormatted: {
    name: 'azlog_events_formatted_total',
    type: 'counter',
    labels: ['source', 'destination'],
    help: 'Events written as messages for the destination.',
    unit: 'events',
    from: ['formatter'],
    over: 'sum',
  },
  eventsFiltered: {
    name: 'azlog_events_filtered_total',
    type: 'counter',
    labels: ['source', 'destination', 'rule'],
    help: 'Events that a rule of `transforms` kept from the destination, by name of the rule. For each destination of a source, the rows read are the sum of formatted events, filtered events and dead letters.',
    unit: 'events',
    from: ['formatter'],
    over: 'sum',
  },
  deadLetters: {
    name: 'azlog_dead_letters_total',
    type: 'counter',
    labels: ['source', 'code'],
    help: 'Rows set aside because they can never be delivered, by error code.',
    unit: 'rows',
    from: ['formatter'],
    over: 'sum',
  },
  messagesProven: {
    name: 'azlog_messages_proven_total',
    type: 'counter',
    labels: ['destination'],
    help: 'Messages proven to have reached the destination.',
    unit: 'messages',
    from: ['sender'],
    over: 'sum',
  },
  messagesResent: {
    name: 'azlog_messages_resent_total',
    type: 'counter',
    labels: ['destination'],
    help: 'Messages written again because the connection that carried them ended before they were proven: possible duplicates.',
    unit: 'messages',
    from: ['sender'],
    over: 'sum',
  },
  unprovenMessages: {
    name: 'azlog_unproven_messages',
    type: 'gauge',
    labels: ['destination'],
    help: 'Messages written to the destination and not yet proven.',
    unit: 'messages',
    from: ['sender'],
    over: 'sum',
  },
  destinationConnected: {
    name: 'azlog_destination_connected',
    type: 'gauge',
    labels: ['destination'],
    help: '1 while there is a connection to the destination, otherwise 0. A destination without waiting messages may have none.',
    unit: '0 or 1',
    from: ['sender'],
    over: 'max',
  },
  destinationConnects: {
    name: 'azlog_destination_connects_total',
    type: 'total',
    labels: ['destination'],
    help: 'Connections made to the destination. With `proof: read` azlog reconnects a quiet connection after each `proofSeconds` in which it sent something.',
    unit: 'connections',
    from: ['sender'],
    over: 'sum',
  },
  destinationFailures: {
    name: 'azlog_destination_failures_total',
    type: 'total',
    labels: ['destination'],
    help: 'Connections that failed, or ended with unproven messages (which are sent again).',
    unit: 'connections',
    from: ['sender'],
    over: 'sum',
  },
  destinationLastError: {
    name: 'azlog_destination_last_error_timestamp_seconds',
    type: 'gauge',
    labels: ['destination'],
    help: 'When a connection to the destination last failed. The value stays after recovery, and is missing until a connection has failed.',
    unit: 'seconds since 1970',
    from: ['sender'],
    over: 'max',
  },
  certificateExpiry: {
    name: 'azlog_certificate_expiry_timestamp_seconds',
    type: 'gauge',
    labels: ['destination', 'certificate'],
    help: "When a certificate of the destination expires. `server`: the earliest that the receiver sent in the last full handshake. `client`: the earliest in `tls.certFile`. `ca`: the one in `tls.caFile` that signed the receiver's certificate; before the first handshake, the last one in the file to expire.",
    unit: 'seconds since 1970',
    from: ['sender'],
    over: 'min',
  },
  deliveryLagSeconds: {
    name: 'azlog_delivery_lag_seconds',
    type: 'gauge',
    labels: ['source', 'destination'],
    help: 'Age of the newest event of the last proven batch, when it was proven. It does not change while nothing is proven: then use `azlog_backlog_oldest_age_seconds`.',
    unit: 'seconds',
    from: ['sender'],
    over: 'max',
  },
  backlogJobs: {
    name: 'azlog_backlog_jobs',
    type: 'gauge',
    labels: ['queue'],
    help: 'Unfinished jobs in the queue: pages in `pages`, batches in `batches.<destination>`, pages with unusable rows in `dead-letters` (they stay until an operator removes them).',
    unit: 'jobs',
    from: ['poller'],
    over: 'max',
  },
  backlogBytes: {
    name: 'azlog_backlog_bytes',
    type: 'gauge',
    labels: ['queue'],
    help: 'Stored bytes of the unfinished jobs in the queue. All except those of `dead-letters` count against the budget.',
    unit: 'bytes',
    from: ['poller'],
    over: 'max',
  },
  backlogOldestAge: {
    name: 'azlog_backlog_oldest_age_seconds',
    type: 'gauge',
    labels: ['queue'],
    help: 'How long the oldest job has been in the queue; 0 if the queue is empty.',
    unit: 'seconds',
    from: ['poller'],
    over: 'max',
  },
  backlogBudgetBytes: {
    name: 'azlog_backlog_budget_bytes',
    type: 'gauge',
    labels: [],
    help: 'Queued bytes above which reading pauses (`queue.budget`).',
    unit: 'bytes',
    from: ['poller'],
    over: 'max',
  },
  readingPaused: {
    name: 'azlog_reading_paused',
    type: 'gauge',
    labels: [],
    help: '1 while reading is paused because the backlog is over budget, otherwise 0.',
    unit: '0 or 1',
    from: ['poller'],
    over: 'max',
  },
  readingPausedSince: {
    name: 'azlog_reading_paused_since_timestamp_seconds',
    type: 'gauge',
    labels: [],
    help: 'When reading paused because the backlog was over budget; 0 while it is not paused.',
    unit: 'seconds since 1970',
    from: ['poller'],
    over: 'max',
  },
  pageDuration: {
    name: 'azlog_page_duration_seconds',
    type: 'histogram',
    labels: ['stage'],
    help: 'Time that a stage needed for one page.',
    unit: 'seconds',
    from: ['poller', 'formatter'],
    over: 'sum',
  },
  batchDuration: {
    name: 'azlog_batch_duration_seconds',
    type: 'histogram',
    labels: ['destination'],
    help: 'Time from when a sender takes a batch from the queue until the batch is proven.',
    unit: 'seconds',
    from: ['sender'],
    over: 'sum',
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
    buildInfo: gauge(table.buildInfo),
    rowsRead: counter(table.rowsRead),
    pagesRead: counter(table.pagesRead),
    sourceLagSeconds: gauge(table.sourceLagSeconds),
    sourceLastRead: gauge(table.sourceLastRead),
    lostRecords: counter(table.lostRecords),
    sourceErrors: counter(table.sourceErrors),
    credentialExpiry: gauge(table.credentialExpiry),
    credentialRenewal: gauge(table.credentialRenewal),
    eventsFormatted: counter(table.eventsFormatted),
    eventsFiltered: counter(table.eventsFiltered),
    deadLetters: counter(table.deadLetters),
    messagesProven: counter(table.messagesProven),
    messagesResent: counter(table.messagesResent),
    unprovenMessages: gauge(table.unprovenMessages),
    destinationConnected: gauge(table.destinationConnected),
    destinationConnects: total(table.destinationConnects),
    destinationFailures: total(table.destinationFailures),
    destinationLastError: gauge(table.destinationLastError),
    certificateExpiry: gauge(table.certificateExpiry),
    deliveryLagSeconds: gauge(table.deliveryLagSeconds),
    backlogJobs: gauge(table.backlogJobs),
    backlogBytes: gauge(table.backlogBytes),
    backlogOldestAge: gauge(table.backlogOldestAge),
    backlogBudgetBytes: gauge(table.backlogBudgetBytes),
    readingPaused: gauge(table.readingPaused),
    readingPausedSince: gauge(table.readingPausedSince),
    pageDuration: histogram(table.pageDuration),
    batchDuration: histogram(table.batchDuration),
  } satisfies Record<keyof typeof metricsTable, unknown>;
  return { registry, ...instruments };
}

/** What a process counts and measures; `registry` is what `/metrics` serves. */
export type Metrics = ReturnType<typeof createMetrics>;

/** Takes back what gauges say of sources, queues and destinations, which another configuration may not have. */
export function forgetGauges({ registry: _, buildInfo: __, ...others }: Metrics): void {
  for (const instrument of Object.values(others)) if (instrument instanceof Gauge) instrument.reset();
}
