import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { SpanKind, trace } from '@opentelemetry/api';
import { createLogger } from '../../src/telemetry/logger.ts';
import { startTracing } from '../../src/telemetry/tracing.ts';
import { whyNoIpv6 } from '../support/ipv6-loopback.ts';

test('a collector at an IPv6 address gets the traces', { skip: await whyNoIpv6() }, async (t) => {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    request
      .resume()
      .on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  t.after(() => server.close());
  server.listen(0, '::1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address !== 'string');
  const tracing = startTracing({
    endpoint: `http://[::1]:${address.port}`,
    stage: 'all',
    version: '0.0.0',
    log: createLogger({ level: 'silent', stage: 'all' }),
  });
  trace.getTracer('test').startSpan('poll', { kind: SpanKind.PRODUCER }).end();
  await tracing.stop();
  assert.deepEqual(paths, ['/v1/traces']);
});
