import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createSyslogDestination } from '../../src/destinations/syslog.ts';
import type { SyslogOptions } from '../../src/destinations/syslog-options.ts';
import type { Framing } from '../../src/syslog/framing.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { type SyslogServer, type SyslogServerOptions, startRsyslog } from '../support/rsyslog.ts';
import { startSyslogNg } from '../support/syslog-ng.ts';
import { createLog, deliverSteadily, eventually, quickOptions, reconcile } from './traffic.ts';

let folder: string;
let certificates: Certificates;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azlog-servers-'));
  certificates = await createCertificates(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

const servers = {
  rsyslogd: (options: SyslogServerOptions) => startRsyslog(options),
  'syslog-ng': (options: SyslogServerOptions, framing: Framing) => startSyslogNg({ ...options, framing }),
} as const;

async function linesOf(server: SyslogServer): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const text = await readFile(server.messagesFile, 'utf8').catch(() => '');
  for (const line of text.split('\n')) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

describe('real servers', { concurrency: 4 }, () => {
  for (const [name, start] of Object.entries(servers)) {
    for (const transport of ['tcp', 'tls'] as const) {
      for (const framing of ['lf', 'octet-counting'] as const) {
        test(`${name} takes every message over ${transport} with ${framing}`, async (context) => {
          const own = await mkdtemp(join(folder, 'server-'));
          const { caFile, server: serverFiles, client } = certificates;
          const server = await start(
            { folder: own, ...(transport === 'tls' ? { tls: { caFile, server: serverFiles } } : {}) },
            framing,
          );
          const log = createLog();
          const tls: SyslogOptions['tls'] = {
            caFile,
            certFile: client.certFile,
            keyFile: client.keyFile,
            minVersion: 'TLSv1.2',
            verify: true,
          };
          const destination = createSyslogDestination(
            quickOptions(server.port, { transport, framing, ...(transport === 'tls' ? { tls } : {}) }),
            log,
          );
          try {
            await deliverSteadily(destination, { batches: 30, perBatch: 100, everyMs: 40 });
            assert.equal(destination.status().unprovenMessages, 0);
            assert.ok(destination.status().connects > 1, 'a slow stream is proven by closing in order');
            await destination.close(Date.now() + 5_000);
            let counts = new Map<string, number>();
            // Proven means read by the program; writing to its file is the program's own business and takes a moment.
            const missing = (): boolean => {
              void linesOf(server).then((lines) => {
                counts = lines;
              });
              return reconcile(counts, 3_000).lost.length > 0;
            };
            await eventually(() => !missing(), `all messages in the file of ${name}`).catch(() => undefined);
            const { lost, duplicates } = reconcile(counts, 3_000);
            assert.deepEqual(lost, []);
            // Only where the machine kept the sender waiting in the midst of a close is anything sent again.
            assert.ok(duplicates <= log.resentMessages, `${duplicates} of ${log.resentMessages}`);
            context.diagnostic(`${duplicates} of 3000 messages sent again`);
          } finally {
            await destination.close(Date.now());
            await server.stop();
          }
        });
      }
    }
  }
});
