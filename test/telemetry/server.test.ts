import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { AzlogError } from '../../src/errors.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { type HealthServerOptions, startHealthServer } from '../../src/telemetry/server.ts';
import { whyNoIpv6 } from '../support/ipv6-loopback.ts';

const healthy: Omit<HealthServerOptions, 'metrics'> = {
  host: '127.0.0.1',
  port: 0,
  live: () => ({ name: 'event loop', ok: true }),
  ready: () => [],
};

async function start(t: TestContext, options: Partial<HealthServerOptions> = {}) {
  const server = await startHealthServer({
    metrics: createMetrics({ processMetrics: false }),
    ...healthy,
    ...options,
  });
  t.after(() => server.close());
  return server;
}

test('livez and readyz tell which check fails and why; failing ones first', async (t) => {
  let broken = false;
  const { url } = await start(t, {
    live: () =>
      broken ? { name: 'queue', ok: false, reason: 'nothing taken for 300 s' } : { name: 'queue', ok: true },
    ready: () => [
      { name: 'source azure', ok: true },
      broken
        ? { name: 'destination siem', ok: false, reason: 'not connected' }
        : { name: 'destination siem', ok: true },
    ],
  });
  for (const path of ['/livez', '/readyz']) {
    const response = await fetch(url + path);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    assert.partialDeepStrictEqual(await response.json(), { status: 'ok' });
  }
  broken = true;
  const live = await fetch(`${url}/livez`);
  assert.equal(live.status, 503);
  assert.deepEqual(await live.json(), {
    status: 'failing',
    checks: [{ name: 'queue', ok: false, reason: 'nothing taken for 300 s' }],
  });
  const ready = await fetch(`${url}/readyz`);
  assert.equal(ready.status, 503);
  assert.deepEqual(await ready.json(), {
    status: 'failing',
    checks: [
      { name: 'destination siem', ok: false, reason: 'not connected' },
      { name: 'source azure', ok: true },
    ],
  });
});

test('a check that throws has failed', async (t) => {
  const { url } = await start(t, {
    ready: () => {
      throw new Error('no queue');
    },
  });
  const response = await fetch(`${url}/readyz`);
  assert.equal(response.status, 503);
  assert.deepEqual(await response.json(), {
    status: 'failing',
    checks: [{ name: 'ready', ok: false, reason: 'no queue' }],
  });
});

test('metrics in the Prometheus text format; other paths are not there', async (t) => {
  const metrics = createMetrics();
  metrics.messagesProven.inc({ destination: 'siem' }, 7);
  const { url, port } = await start(t, { metrics });
  assert.equal(url, `http://127.0.0.1:${port}`);
  const response = await fetch(`${url}/metrics`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  assert.match(await response.text(), /^azlog_messages_proven_total\{destination="siem"\} 7$/m);
  assert.equal((await fetch(`${url}/`)).status, 404);
});

test('a port in use is a clear error, and so is an address of another machine', async (t) => {
  const { port } = await start(t);
  const metrics = createMetrics({ processMetrics: false });
  const refused = (message: RegExp) => (error: unknown) => {
    assert.ok(error instanceof AzlogError);
    assert.equal(error.code, 'CONFIG_INVALID');
    assert.match(error.message, message);
    return true;
  };
  await assert.rejects(
    startHealthServer({ metrics, ...healthy, port }),
    refused(
      new RegExp(
        `on 127\\.0\\.0\\.1:${port}: the port is in use; set another \`http\\.port\` \\(AZLOG_HTTP_PORT\\)`,
      ),
    ),
  );
  await assert.rejects(
    startHealthServer({ metrics, ...healthy, host: '192.0.2.1' }),
    refused(/does not have the address/),
  );
});

test('close ends connections that clients keep open', async () => {
  const server = await startHealthServer({ metrics: createMetrics({ processMetrics: false }), ...healthy });
  await (await fetch(`${server.url}/livez`)).text();
  await server.close();
  await assert.rejects(fetch(`${server.url}/livez`));
});

test('it serves at an IPv6 address, which is shown with its brackets', {
  skip: await whyNoIpv6(),
}, async (t) => {
  const { url, port } = await start(t, { host: '::1' });
  assert.equal(url, `http://[::1]:${port}`);
  assert.equal((await fetch(`${url}/livez`)).status, 200);
  await assert.rejects(
    start(t, { host: '::1', port }),
    /cannot serve health and metrics on \[::1\]:\d+: the port is in use/,
  );
});
