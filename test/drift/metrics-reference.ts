import { type MetricAggregation, type MetricTeller, metricsTable } from '../../src/telemetry/metrics.ts';

type Metric = (typeof metricsTable)[keyof typeof metricsTable];

const groups: readonly { readonly from: MetricTeller; readonly title: string; readonly intro: string }[] = [
  { from: 'all', title: 'Every process', intro: 'Besides those of Node.js, see below.' },
  {
    from: 'poller',
    title: 'Poller',
    intro:
      'What is read, and what waits between the stages. Several pollers share the sources; each looks at the queues every two seconds and reports all of them.',
  },
  { from: 'formatter', title: 'Formatter', intro: 'What became of the rows.' },
  { from: 'sender', title: 'Sender', intro: 'What the destinations have taken.' },
];

/** How a metric of several processes is read, without its label matchers. */
function expressionOf({ name, type, labels, over }: Metric): string {
  const by = labels.length === 0 ? '' : ` by (${labels.join(', ')})`;
  if (type === 'histogram') {
    return `histogram_quantile(0.99, sum by (${['le', ...labels].join(', ')}) (rate(${name}_bucket[5m])))`;
  }
  const value = type === 'counter' || type === 'total' ? `rate(${name}[5m])` : name;
  const forms: Record<MetricAggregation, string> = {
    sum: `sum${by} (${value})`,
    max: `max${by} (${value})`,
    min: `min${by} (${value})`,
    each: value,
  };
  return forms[over];
}

function tableOf(metrics: readonly Metric[]): string {
  const rows = metrics.map((metric) => {
    const { name, type, labels, help, unit } = metric;
    const names = labels.map((label) => `\`${label}\``).join(', ');
    const shown = type === 'total' ? 'counter' : type;
    return `| \`${name}\` | ${shown} | ${names} | ${unit} | ${help} | \`${expressionOf(metric)}\` |`;
  });
  return `| metric | type | labels | unit | meaning | over all processes |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}`;
}

/** docs/metrics.md, from the table of metrics. */
export function metricsReference(): string {
  const sections = groups.map(({ from, title, intro }) => {
    const own = Object.values(metricsTable).filter((metric) => metric.from[0] === from);
    return `## ${title}\n\n${intro}\n\n${tableOf(own)}`;
  });
  return `# Metrics

<!-- Generated from src/telemetry/metrics.ts. -->

Every process serves \`/livez\`, \`/readyz\` and \`/metrics\` on \`http.host\` and \`http.port\`. \`/metrics\` is in the Prometheus
text format. Each process reports only what its stage does; one that runs every stage (\`azlog run\`) reports all of it. Names and
labels are stable: a change of one is a breaking change.

The last column puts the series of several processes together. Where it says \`min\` or \`max\`, all processes of the stage
report the same, one perhaps some seconds earlier, and a sum would count it twice. To watch several installations with one
Prometheus, give each a \`namespace\` label of its own (in Kubernetes it is there) and add it to \`by\`, as the alert rules and
the dashboard do.

Ready to use: alert rules in \`docker/prometheus/azlog-rules.yaml\`, a Grafana dashboard in \`docker/grafana/azlog-dashboard.json\`,
and what to do about each alert in [OPERATIONS.md](OPERATIONS.md#alerts).

| question | where to look |
| --- | --- |
| Is every source current? | \`azlog_source_lag_seconds\`, \`azlog_source_last_read_timestamp_seconds\`, \`azlog_source_errors_total\` |
| Is every destination taking? | \`rate(azlog_messages_proven_total[5m])\`, \`azlog_unproven_messages\`, \`azlog_destination_failures_total\`, \`azlog_destination_last_error_timestamp_seconds\` |
| Is anything piling up? | \`azlog_backlog_jobs\`, \`azlog_backlog_bytes\`, \`azlog_backlog_oldest_age_seconds\`, \`azlog_reading_paused_since_timestamp_seconds\` |
| Was anything set aside? | \`azlog_dead_letters_total\` by code, \`azlog_backlog_jobs{queue="dead-letters"}\` |
| What do my rules filter? | \`azlog_events_filtered_total\` by rule and destination |
| Does a SAS end soon? | \`azlog_source_credential_expiry_timestamp_seconds\`, \`azlog_source_credential_renewal_timestamp_seconds\` |
| Are certificates about to expire? | \`azlog_certificate_expiry_timestamp_seconds\` |
| Are the processes healthy? | \`azlog_nodejs_eventloop_lag_max_seconds\`, \`azlog_process_resident_memory_bytes\`, \`azlog_process_cpu_seconds_total\` |

${sections.join('\n\n')}

## Node.js

Every process reports these about itself; compare them by \`instance\`.

| metric | type | unit | meaning |
| --- | --- | --- | --- |
| \`azlog_process_resident_memory_bytes\` | gauge | bytes | Memory that the process holds. |
| \`azlog_process_cpu_seconds_total\` | counter | seconds | CPU time, of all threads: its rate is the number of busy cores. |
| \`azlog_process_start_time_seconds\` | gauge | seconds since 1970 | When the process was started. |
| \`azlog_process_open_fds\`, \`azlog_process_max_fds\` | gauge | files | Open files and sockets, and how many there may be. |
| \`azlog_nodejs_eventloop_lag_max_seconds\`, \`…_p99_seconds\`, \`…_p50_seconds\` | gauge | seconds | How late the event loop was since the last scrape; some 10 ms are the measuring itself. Locks of jobs are renewed by it, and end after 20 s. |
| \`azlog_nodejs_heap_size_used_bytes\`, \`azlog_nodejs_external_memory_bytes\` | gauge | bytes | JavaScript's own memory, and that of bytes outside of it. |
| \`azlog_nodejs_gc_duration_seconds\` | histogram | seconds | Garbage collection, by kind. |
`;
}
