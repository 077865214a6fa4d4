import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { createServer } from 'node:tls';
import { createSyslogDestination } from '../../src/destinations/syslog.ts';
import type { ProbeStep } from '../../src/probe/probe.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { whyNoIpv6 } from '../support/ipv6-loopback.ts';
import { createBatch, createLog, quickOptions } from './traffic.ts';

const skip = await whyNoIpv6();
let folder: string;
let certificates: Certificates;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azlog-addresses-'));
  certificates = await createCertificates(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

/** Tries a receiver at `host` whose certificate is for localhost, 127.0.0.1 and ::1. */
async function probed(host: string, serverName?: string): Promise<readonly ProbeStep[]> {
  const { certFile, keyFile } = certificates.server;
  const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
  const server = createServer({ cert, key }, (socket) => socket.resume().on('error', () => undefined));
  server.on('tlsClientError', () => undefined);
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address !== 'string');
  const tls = { caFile: certificates.caFile, minVersion: 'TLSv1.2', verify: true } as const;
  const destination = createSyslogDestination(
    quickOptions(address.port, {
      host,
      transport: 'tls',
      tls: serverName === undefined ? tls : { ...tls, serverName },
    }),
    createLog(),
  );
  const steps: ProbeStep[] = [];
  try {
    await destination.probe(createBatch(0, 1), (step) => steps.push(step), new AbortController().signal);
  } finally {
    await destination.close(0);
    server.close();
  }
  return steps;
}

function failureOf(steps: readonly ProbeStep[]): string {
  return steps
    .filter(({ outcome }) => outcome === 'failed')
    .flatMap(({ problems }) => problems)
    .join(' ');
}

suite('a receiver by its IP address', () => {
  test('IPv6: its certificate is checked for the address, and a message is proven', { skip }, async () => {
    const steps = await probed('::1');
    assert.deepEqual(
      steps.map(({ outcome }) => outcome),
      steps.map(() => 'ok'),
      JSON.stringify(steps),
    );
    assert.equal(steps.length, 6);
  });

  test('an address in tls.serverName is the one that the certificate must have', async () => {
    assert.equal(failureOf(await probed('127.0.0.1', '127.0.0.1')), '');
    assert.equal(failureOf(await probed('127.0.0.1', '::1')), '');
    assert.match(failureOf(await probed('127.0.0.1', '192.0.2.1')), /is for another name/);
  });
});
