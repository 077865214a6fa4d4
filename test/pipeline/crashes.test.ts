import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Receiver, startReceiver } from '../../lab/receiver/receiver.ts';
import { type Azlog, type Lab, minute, openLab, until } from './lab.ts';

const kills = 10;
const proofSeconds = 1;
/** Proof by an orderly close, and then the queue's note of it, where a start takes no longer than this. */
const replayWindowMs = proofSeconds * 1000 + 3_000;
const quickStartMs = 2_000;

suite('kill -9 of the embedded appliance in mid-flow', () => {
  let lab: Lab;
  let receiver: Receiver;
  before(async () => {
    lab = await openLab(11);
    const { caFile, server } = lab.certificates;
    const [ca, certificate, key] = await Promise.all(
      [caFile, server.certFile, server.keyFile].map((file) => readFile(file, 'utf8')),
    );
    receiver = await startReceiver({ ca: ca ?? '', certificate: certificate ?? '', key: key ?? '' });
  });
  after(async () => {
    await lab.close();
    await receiver.close();
  });

  test(`${kills} times: nothing is missing, and what comes twice is what was not proven yet`, async (context) => {
    const { caFile, client } = lab.certificates;
    const config = {
      queue: { url: `embedded:${join(lab.folder, 'queue')}` },
      sources: [lab.source({ pollSeconds: 0.2 })],
      destinations: [
        {
          name: 'siem',
          type: 'syslog',
          preset: 'rsyslog',
          host: '127.0.0.1',
          port: receiver.port,
          transport: 'tls',
          proofSeconds,
          tls: { caFile, certFile: client.certFile, keyFile: client.keyFile },
        },
      ],
    };
    // History to work through at any time, and new rows all the while.
    const start = Date.now();
    const written = [...(await lab.write(6_000, start - 40 * minute, start - minute))];
    // So that all of it is stored longer ago than the settle time: history, of which nothing is late.
    await sleep(2_500);
    let writing = true;
    const writer = (async () => {
      for (let last = start; writing; ) {
        const now = Date.now();
        written.push(...(await lab.write(40, last, now)));
        last = now;
        await sleep(50);
      }
    })();

    const arrivals = watchArrivals(receiver);
    const killed: number[] = [];
    /** How many times slower this machine was than a quiet one: all else in the window was as slow. */
    let slowness = 1;
    for (let kill = 0; kill < kills; kill++) {
      const begun = performance.now();
      const azlog: Azlog = await lab.run('all', config);
      slowness = Math.max(slowness, (performance.now() - begun) / quickStartMs);
      // A moment later each time: while reading, formatting, sending, waiting for proof.
      await sleep(100 + kill * 220);
      await azlog.stop('SIGKILL');
      // What it had sent may still be on its way: it came from this process, and so before its end.
      await until('the end of its connections', () => receiver.openConnections() === 0, 10);
      arrivals.look();
      killed.push(Date.now());
    }
    writing = false;
    await writer;
    const azlog = await lab.run('all', config);
    await until(
      'every row received',
      () => receiver.counts().distinct >= written.length,
      90,
      () => `${receiver.counts().distinct} of ${written.length}`,
    );
    await azlog.stop('SIGTERM');
    arrivals.close();
    const { distinct, duplicates } = receiver.counts();
    context.diagnostic(`${written.length} rows, ${kills} kills: 0 missing, ${duplicates} sent twice`);
    const uids = receiver.uids();
    assert.deepEqual(
      written.filter((uid) => !uids.has(uid)),
      [],
    );
    assert.equal(distinct, written.length);
    // What comes again had come so shortly before the end of that process that it could not be proven.
    // What one process sends twice is no replay: under load it misses how a connection ended, and counts what it resends.
    const outside = arrivals.repeats.filter(({ before, again }) => {
      const end = killed.find((time) => time >= before) ?? Number.POSITIVE_INFINITY;
      return again > end && before < end - replayWindowMs * slowness;
    });
    assert.equal(outside.length, 0, JSON.stringify(outside.slice(0, 3)));
  });
});

/** Notes each time that a message came again, and when it had come before; looks twenty times a second. */
function watchArrivals(receiver: Receiver) {
  const latest = new Map<string, { at: number; times: number }>();
  const repeats: { readonly uid: string; readonly before: number; readonly again: number }[] = [];
  const look = (): void => {
    const at = Date.now();
    for (const [uid, times] of receiver.uids()) {
      const known = latest.get(uid);
      if (known !== undefined && times > known.times) repeats.push({ uid, before: known.at, again: at });
      if (known === undefined || times > known.times) latest.set(uid, { at, times });
    }
  };
  const timer = setInterval(look, 50);
  return {
    repeats,
    look,
    close() {
      clearInterval(timer);
      look();
    },
  };
}
