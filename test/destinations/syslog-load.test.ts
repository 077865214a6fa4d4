import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect as connectTcp, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import type { Destination } from '../../src/destinations/destination.ts';
import { createSyslogDestination } from '../../src/destinations/syslog.ts';
import { syslogDefaults } from '../../src/destinations/syslog-options.ts';
import { canLookAtTcpTable, lookAtTcpTable } from '../../src/destinations/tcp-queue.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { freePort } from '../support/free-port.ts';
import { countLines, type ReceiverOptions, startReceiver } from '../support/receiver.ts';
import { createBatch, createLog, quickOptions, reconcile } from './traffic.ts';

const skip = canLookAtTcpTable()
  ? false
  : 'this system has no /proc/net/tcp, on which proof under load rests';

let folder: string;
let certificates: Certificates;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'azlog-load-'));
  certificates = await createCertificates(folder);
});
after(() => rm(folder, { recursive: true, force: true }));

const perBatch = 125;
const size = 8_000;

/** Keeps the destination's window full, as the sender does; tells after each proof how many batches are proven. */
async function deliverAtFullSpeed(
  destination: Destination,
  batches: number,
  proven: (count: number) => void,
): Promise<void> {
  const { signal } = new AbortController();
  const inFlight = new Set<Promise<void>>();
  let bytes = 0;
  let count = 0;
  for (let index = 0; index < batches; index += 1) {
    const batch = createBatch(index * perBatch, perBatch, size);
    while (bytes + batch.body.length > destination.windowBytes) await Promise.race(inFlight);
    bytes += batch.body.length;
    const delivery = destination.deliver(batch, signal).then(() => {
      bytes -= batch.body.length;
      count += 1;
      inFlight.delete(delivery);
      proven(count);
    });
    inFlight.add(delivery);
  }
  await Promise.all(inFlight);
}

describe('under load', { skip }, () => {
  for (const transport of ['tcp', 'tls'] as const) {
    test(`batches are proven on one connection, and none is lost when the receiver stalls and is killed (${transport})`, async (t) => {
      const own = await mkdtemp(join(folder, 'receiver-'));
      const port = await freePort();
      const { caFile, server } = certificates;
      const receiverOptions: ReceiverOptions = {
        port,
        folder: own,
        ...(transport === 'tls' ? { tls: { cert: server.certFile, key: server.keyFile } } : {}),
      };
      let receiver = await startReceiver(receiverOptions);
      const log = createLog();
      const destination = createSyslogDestination(
        quickOptions(port, {
          transport,
          receiveBufferBytes: syslogDefaults.receiveBufferBytes,
          // Longer than a busy machine keeps the receiver waiting: a quiet connection is closed, for its proof.
          proofSeconds: 10,
          stallSeconds: 60,
          ...(transport === 'tls' ? { tls: { caFile, minVersion: 'TLSv1.2', verify: true } } : {}),
        }),
        log,
      );
      const batches = 120;
      let connectsWhenHalfProven = 0;
      let fault: Promise<void> | undefined;
      try {
        await deliverAtFullSpeed(destination, batches, (count) => {
          if (count !== batches / 2) return;
          connectsWhenHalfProven = destination.status().connects;
          fault = (async () => {
            process.kill(receiver.pid, 'SIGSTOP');
            await sleep(500);
            await receiver.kill();
            receiver = await startReceiver(receiverOptions);
          })();
        });
        await fault;
        await destination.close(Date.now() + 3_000);
        const { lost, duplicates } = reconcile(countLines(own), batches * perBatch, size);
        t.diagnostic(`${batches * perBatch} messages, ${lost.length} lost, ${duplicates} duplicates`);
        assert.ok(fault !== undefined, 'the receiver was stopped in the middle');
        assert.deepEqual(lost, []);
        assert.equal(connectsWhenHalfProven, 1, 'what was proven before the fault needed no reconnect');
        assert.ok(duplicates <= log.resentMessages);
        assert.ok(log.resentMessages * size <= destination.windowBytes * 2, 'only the window is sent again');
      } finally {
        await destination.close(Date.now());
        await receiver.kill();
      }
    });
  }
});

describe("what the kernel's table says of a connection whose peer does not read", { skip }, () => {
  for (const transport of ['tcp', 'tls'] as const) {
    test(`Node calls back only for bytes that the kernel has taken (${transport})`, async () => {
      const { server: files } = certificates;
      let peer: Socket | undefined;
      const take = (socket: Socket): void => {
        peer = socket.pause().on('error', () => undefined);
      };
      const server =
        transport === 'tcp'
          ? createServer(take)
          : createTlsServer(
              { cert: await readFile(files.certFile), key: await readFile(files.keyFile) },
              take,
            );
      const port = await freePort();
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      const place = { host: '127.0.0.1', port };
      const socket =
        transport === 'tcp'
          ? connectTcp(place)
          : connectTls({ ...place, ca: readFileSync(certificates.caFile) });
      await new Promise((resolve) => socket.once(transport === 'tcp' ? 'connect' : 'secureConnect', resolve));
      let handed = 0;
      const piece = Buffer.alloc(200_000, 'x');
      for (let index = 0; index < 100; index += 1) {
        socket.write(piece, (error) => {
          if (!error) handed += piece.length;
        });
      }
      let before = -1;
      while (handed === 0 || handed !== before) {
        before = handed;
        await sleep(300);
      }
      const ours = {
        localAddress: socket.localAddress ?? '',
        localPort: socket.localPort ?? 0,
        remoteAddress: socket.remoteAddress ?? '',
        remotePort: socket.remotePort ?? 0,
      };
      const unacknowledged = (await lookAtTcpTable([ours])).find(ours)?.unacknowledged ?? 0;
      const unread = receiveQueue(ours.remotePort, ours.localPort);
      const readAhead = peer?.readableLength ?? 0;
      socket.destroy();
      peer?.destroy();
      server.close();
      assert.ok(handed < 20_000_000, 'the peer does not take all');
      assert.ok(unacknowledged > 0);
      assert.ok(
        handed <= unacknowledged + unread + readAhead,
        `${handed} called back, ${unacknowledged} with our kernel, ${unread} with the peer's, ${readAhead} read`,
      );
    });
  }
});

/** Bytes that wait to be read at the other end of a connection of 127.0.0.1. */
function receiveQueue(localPort: number, remotePort: number): number {
  const hex = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');
  const ends = ` 0100007F:${hex(localPort)} 0100007F:${hex(remotePort)} `;
  const line = readFileSync('/proc/net/tcp', 'latin1')
    .split('\n')
    .find((text) => text.includes(ends));
  const [, queue = '0'] = /:([0-9A-F]{8}) /.exec(line?.slice(line.indexOf(ends) + ends.length) ?? '') ?? [];
  return Number.parseInt(queue, 16);
}
