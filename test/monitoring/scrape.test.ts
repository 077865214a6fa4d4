import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { AzureNamedKeyCredential, generateAccountSas } from '@azure/data-tables';
import { type MetricTeller, metricsTable } from '../../src/telemetry/metrics.ts';
import { dashboardExpressions, oftenEmpty } from '../drift/dashboard.ts';
import { repositoryPath } from '../drift/repository-path.ts';
import { type Azlog, type Lab, minute, openLab, until } from '../pipeline/lab.ts';
import { createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startPrometheus } from './prometheus.ts';
import { promtool } from './promtool.ts';

/** Told only of trouble that the run of the first test does not have; the others cause it. */
const troubles: readonly string[] = [metricsTable.sourceErrors.name, metricsTable.destinationLastError.name];

suite('a scrape of each role', () => {
  let lab: Lab;
  let redis: TestRedis;
  let receiver: Receiver;
  let receiverPort: number;
  let config: object;
  const roles = new Map<'poller' | 'formatter' | 'sender', Azlog>();
  const scrape = async (role: 'poller' | 'formatter' | 'sender'): Promise<string> =>
    await (await fetch(`${roles.get(role)?.healthUrl}/metrics`)).text();
  /** The value of the series with these labels. */
  const value = async (
    role: 'poller' | 'formatter' | 'sender',
    series: string,
  ): Promise<number | undefined> => {
    const line = (await scrape(role)).split('\n').find((candidate) => candidate.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
  };
  const startReceiving = async (): Promise<void> => {
    const soon = await createCertificates(lab.folder, 10);
    const folder = join(lab.folder, 'received');
    await mkdir(folder, { recursive: true });
    receiver = await startReceiver({
      port: receiverPort,
      folder,
      tls: { cert: soon.server.certFile, key: soon.server.keyFile },
    });
  };

  before(async () => {
    [lab, redis] = await Promise.all([openLab(6), startRedis()]);
    receiverPort = await freePort();
    await startReceiving();
    await lab.write(100, Date.now() - 3 * minute, Date.now() - minute);
    await lab.writeBroken(3, Date.now() - 2 * minute);
    const sas = generateAccountSas(new AzureNamedKeyCredential(lab.azurite.account, lab.azurite.accountKey), {
      expiresOn: new Date(Date.now() + 60 * 1_440 * minute),
      permissions: { query: true, list: true },
    });
    config = {
      queue: { url: redis.url },
      // By SAS, which has an end.
      sources: [lab.source({ accountKey: undefined, sas })],
      destinations: [
        {
          name: 'siem',
          host: '127.0.0.1',
          port: receiverPort,
          proofSeconds: 0.5,
          reconnectMaxMs: 1_000,
          tls: { caFile: join(lab.folder, 'ca.pem') },
        },
      ],
      // No event of the lab fits it: what it counts is told from the start.
      transforms: [{ name: 'none', exclude: { computers: 'nowhere' } }],
    };
    for (const role of ['poller', 'formatter', 'sender'] as const)
      roles.set(role, await lab.run(role, config));
    await until(
      'everything proven or set aside',
      async () => (await value('sender', 'azlog_messages_proven_total{destination="siem"}')) === 100,
      60,
      async () => await scrape('sender'),
    );
    // The pollers look at the queues every two seconds.
    await until(
      'an empty queue',
      async () => (await value('poller', 'azlog_backlog_jobs{queue="batches.siem"}')) === 0,
      10,
    );
    // The sender tells of its destinations every second.
    const expiry = 'azlog_certificate_expiry_timestamp_seconds{destination="siem",certificate="server"}';
    await until(
      "the end of the receiver's certificate",
      async () => (await value('sender', expiry)) !== undefined,
      10,
    );
  });
  after(async () => {
    await receiver.kill();
    await lab.close();
    await redis.stop();
  });

  for (const role of ['poller', 'formatter', 'sender'] as const) {
    test(`is what Prometheus reads, and has what the ${role} tells`, async () => {
      const text = await scrape(role);
      const { status, output } = promtool(['check', 'metrics'], text);
      // 3: it could be read, and there are remarks; those on names that prom-client gives are not ours to mend.
      assert.ok(status === 0 || status === 3, `${status}: ${output}`);
      const remarks = output
        .split('\n')
        .filter((line) => line !== '' && !/^azlog_(nodejs|process)_/.test(line));
      assert.deepEqual(remarks, []);
      for (const { name, from, type } of Object.values(metricsTable)) {
        const tellers: readonly MetricTeller[] = from;
        if (!tellers.includes('all') && !tellers.includes(role)) continue;
        if (troubles.includes(name)) continue;
        const series = type === 'histogram' ? `${name}_count` : name;
        assert.match(
          text,
          new RegExp(`^${series}(\\{[^}]*\\})? [-+0-9.e]+$`, 'm'),
          `${role} does not tell ${name}`,
        );
      }
      assert.match(text, new RegExp(`^azlog_build_info\\{version="[0-9.]+[^"]*",stage="${role}"\\} 1$`, 'm'));
      for (const name of [
        'process_resident_memory_bytes',
        'nodejs_eventloop_lag_max_seconds',
        'process_cpu_seconds_total',
      ])
        assert.match(text, new RegExp(`^azlog_${name} `, 'm'));
    });
  }

  test('shows dead letters by reason, and those that wait', async () => {
    assert.equal(await value('formatter', 'azlog_dead_letters_total{source="vms",code="XML_INVALID"}'), 3);
    assert.equal(await value('formatter', 'azlog_dead_letters_total{source="vms",code="ROW_UNREADABLE"}'), 0);
    assert.ok(((await value('poller', 'azlog_backlog_jobs{queue="dead-letters"}')) ?? 0) > 0);
    assert.ok(((await value('poller', 'azlog_backlog_oldest_age_seconds{queue="dead-letters"}')) ?? 0) > 0);
  });

  test('shows when certificates end, and the log warns of it', async () => {
    const days = async (certificate: string): Promise<number> =>
      (((await value(
        'sender',
        `azlog_certificate_expiry_timestamp_seconds{destination="siem",certificate="${certificate}"}`,
      )) ?? 0) -
        Date.now() / 1000) /
      86_400;
    assert.equal(Math.round(await days('server')), 10);
    assert.equal(Math.round(await days('ca')), 20);
    assert.match(roles.get('sender')?.output() ?? '', /receiver's certificate expires on .* in 9 days/);
  });

  test('fills every panel of the dashboard, and no alert is on its way but the one of the certificates', async (context) => {
    const targets = [...roles.values()].map(({ healthUrl }) => healthUrl.slice('http://'.length));
    const prometheus = await startPrometheus(
      join(lab.folder, 'prometheus'),
      targets,
      repositoryPath('docker/prometheus/azlog-rules.yaml'),
    );
    context.after(() => prometheus.stop());
    await until(
      'several scrapes of each role',
      async () =>
        (await prometheus.query('count(count_over_time(azlog_build_info[1m]) > 3)'))[0]?.value[1] === '3',
      60,
    );
    // Batches make the histogram's panel; nobody has looked at it when the others were delivered.
    await lab.write(40, Date.now() - 10_000, Date.now());
    const proven = 'increase(azlog_messages_proven_total[1m])';
    await until('a rate', async () => Number((await prometheus.query(proven))[0]?.value[1]) > 0, 30);
    // A busy machine may break a connection, which is an error that is shown.
    const lastError = await value(
      'sender',
      'azlog_destination_last_error_timestamp_seconds{destination="siem"}',
    );
    for (const expr of dashboardExpressions) {
      const filled = expr.replaceAll('$__rate_interval', '1m').replaceAll('$namespace', '.*');
      const samples = await prometheus.query(filled);
      assert.equal(
        samples.length > 0,
        !oftenEmpty.includes(expr) ||
          /certificate|credential|filtered/.test(expr) ||
          (lastError !== undefined && expr.includes('azlog_destination_last_error_timestamp_seconds')),
        filled,
      );
      for (const { value: found } of samples)
        assert.ok(Number.isFinite(Number(found[1])), `${filled}: ${found[1]}`);
    }
    const rules = await prometheus.rules();
    assert.ok(Object.keys(rules).length > 5);
    assert.deepEqual([...new Set(Object.values(rules))], ['ok']);
    // The receiver's ends in ten days here, the authority's in twenty.
    assert.deepEqual(await prometheus.alerts(), ['AzlogCertificateExpiring pending']);
  });

  test('shows a destination that is away: its last error, and what waits for it growing older', async () => {
    const total = 'azlog_messages_proven_total{destination="siem"}';
    const before = (await value('sender', total)) ?? Number.NaN;
    await receiver.kill();
    await lab.write(50, Date.now() - 10_000, Date.now());
    const failedAt = 'azlog_destination_last_error_timestamp_seconds{destination="siem"}';
    await until('the error', async () => (await value('sender', failedAt)) !== undefined, 40);
    assert.ok(Math.abs(((await value('sender', failedAt)) ?? 0) - Date.now() / 1000) < 5);
    const waiting = 'azlog_backlog_oldest_age_seconds{queue="batches.siem"}';
    await until('a wait of 5 s', async () => ((await value('poller', waiting)) ?? 0) > 5, 30);
    assert.equal(await value('sender', 'azlog_destination_connected{destination="siem"}'), 0);
    assert.equal(await value('sender', total), before);
    // A new receiver has certificates of another authority at the same place.
    await startReceiving();
    await until('the delivery', async () => ((await value('poller', waiting)) ?? 99) === 0, 40);
    assert.equal(await value('sender', total), before + 50);
  });

  test('shows a source that refuses: the error by code, and a lag that grows', async () => {
    const refused = await lab.run('poller', {
      ...config,
      queue: { url: `${redis.url}/1` },
      sources: [lab.source({ accountKey: Buffer.from('another key').toString('base64') })],
    });
    const read = async (name: string): Promise<string> =>
      (await (await fetch(`${refused.healthUrl}/metrics`)).text())
        .split('\n')
        .filter((line) => line.startsWith(name))
        .join();
    await until(
      'the refusal',
      async () => (await read('azlog_source_errors_total')).includes('SOURCE_REFUSED'),
      20,
    );
    const lag = await refused.metric('azlog_source_lag_seconds');
    await until(
      'a growing lag',
      async () => (await refused.metric('azlog_source_lag_seconds')) > lag + 3,
      10,
    );
    assert.equal(await read('azlog_source_last_read_timestamp_seconds{'), '');
    await refused.stop();
  });
});
