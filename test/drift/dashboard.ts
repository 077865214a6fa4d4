/** docker/grafana/azlog-dashboard.json: what an operator looks at, as a table; the JSON that Grafana wants is made of it. */

interface Target {
  readonly expr: string;
  /** Name of a series, such as `{{source}}`. */
  readonly legend?: string;
  readonly table?: boolean;
  /** True where there may well be no series. */
  readonly optional?: boolean;
}

interface PanelDeclaration {
  readonly title: string;
  readonly description: string;
  readonly kind: 'stat' | 'timeseries' | 'table';
  /** By Grafana's names: s, bytes, cps, short, d, dateTimeAsIso. */
  readonly unit: string;
  readonly targets: readonly Target[];
  /** From these values on it is yellow, and red; where red is lower than yellow, small values are bad. */
  readonly limits?: { readonly yellow: number; readonly red: number };
  readonly decimals?: number;
  readonly stacked?: boolean;
  /** Shown where there is no series, which is nothing to worry about there. */
  readonly none?: string;
  /** Words in place of values. */
  readonly words?: Readonly<Record<number, string>>;
}

interface RowDeclaration {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly panels: readonly PanelDeclaration[];
}

const here = 'namespace=~"$namespace"';
const rate = '$__rate_interval';
const toDestination = (series: string): string =>
  `label_replace(${series}, "destination", "$1", "queue", "batches[.](.+)")`;
const lag = `min by (namespace, source) (azlog_source_lag_seconds{${here}})`;
const waiting = `max by (namespace, destination) (${toDestination(`azlog_backlog_oldest_age_seconds{${here}, queue=~"batches[.].+"}`)})`;
const proven = (window: string): string =>
  `sum by (namespace, destination) (rate(azlog_messages_proven_total{${here}}[${window}]))`;
const certificates = `min by (namespace, destination, certificate) (azlog_certificate_expiry_timestamp_seconds{${here}})`;
const credentials = `min by (namespace, source) (azlog_source_credential_expiry_timestamp_seconds{${here}})`;

const rows: readonly RowDeclaration[] = [
  {
    title: 'At a glance',
    width: 3,
    height: 5,
    panels: [
      {
        title: 'Sources current?',
        description: 'Lag of the source that is furthest behind.',
        kind: 'stat',
        unit: 's',
        targets: [{ expr: `max(${lag})` }],
        limits: { yellow: 120, red: 600 },
      },
      {
        title: 'Destinations taking?',
        description: 'Destinations for which something has waited for five minutes while nothing was proven.',
        kind: 'stat',
        unit: 'short',
        targets: [
          {
            expr: `count(${waiting} > 300 unless on (namespace, destination) ${proven('5m')} > 0) or vector(0)`,
          },
        ],
        limits: { yellow: 1, red: 1 },
        words: { 0: 'all' },
      },
      {
        title: 'Proven a second',
        description: 'Messages that destinations are known to have read.',
        kind: 'stat',
        unit: 'cps',
        targets: [{ expr: `sum(rate(azlog_messages_proven_total{${here}}[${rate}]))` }],
      },
      {
        title: 'Piling up?',
        description: 'How long the oldest page or batch has waited.',
        kind: 'stat',
        unit: 's',
        targets: [{ expr: `max(azlog_backlog_oldest_age_seconds{${here}, queue!="dead-letters"})` }],
        limits: { yellow: 120, red: 900 },
      },
      {
        title: 'Reading paused?',
        description: 'Whether the queues are over budget. Azure keeps the rows.',
        kind: 'stat',
        unit: 'short',
        targets: [{ expr: `max(azlog_reading_paused{${here}})` }],
        limits: { yellow: 1, red: 1 },
        words: { 0: 'no', 1: 'paused' },
      },
      {
        title: 'Set aside in 24 h',
        description: 'Rows that can never be used and went to the dead letters.',
        kind: 'stat',
        unit: 'short',
        targets: [{ expr: `sum(increase(azlog_dead_letters_total{${here}}[24h])) or vector(0)` }],
        limits: { yellow: 1, red: 1_000 },
        decimals: 0,
      },
      {
        title: 'First certificate to end',
        description: 'Days until the first certificate ends.',
        kind: 'stat',
        unit: 'd',
        none: 'no TLS',
        targets: [{ expr: `(min(${certificates}) - time()) / 86400` }],
        limits: { yellow: 30, red: 14 },
        decimals: 0,
      },
      {
        title: 'Processes healthy?',
        description: 'The longest time that an event loop was blocked since the last scrape.',
        kind: 'stat',
        unit: 's',
        targets: [{ expr: `max(azlog_nodejs_eventloop_lag_max_seconds{${here}})` }],
        limits: { yellow: 1, red: 5 },
      },
    ],
  },
  {
    title: 'Sources',
    width: 6,
    height: 8,
    panels: [
      {
        title: 'Lag',
        description:
          'How old the newest instant is up to which rows were read. It grows while nothing is read.',
        kind: 'timeseries',
        unit: 's',
        targets: [{ expr: lag, legend: '{{source}}' }],
        limits: { yellow: 120, red: 600 },
      },
      {
        title: 'Rows read a second',
        description: 'Committed to the queue.',
        kind: 'timeseries',
        unit: 'cps',
        targets: [
          {
            expr: `sum by (namespace, source) (rate(azlog_rows_read_total{${here}}[${rate}]))`,
            legend: '{{source}}',
          },
        ],
        stacked: true,
      },
      {
        title: 'Failed reads',
        description: 'By error code. Reads are retried.',
        kind: 'timeseries',
        unit: 'short',
        none: 'none',
        targets: [
          {
            expr: `sum by (namespace, source, code) (increase(azlog_source_errors_total{${here}}[${rate}]))`,
            legend: '{{source}} {{code}}',
          },
        ],
      },
      {
        title: 'Shared access signatures',
        description: 'Days until they end. Missing where a stored access policy sets the end.',
        kind: 'stat',
        unit: 'd',
        none: 'no SAS with an end',
        targets: [{ expr: `(${credentials} - time()) / 86400`, legend: '{{source}}' }],
        limits: { yellow: 7, red: 2 },
        decimals: 0,
      },
      {
        title: 'Set aside and filtered',
        description: 'Rows in the dead letters by error code, and events that rules kept from a destination.',
        kind: 'timeseries',
        unit: 'short',
        targets: [
          {
            expr: `sum by (namespace, source, code) (increase(azlog_dead_letters_total{${here}}[${rate}]))`,
            legend: '{{source}} {{code}}',
          },
          {
            expr: `sum by (namespace, source, destination, rule) (increase(azlog_events_filtered_total{${here}}[${rate}]))`,
            legend: '{{source}} to {{destination}}: {{rule}}',
            optional: true,
          },
        ],
      },
    ],
  },
  {
    title: 'Destinations',
    width: 6,
    height: 8,
    panels: [
      {
        title: 'Proven a second',
        description: 'Messages that the destination is known to have read.',
        kind: 'timeseries',
        unit: 'cps',
        targets: [{ expr: proven(rate), legend: '{{destination}}' }],
        stacked: true,
      },
      {
        title: 'Unproven',
        description: 'Messages written and not yet proven.',
        kind: 'timeseries',
        unit: 'short',
        targets: [
          {
            expr: `sum by (namespace, destination) (azlog_unproven_messages{${here}})`,
            legend: '{{destination}}',
          },
        ],
      },
      {
        title: 'Failed connections and messages sent again',
        description: 'Messages that were sent again may have arrived twice.',
        kind: 'timeseries',
        unit: 'short',
        targets: [
          {
            expr: `sum by (namespace, destination) (increase(azlog_destination_failures_total{${here}}[${rate}]))`,
            legend: '{{destination}} failed',
          },
          {
            expr: `sum by (namespace, destination) (increase(azlog_messages_resent_total{${here}}[${rate}]))`,
            legend: '{{destination}} sent again',
          },
        ],
      },
      {
        title: 'Age of events when proven',
        description: 'From the event to its proof, of the newest event of the last batch.',
        kind: 'timeseries',
        unit: 's',
        targets: [
          {
            expr: `max by (namespace, source, destination) (azlog_delivery_lag_seconds{${here}})`,
            legend: '{{source}} to {{destination}}',
          },
        ],
      },
      {
        title: 'Last error',
        description: 'How long ago a connection to the destination last failed.',
        kind: 'stat',
        unit: 's',
        none: 'none',
        targets: [
          {
            expr: `time() - max by (namespace, destination) (azlog_destination_last_error_timestamp_seconds{${here}})`,
            legend: '{{destination}}',
          },
        ],
      },
      {
        title: 'Certificates',
        description: 'Days until they end.',
        kind: 'stat',
        unit: 'd',
        none: 'no TLS',
        targets: [{ expr: `(${certificates} - time()) / 86400`, legend: '{{destination}} {{certificate}}' }],
        limits: { yellow: 30, red: 14 },
        decimals: 0,
      },
      {
        title: 'Connected',
        description: 'A destination for which nothing waits need not be.',
        kind: 'stat',
        unit: 'short',
        targets: [
          {
            expr: `max by (namespace, destination) (azlog_destination_connected{${here}})`,
            legend: '{{destination}}',
          },
        ],
        words: { 0: 'no', 1: 'yes' },
      },
      {
        title: 'From the queue to proof, 99 of 100 batches',
        description: 'Time from taking a batch from the queue until it was proven.',
        kind: 'timeseries',
        unit: 's',
        targets: [
          {
            expr: `histogram_quantile(0.99, sum by (namespace, destination, le) (rate(azlog_batch_duration_seconds_bucket{${here}}[${rate}])))`,
            legend: '{{destination}}',
          },
        ],
      },
    ],
  },
  {
    title: 'Queues',
    width: 6,
    height: 8,
    panels: [
      {
        title: 'Oldest waiting',
        description: 'How long the oldest job of each queue has been in it.',
        kind: 'timeseries',
        unit: 's',
        targets: [
          {
            expr: `max by (namespace, queue) (azlog_backlog_oldest_age_seconds{${here}, queue!="dead-letters"})`,
            legend: '{{queue}}',
          },
        ],
        limits: { yellow: 120, red: 900 },
      },
      {
        title: 'Jobs',
        description: 'Not done yet.',
        kind: 'timeseries',
        unit: 'short',
        targets: [{ expr: `max by (namespace, queue) (azlog_backlog_jobs{${here}})`, legend: '{{queue}}' }],
      },
      {
        title: 'Bytes and budget',
        description: 'Above the budget reading pauses.',
        kind: 'timeseries',
        unit: 'bytes',
        targets: [
          {
            expr: `max by (namespace, queue) (azlog_backlog_bytes{${here}})`,
            legend: '{{queue}}',
          },
          {
            expr: `max by (namespace) (azlog_backlog_budget_bytes{${here}} > 0)`,
            legend: 'budget',
          },
        ],
      },
      {
        title: 'Reading paused for',
        description: '0 while sources are read.',
        kind: 'timeseries',
        unit: 's',
        targets: [
          {
            expr: `(time() - max by (namespace) (azlog_reading_paused_since_timestamp_seconds{${here}})) * max by (namespace) (azlog_reading_paused{${here}})`,
            legend: 'paused for',
          },
        ],
      },
    ],
  },
  {
    title: 'Processes',
    width: 6,
    height: 8,
    panels: [
      {
        title: 'Busy cores',
        description: 'CPU time of each process.',
        kind: 'timeseries',
        unit: 'short',
        targets: [
          { expr: `rate(azlog_process_cpu_seconds_total{${here}}[${rate}])`, legend: '{{instance}}' },
        ],
      },
      {
        title: 'Memory',
        description: 'Memory of each process.',
        kind: 'timeseries',
        unit: 'bytes',
        targets: [{ expr: `azlog_process_resident_memory_bytes{${here}}`, legend: '{{instance}}' }],
      },
      {
        title: 'Event loop stood still',
        description: 'The longest time since the last scrape. Some 10 ms are the measuring itself.',
        kind: 'timeseries',
        unit: 's',
        targets: [{ expr: `azlog_nodejs_eventloop_lag_max_seconds{${here}}`, legend: '{{instance}}' }],
        limits: { yellow: 1, red: 5 },
      },
      {
        title: 'What runs',
        description: 'Processes by stage and version.',
        kind: 'table',
        unit: 'short',
        targets: [{ expr: `count by (namespace, stage, version) (azlog_build_info{${here}})`, table: true }],
      },
    ],
  },
];

/** Every expression of the dashboard, for the tests. */
export const dashboardExpressions: readonly string[] = rows.flatMap(({ panels }) =>
  panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
);

/** Those that may well have no series. */
export const oftenEmpty: readonly string[] = rows.flatMap(({ panels }) =>
  panels.flatMap(({ targets, none }) =>
    targets.filter(({ optional = none !== undefined }) => optional).map(({ expr }) => expr),
  ),
);

const datasource = { type: 'prometheus', uid: '$datasource' } as const;

function thresholdsOf(limits: PanelDeclaration['limits']): object {
  if (limits === undefined) return { mode: 'absolute', steps: [{ color: 'green', value: null }] };
  const { yellow, red } = limits;
  const small = red < yellow;
  const steps = small
    ? [
        { color: 'red', value: null },
        { color: 'yellow', value: red },
        { color: 'green', value: yellow },
      ]
    : [
        { color: 'green', value: null },
        ...(yellow < red ? [{ color: 'yellow', value: yellow }] : []),
        { color: 'red', value: red },
      ];
  return { mode: 'absolute', steps };
}

function optionsOf({ kind, targets }: PanelDeclaration): object {
  if (kind === 'table') return { showHeader: true };
  if (kind === 'timeseries') {
    return {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
      tooltip: { mode: 'multi', sort: 'desc' },
    };
  }
  const named = targets.some(({ legend }) => legend !== undefined);
  return {
    colorMode: named ? 'value' : 'background',
    graphMode: 'none',
    justifyMode: 'auto',
    orientation: 'auto',
    reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    textMode: named ? 'value_and_name' : 'auto',
  };
}

function panelOf(panel: PanelDeclaration, id: number, gridPos: object): object {
  const { title, description, kind, unit, targets, limits, decimals, stacked, words, none } = panel;
  const custom = {
    drawStyle: 'line',
    lineWidth: 1,
    fillOpacity: stacked === true ? 30 : 5,
    showPoints: 'never',
    stacking: { group: 'A', mode: stacked === true ? 'normal' : 'none' },
    thresholdsStyle: { mode: limits === undefined ? 'off' : 'dashed' },
  };
  const mapping = Object.entries(words ?? {}).map(([value, text], index) => [value, { text, index }]);
  return {
    id,
    title,
    description,
    type: kind,
    datasource,
    gridPos,
    targets: targets.map(({ expr, legend = '', table = false }, index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource,
      editorMode: 'code',
      expr,
      legendFormat: legend,
      ...(kind === 'timeseries' ? { range: true } : { instant: true, range: false }),
      ...(table ? { format: 'table' } : {}),
    })),
    fieldConfig: {
      defaults: {
        unit,
        ...(decimals === undefined ? {} : { decimals }),
        ...(none === undefined ? {} : { noValue: none }),
        ...(kind === 'timeseries' ? { min: 0, custom } : {}),
        color: { mode: kind === 'timeseries' ? 'palette-classic' : 'thresholds' },
        thresholds: thresholdsOf(limits),
        mappings: mapping.length === 0 ? [] : [{ type: 'value', options: Object.fromEntries(mapping) }],
      },
      overrides: [],
    },
    options: optionsOf(panel),
  };
}

/** The dashboard as Grafana imports it. */
export function dashboard(): string {
  const panels: object[] = [];
  let y = 0;
  for (const { title, width, height, panels: declared } of rows) {
    panels.push({
      id: panels.length + 1,
      title,
      type: 'row',
      collapsed: false,
      gridPos: { x: 0, y, w: 24, h: 1 },
      panels: [],
    });
    y += 1;
    const perLine = 24 / width;
    for (const [index, panel] of declared.entries()) {
      const place = {
        x: (index % perLine) * width,
        y: y + Math.floor(index / perLine) * height,
        w: width,
        h: height,
      };
      panels.push(panelOf(panel, panels.length + 1, place));
    }
    y += Math.ceil(declared.length / perLine) * height;
  }
  const variables = [
    {
      name: 'datasource',
      label: 'Prometheus',
      type: 'datasource',
      query: 'prometheus',
      current: {},
      hide: 0,
      includeAll: false,
      multi: false,
      refresh: 1,
    },
    {
      name: 'namespace',
      label: 'Installation',
      type: 'query',
      datasource,
      definition: 'label_values(azlog_build_info, namespace)',
      query: { query: 'label_values(azlog_build_info, namespace)', refId: 'namespace' },
      // Also where no series has the label.
      allValue: '.*',
      current: { text: 'All', value: '$__all' },
      hide: 0,
      includeAll: true,
      multi: true,
      refresh: 2,
      sort: 1,
    },
  ];
  const whole = {
    uid: 'azlog-forwarder',
    title: 'azlog-forwarder',
    description: 'From Azure to the SIEM: what is read, what waits, what is proven.',
    tags: ['azlog', 'siem'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    templating: { list: variables },
    annotations: { list: [] },
    links: [],
    panels,
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}
