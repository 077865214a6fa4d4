import assert from 'node:assert/strict';
import { readSas } from '../../../src/options/sas.ts';
import type { Cursor } from '../../../src/pipeline.ts';
import { type BlobClient, createBlobClient } from '../../../src/sources/blob/blob-client.ts';
import type { BlobSignIn } from '../../../src/sources/blob/blob-endpoint.ts';
import {
  type BlobReader,
  type BlobReaderOptions,
  createBlobReader,
} from '../../../src/sources/blob/blob-reader.ts';
import { hourFolder } from '../../../src/sources/blob/hour-names.ts';
import type { BlobPiece } from '../../../src/sources/blob/read-blob.ts';
import type { Azurite } from '../../support/azurite.ts';
import { type BlobWriter, createBlobWriter } from '../../support/blob-writer.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';

export const hourMs = 3_600_000;

/** Azurite's Blob service behind a fault proxy, whose clock the readers share. */
export interface BlobLab {
  readonly azurite: Azurite;
  readonly proxy: FaultProxy;
  readonly writer: BlobWriter;
  /** A new container, with the beginning of its name. */
  container(prefix?: string): Promise<string>;
  client(signIn?: BlobSignIn, endpoint?: string): BlobClient;
  reader(options?: Partial<BlobReaderOptions>, client?: BlobClient): BlobReader;
  /** The folder of the hour that is so many hours before now. */
  hour(back?: number): string;
  stop(): Promise<void>;
}

let containers = 0;

/** @param azurite its Blob service, which the lab leaves running: each lab has a clock of its own */
export async function startBlobLab(azurite: Azurite): Promise<BlobLab> {
  const proxy = await startFaultProxy(azurite.endpoint);
  const start = proxy.now();
  const clocks = { monotonic: () => proxy.now() - start, wall: () => proxy.now() };
  const { account, accountKey: key } = azurite;
  const client = (signIn: BlobSignIn = { by: 'key', account, key }, url = proxy.endpoint) =>
    createBlobClient('audit', { url, isHttp: true, signIn, container: '' }, clocks);
  const writer = createBlobWriter(azurite);
  return {
    azurite,
    proxy,
    writer,
    async container(prefix = 'insights-logs-test') {
      containers += 1;
      const name = `${prefix}${containers}`;
      await writer.createContainer(name);
      return name;
    },
    client,
    reader(options = {}, by = client()) {
      const base = { name: 'audit', start: 'beginning', pollMs: 30_000, lateMs: () => 6 * hourMs } as const;
      return createBlobReader({ ...base, ...options }, by, clocks);
    },
    hour: (back = 0) => hourFolder(Math.floor(proxy.now() / hourMs) - back),
    stop: () => proxy.stop(),
  };
}

export interface Drained {
  readonly pieces: readonly BlobPiece[];
  /** Every line of the pieces that is not blank, in the order of reading. */
  readonly lines: readonly string[];
  readonly cursor: Cursor;
  readonly notes: readonly string[];
  /** Every cursor on the way, the first undefined, with the number of lines read up to it. */
  readonly history: readonly { readonly cursor: Cursor | undefined; readonly lines: number }[];
}

/** Reads until nothing more is due now. */
export async function drain(reader: BlobReader, container: string, from?: Cursor): Promise<Drained> {
  const pieces: BlobPiece[] = [];
  const notes: string[] = [];
  const history: { cursor: Cursor | undefined; lines: number }[] = [{ cursor: from, lines: 0 }];
  let cursor = from;
  for (let reads = 0; reads < 2000; reads += 1) {
    const result = await reader.read(container, cursor, new AbortController().signal);
    pieces.push(...result.pieces);
    notes.push(...result.notes);
    const stored: Cursor = JSON.parse(JSON.stringify(result.cursor));
    assert.deepEqual(stored, result.cursor);
    cursor = stored;
    history.push({ cursor, lines: linesOf(pieces).length });
    if (result.waitMs > 0) return { pieces, lines: linesOf(pieces), cursor, notes, history };
  }
  throw new Error('the reader never comes to rest');
}

export function linesOf(pieces: readonly BlobPiece[]): readonly string[] {
  return pieces
    .flatMap(({ bytes }) => bytes.toString('utf8').split('\n'))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

let records = 0;

/** So many records as Azure Monitor writes them, each with its line feed; no two are the same. */
export function someLines(count: number): readonly string[] {
  return Array.from({ length: count }, () => {
    records += 1;
    return `${JSON.stringify({ time: '2026-11-30T05:00:00Z', category: 'AuditEvent', n: records })}\n`;
  });
}

/** Each of the lines exactly once, and no other. */
export function assertOnce(read: readonly string[], written: readonly string[]): void {
  const wanted = written.map((line) => line.trim());
  const seen = new Set(read);
  const missing = wanted.filter((line) => !seen.has(line));
  const known = new Set(wanted);
  const strange = read.filter((line) => !known.has(line));
  assert.deepEqual(
    { lines: read.length, repeated: read.length - seen.size, missing, strange },
    { lines: wanted.length, repeated: 0, missing: [], strange: [] },
  );
}

/** Signs in by a shared access signature. */
export function bySas(token: string): BlobSignIn {
  const read = readSas(token, 'blob');
  if ('fault' in read) throw new Error(read.fault.what);
  return { by: 'sas', sas: read.value };
}

/** The root of an invented resource. */
export function rootOf(name: string): string {
  return `resourceId=/SUBSCRIPTIONS/0B1F6471/RESOURCEGROUPS/PROD/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/${name}/`;
}
