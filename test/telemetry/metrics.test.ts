import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics, metricsTable } from '../../src/telemetry/metrics.ts';

test('every metric of the table is in the registry, with its name, type, help and labels', async () => {
  const metrics = createMetrics({ processMetrics: false });
  const registered = await metrics.registry.getMetricsAsJSON();
  const byName = new Map(registered.map((metric) => [metric.name, metric]));
  assert.equal(registered.length, Object.keys(metricsTable).length);
  for (const { name, type, help, labels } of Object.values(metricsTable)) {
    const metric = byName.get(name);
    assert.equal(metric?.type, type === 'total' ? 'counter' : type, name);
    assert.equal(metric?.help, help);
    assert.match(name, /^azlog_[a-z_]+$/);
    assert.equal(
      type === 'counter' || type === 'total',
      name.endsWith('_total'),
      `${name}: counters end in _total`,
    );
    assert.ok(
      labels.every((label) =>
        ['source', 'destination', 'queue', 'stage', 'code', 'version', 'certificate', 'rule'].includes(label),
      ),
      name,
    );
  }
});

test('counts, gauges and distributions come out as they went in', async () => {
  const metrics = createMetrics({ processMetrics: false });
  metrics.rowsRead.inc({ source: 'azure' }, 1000);
  metrics.rowsRead.inc({ source: 'azure' });
  metrics.backlogBudgetBytes.set(5);
  metrics.sourceLagSeconds.set({ source: 'azure' }, 2.5);
  metrics.batchDuration.observe({ destination: 'siem' }, 0.02);
  const text = await metrics.registry.metrics();
  for (const line of [
    'azlog_rows_read_total{source="azure"} 1001',
    'azlog_backlog_budget_bytes 5',
    'azlog_source_lag_seconds{source="azure"} 2.5',
    'azlog_batch_duration_seconds_bucket{le="0.01",destination="siem"} 0',
    'azlog_batch_duration_seconds_bucket{le="0.025",destination="siem"} 1',
    'azlog_batch_duration_seconds_count{destination="siem"} 1',
  ]) {
    assert.ok(text.includes(`${line}\n`), `${line}\n\n${text}`);
  }
});

test('a total follows a count that somebody else keeps, and never goes back', async () => {
  const metrics = createMetrics({ processMetrics: false });
  const read = async (): Promise<string> =>
    metrics.registry.getSingleMetricAsString('azlog_destination_connects_total');
  for (const [told, shown] of [
    [0, 0],
    [3, 3],
    [3, 3],
    [5, 5],
    [1, 6],
    [2, 7],
  ] as const) {
    metrics.destinationConnects.set({ destination: 'siem' }, told);
    assert.match(await read(), new RegExp(`destination="siem"} ${shown}$`));
  }
  metrics.destinationConnects.set({ destination: 'other' }, 4);
  assert.match(await read(), /destination="other"} 4/);
});

test('registries do not share counts; process metrics have the prefix', async () => {
  const one = createMetrics();
  const other = createMetrics();
  one.readingPaused.set(1);
  assert.match(await one.registry.metrics(), /^azlog_reading_paused 1$/m);
  assert.match(await other.registry.metrics(), /^azlog_reading_paused 0$/m);
  const names = (await one.registry.getMetricsAsJSON()).map(({ name }) => name);
  assert.ok(names.includes('azlog_process_resident_memory_bytes'), names.join());
  assert.ok(
    names.every((name) => name.startsWith('azlog_')),
    names.join(),
  );
});
