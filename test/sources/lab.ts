import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cursor } from '../../src/pipeline.ts';
import type { WadTable } from '../../src/sources/wad-table.ts';
import { createWadTable, type WadTableOptions } from '../../src/sources/wad-table.ts';
import { type Azurite, startAzurite } from '../support/azurite.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { createWadWriter, rowKeysOf, type WadWriter } from '../support/wad-writer.ts';

/** Azurite behind a fault proxy; the sources that it makes share the proxy's clock. */
export interface Lab {
  readonly azurite: Azurite;
  readonly proxy: FaultProxy;
  /** A new table and its writer. */
  table(): Promise<WadWriter>;
  source(table: string, options?: Partial<WadTableOptions>): WadTable;
  /** Lets the service's clock go on until what is stored now is settled. */
  settle(): Promise<void>;
  /** Lets the service's clock go on, behind all that was stored so far. */
  advance(milliseconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** Settle time of the sources that `Lab.source` makes. */
const settleSeconds = 1;
/** `Date` is cut to seconds, and reading stays behind by the settle time: so much later a row can be read. */
const readableMs = settleSeconds * 1000 + 1500;

let tables = 0;

export async function startLab(): Promise<Lab> {
  const azurite = await startAzurite();
  const proxy = await startFaultProxy(azurite.endpoint);
  const start = proxy.now();
  const clocks = { monotonic: () => proxy.now() - start, wall: () => proxy.now() };
  // The emulator stamps rows to the millisecond: none may share it with the jump.
  const advance = async (milliseconds: number) => {
    await sleep(5);
    proxy.advance(milliseconds);
  };
  return {
    azurite,
    proxy,
    async table() {
      tables += 1;
      const writer = createWadWriter(azurite, `Table${process.pid}n${tables}`);
      await writer.createTable();
      return writer;
    },
    source(table, options = {}) {
      const access = { endpoint: proxy.endpoint, ...(options.sas ? {} : { accountKey: azurite.accountKey }) };
      const base = { name: 'vms', table, settleSeconds, pollSeconds: 5, start: 'beginning' };
      return createWadTable({ ...base, ...access, ...options }, clocks);
    },
    settle: () => advance(readableMs),
    advance,
    async stop() {
      await proxy.stop();
      await azurite.stop();
    },
  };
}

export interface Drained {
  readonly keys: readonly string[];
  readonly cursor: Cursor;
  /** Every cursor on the way, the first undefined, with the number of rows read up to it. */
  readonly history: readonly { readonly cursor: Cursor | undefined; readonly rows: number }[];
  readonly pages: readonly number[];
}

/** Reads until nothing more is due now. */
export async function drain(source: WadTable, from?: Cursor): Promise<Drained> {
  const keys: string[] = [];
  const pages: number[] = [];
  const history: { cursor: Cursor | undefined; rows: number }[] = [{ cursor: from, rows: 0 }];
  let cursor = from;
  for (let reads = 0; reads < 2000; reads += 1) {
    const result = await source.read(cursor, new AbortController().signal);
    for (const page of result.pages) {
      const found = rowKeysOf(page.body);
      assert.equal(page.rows, found.length);
      keys.push(...found);
      pages.push(found.length);
    }
    // As stored: what is not JSON would show.
    const stored: Cursor = JSON.parse(JSON.stringify(result.cursor));
    assert.deepEqual(stored, result.cursor);
    cursor = stored;
    history.push({ cursor, rows: keys.length });
    if (result.waitMs > 0) return { keys, cursor, history, pages };
  }
  throw new Error('the source never comes to rest');
}

/** Each of the rows exactly once, and no other. */
export function assertOnce(read: readonly string[], written: readonly string[]): void {
  const seen = new Set(read);
  const missing = written.filter((key) => !seen.has(key));
  const strange = read.filter((key) => !written.includes(key));
  assert.deepEqual(
    { rows: read.length, repeated: read.length - seen.size, missing, strange },
    { rows: written.length, repeated: 0, missing: [], strange: [] },
  );
}
