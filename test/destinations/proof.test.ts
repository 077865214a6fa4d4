import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { backoffMs } from '../../src/destinations/backoff.ts';
import { createProofLedger } from '../../src/destinations/proof.ts';
import { findEntry } from '../../src/destinations/tcp-queue.ts';

describe('proof by acknowledgement', () => {
  test('a piece is proven when a whole receive buffer beyond its end is acknowledged, not a byte before', () => {
    const ledger = createProofLedger<string>({
      receiveBufferBytes: 1_000,
      graceMs: undefined,
      recordBytes: 0,
    });
    ledger.write('a', 300, 0);
    ledger.write('b', 2_000, 0);
    assert.deepEqual(ledger.observe(2_300, 1_001, 1), []);
    assert.equal(ledger.provenBytes(), 299);
    assert.deepEqual(ledger.observe(2_300, 1_000, 2), ['a']);
    assert.deepEqual(
      ledger.unproven().map(({ item }) => item),
      ['b'],
    );
    assert.deepEqual(ledger.observe(2_300, 0, 3), []);
    assert.equal(ledger.provenBytes(), 1_300);
  });

  test('bytes that the kernel had not taken before the look do not count', () => {
    const ledger = createProofLedger<string>({ receiveBufferBytes: 100, graceMs: undefined, recordBytes: 0 });
    ledger.write('a', 1_000, 0);
    assert.deepEqual(ledger.observe(0, 0, 1), []);
    assert.equal(ledger.acknowledgedBytes(), 0);
  });

  test('a TLS record that may have arrived in part counts as not arrived', () => {
    const ledger = createProofLedger<string>({
      receiveBufferBytes: 1_000,
      graceMs: undefined,
      recordBytes: 16_384,
    });
    ledger.write('a', 50_000, 0);
    ledger.observe(50_000, 10, 1);
    assert.equal(ledger.acknowledgedBytes(), 50_000 - 10 - 16_384);
  });

  test('with a grace time, an acknowledgement proves when the connection has outlived it', () => {
    const ledger = createProofLedger<string>({ receiveBufferBytes: 1e9, graceMs: 100, recordBytes: 0 });
    ledger.write('a', 10, 0);
    ledger.write('b', 10, 0);
    assert.deepEqual(ledger.observe(20, 10, 50), []);
    assert.deepEqual(ledger.observe(20, 0, 149), []);
    assert.deepEqual(ledger.observe(20, 0, 150), ['a']);
    assert.deepEqual(ledger.observe(20, 0, 248), []);
    assert.deepEqual(ledger.observe(20, 0, 249), ['b']);
  });
});

test('backoff doubles to its cap, and half of it is random', () => {
  const waits = (random: number): number[] =>
    [0, 1, 2, 3, 10, 1_000].map((attempt) => backoffMs(attempt, 100, 1_500, () => random));
  assert.deepEqual(waits(1), [100, 200, 400, 800, 1_500, 1_500]);
  assert.deepEqual(waits(0), [50, 100, 200, 400, 750, 750]);
});

describe("the kernel's table of connections", () => {
  const heading =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';

  test('an IPv4 connection is found by both its ends', () => {
    const table = `${heading}   0: 0100007F:BCBE 0100007F:B553 01 0000002A:00000001 01:00000014 00000000 0 0 1\n`;
    const ends = {
      localAddress: '127.0.0.1',
      localPort: 0xbcbe,
      remoteAddress: '127.0.0.1',
      remotePort: 0xb553,
    };
    assert.deepEqual(findEntry(table, ends), {
      unacknowledged: 42,
      closedInOrder: false,
      weClosedFirst: false,
    });
    assert.equal(findEntry(table, { ...ends, localPort: 0xb553, remotePort: 0xbcbe }), undefined);
    assert.equal(findEntry(table, { ...ends, remoteAddress: '127.0.0.2' }), undefined);
  });

  test('IPv6 and mapped IPv4 connections too', () => {
    const table =
      `${heading}   0: B80D0120000000000000000001000000:0050 0000000000000000FFFF00000A00000A:0202 06 00000000:00000000 03:00\n` +
      '   1: 00000000000000000000000001000000:0050 00000000000000000000000001000000:0202 0B 00000001:00000000 03:00\n';
    assert.deepEqual(
      findEntry(table, {
        localAddress: '2001:db8::1',
        localPort: 80,
        remoteAddress: '::ffff:10.0.0.10',
        remotePort: 514,
      }),
      { unacknowledged: 0, closedInOrder: true, weClosedFirst: true },
    );
    assert.deepEqual(
      findEntry(table, { localAddress: '::1', localPort: 80, remoteAddress: '::1', remotePort: 514 }),
      { unacknowledged: 1, closedInOrder: false, weClosedFirst: true },
    );
  });
});
