import { metricsTable } from '../../src/telemetry/metrics.ts';

/** docs/metrics.md, from the table of metrics. */
export function metricsReference(): string {
  const rows = Object.values(metricsTable).map(({ name, type, labels, help }) => {
    const names = labels.map((label) => `\`${label}\``).join(', ');
    return `| \`${name}\` | ${type === 'total' ? 'counter' : type} | ${names} | ${help} |`;
  });
  return `# Metrics

<!-- Generated from src/telemetry/metrics.ts. -->

Every process serves \`/livez\`, \`/readyz\` and \`/metrics\` on \`http.host\` and \`http.port\`. \`/metrics\` is in the Prometheus
text format; besides these metrics it has those of Node.js (\`azlog_process_…\`, \`azlog_nodejs_…\`). Each process tells only
what it does itself: the poller counts rows read, the sender messages proven.

| metric | type | labels | meaning |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
