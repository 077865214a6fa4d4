import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { createSyslogDestination } from '../../src/destinations/syslog.ts';
import { freePort } from '../support/free-port.ts';
import { createBatch, createLog, eventually, quickOptions } from './traffic.ts';

interface Sink {
  readonly port: number;
  readonly server: Server;
  readonly received: Buffer[];
  readonly sockets: Socket[];
}

async function startSink(host = '127.0.0.1'): Promise<Sink> {
  const received: Buffer[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (chunk) => received.push(chunk)).on('error', () => undefined);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return { port, server, received, sockets };
}

describe('life of a syslog destination', { concurrency: true }, () => {
  test('closing proves what was written, then refuses more', async () => {
    const sink = await startSink();
    const destination = createSyslogDestination(
      quickOptions(sink.port, { transport: 'tcp', proofSeconds: 60 }),
      createLog(),
    );
    const { signal } = new AbortController();
    const deliveries = [
      destination.deliver(createBatch(0, 10), signal),
      destination.deliver(createBatch(10, 10), signal),
    ];
    await eventually(() => destination.status().unprovenMessages === 20, 'both batches are written');
    await destination.close(Date.now() + 5_000);
    await Promise.all(deliveries);
    assert.deepEqual(
      Buffer.concat(sink.received),
      Buffer.concat([createBatch(0, 10).body, createBatch(10, 10).body]),
    );
    await assert.rejects(destination.deliver(createBatch(20, 10), signal), {
      code: 'STOPPING',
      kind: 'stopping',
    });
    sink.server.close();
  });

  test('a receiver that is away is reported once, and once more with the time as it takes messages again', async () => {
    const port = await freePort();
    const log = createLog();
    const destination = createSyslogDestination(
      quickOptions(port, { transport: 'tcp', host: '127.0.0.1' }),
      log,
    );
    const delivery = destination.deliver(createBatch(0, 10), new AbortController().signal);
    await eventually(() => destination.status().failures >= 4, 'several attempts have failed');
    const place = `Destination "siem" (127.0.0.1:${port}): `;
    assert.equal(log.lines.length, 1, log.lines.join('\n'));
    assert.ok(log.lines[0]?.startsWith(`${place}nothing listens there`));
    const server = createServer((socket) => socket.resume().on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await delivery;
    assert.equal(log.lines.length, 2, log.lines.join('\n'));
    assert.match(log.lines[1]?.slice(place.length) ?? '', /^works again after \d+(\.\d)? (s|min.*)\.$/);
    assert.equal(destination.status().failingSince, undefined);
    await destination.close(Date.now() + 5_000);
    server.close();
  });

  test('closing gives back what the receiver does not read before the deadline', async () => {
    const sink = await startSink();
    sink.server.on('connection', (socket: Socket) => socket.pause());
    const destination = createSyslogDestination(quickOptions(sink.port, { transport: 'tcp' }), createLog());
    const delivery = destination.deliver(createBatch(0, 10), new AbortController().signal);
    const given = assert.rejects(delivery, { code: 'STOPPING', message: /batch batch-0 is not proven/ });
    await eventually(() => destination.status().unprovenMessages === 10, 'the batch is written');
    // The receiver never reads: that this ends at all is the deadline's doing.
    await destination.close(Date.now() + 300);
    await given;
    for (const socket of sink.sockets) socket.destroy();
    sink.server.close();
  });

  test('closing does not wait for a receiver that is away', async () => {
    const destination = createSyslogDestination(
      quickOptions(await freePort(), { transport: 'tcp' }),
      createLog(),
    );
    const given = assert.rejects(destination.deliver(createBatch(0, 10), new AbortController().signal), {
      code: 'STOPPING',
    });
    await eventually(() => destination.status().failures > 0, 'a refused connection');
    // Until the deadline would be an hour.
    await destination.close(Date.now() + 3_600_000);
    await given;
  });

  test('a batch that is called off is given back and not written', async () => {
    const port = await freePort();
    const destination = createSyslogDestination(quickOptions(port, { transport: 'tcp' }), createLog());
    const abort = new AbortController();
    const given = assert.rejects(destination.deliver(createBatch(0, 10), abort.signal), { code: 'STOPPING' });
    const kept = destination.deliver(createBatch(10, 10), new AbortController().signal);
    abort.abort();
    await given;
    const received: Buffer[] = [];
    const server = createServer((socket) => socket.on('data', (chunk) => received.push(chunk)));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await kept;
    await destination.close(Date.now() + 2_000);
    server.close();
    assert.deepEqual(Buffer.concat(received), createBatch(10, 10).body);
  });

  test('messages go in the order in which they were given', async () => {
    const sink = await startSink();
    const destination = createSyslogDestination(
      quickOptions(sink.port, { transport: 'tcp', proofSeconds: 0.1 }),
      createLog(),
    );
    const { signal } = new AbortController();
    const batches = Array.from({ length: 50 }, (_, index) => createBatch(index * 20, 20));
    await Promise.all(batches.map((batch) => destination.deliver(batch, signal)));
    await destination.close(Date.now() + 2_000);
    sink.server.close();
    assert.deepEqual(Buffer.concat(sink.received), Buffer.concat(batches.map(({ body }) => body)));
  });

  test('a receiver at an IPv6 address', async (t) => {
    const sink = await startSink('::1').catch(() => undefined);
    if (sink === undefined) return t.skip('this machine has no IPv6 loopback');
    const destination = createSyslogDestination(
      quickOptions(sink.port, { transport: 'tcp', host: '::1', proof: 'kernel', kernelGraceSeconds: 0.3 }),
      createLog(),
    );
    // Without an orderly close, so only the kernel's table for IPv6 can prove it.
    await destination.deliver(createBatch(0, 10), new AbortController().signal);
    assert.equal(destination.status().connected, true);
    await destination.close(Date.now() + 2_000);
    sink.server.close();
  });
});
