import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSyslogDestination } from '../../src/destinations/syslog.ts';
import type { SyslogOptions } from '../../src/destinations/syslog-options.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { countLines, type Receiver, type ReceiverOptions, startReceiver } from '../support/receiver.ts';
import { createLog, deliverSteadily, quickOptions, reconcile } from './traffic.ts';

let folder: string;
let certificates: Certificates;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azlog-faults-'));
  certificates = await createCertificates(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

/** What goes wrong; gives back the receiver that goes on. */
type Fault = (receiver: Receiver, restart: () => Promise<Receiver>) => Promise<Receiver>;

const goodbye = 'says goodbye and drops unread data';

const faults: Readonly<Record<string, Fault>> = {
  'is killed': async (receiver, restart) => {
    await receiver.die();
    return restart();
  },
  'stalls and is then killed': async (receiver, restart) => {
    receiver.tell('stop');
    await sleep(1_500);
    await receiver.kill();
    return restart();
  },
  'closes early with data unread': async (receiver) => {
    receiver.tell('pause');
    await sleep(200);
    receiver.tell('drop');
    return receiver;
  },
  [goodbye]: async (receiver) => {
    receiver.tell('pause');
    await sleep(700);
    receiver.tell('goodbye-and-drop');
    return receiver;
  },
  'closes in order': async (receiver) => {
    receiver.tell('finish');
    return receiver;
  },
};

const plan = { batches: 100, perBatch: 50, everyMs: 30, size: 400 };
const messages = plan.batches * plan.perBatch;

describe('nothing is lost', { concurrency: 10 }, () => {
  for (const proof of ['read', 'kernel'] as const) {
    for (const transport of ['tcp', 'tls'] as const) {
      for (const [name, fault] of Object.entries(faults)) {
        test(`when the receiver ${name} (proof: ${proof}, ${transport})`, async (t) => {
          const own = await mkdtemp(join(folder, 'receiver-'));
          const port = await freePort();
          const { caFile, server, client } = certificates;
          const receiverOptions: ReceiverOptions = {
            port,
            folder: own,
            ...(transport === 'tls'
              ? { tls: { cert: server.certFile, key: server.keyFile, ca: caFile } }
              : {}),
          };
          const tls: SyslogOptions['tls'] = {
            caFile,
            certFile: client.certFile,
            keyFile: client.keyFile,
            minVersion: 'TLSv1.2',
            verify: true,
          };
          const log = createLog();
          const destination = createSyslogDestination(
            quickOptions(port, {
              transport,
              proof,
              ...(transport === 'tls' ? { tls } : {}),
              // What comes is a goodbye of the receiver's own. One that meets ours in its buffer looks like an answer to
              // it, and what is unread then is lost: a limit that ADR 5 tells.
              ...(name === goodbye ? { proofSeconds: 6 } : {}),
            }),
            log,
          );
          const restart = (): Promise<Receiver> => startReceiver(receiverOptions);
          let receiver = await restart();
          try {
            const delivered = deliverSteadily(destination, plan);
            for (let round = 0; round < 3; round += 1) {
              await sleep(500);
              receiver = await fault(receiver, restart);
            }
            await delivered;
            await destination.close(Date.now() + 3_000);
            const { lost, duplicates } = reconcile(countLines(own), messages, plan.size);
            t.diagnostic(`${messages} messages, ${lost.length} lost, ${duplicates} duplicates`);
            assert.deepEqual(lost, []);
            assert.ok(duplicates <= log.resentMessages, 'only what was sent again can come twice');
            assert.equal(destination.status().unprovenMessages, 0);
          } finally {
            await destination.close(Date.now());
            await receiver.kill();
          }
        });
      }
    }
  }
});
