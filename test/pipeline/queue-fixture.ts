/** A queue as an earlier version of the program left it: recorded by `record-queue.ts`, in `test/fixtures/queue-<version>`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { openEmbedded } from '../../src/queue/embedded.ts';
import { fillQueueFolder } from '../support/queue-folder.ts';
import { type RedisCommand, restoreRedis } from '../support/redis-dump.ts';

/**
 * Where the table service ran. The account's address is part of a source's identity, so the service that the queue
 * goes on with must have the same: an address of this machine that nothing else uses, since the port is fixed.
 */
export const tablePlace = { host: '127.73.10.5', port: 10_002 } as const;
export const tableFile = '__azurite_db_table__.json';

/** What stood where when the recording ended. */
export interface Expected {
  /** Of the program that filled the queue. */
  readonly version: string;
  /** Major version of the PostgreSQL in the embedded queue: a folder of another one cannot be opened. */
  readonly embeddedFormat: string;
  /** ISO 8601. */
  readonly recordedAt: string;
  /** Uids of the rows that had been delivered and proven. */
  readonly delivered: readonly string[];
  /** Uids of the rows in pages and batches that wait. */
  readonly waiting: readonly string[];
  /** Rows that were set aside. */
  readonly deadLetters: number;
}

export function fixtureFolder(version: string): string {
  return join(import.meta.dirname, `../fixtures/queue-${version}`);
}

/** The names of a fixture's files in its folder. */
export const fixtureFiles = {
  redis: 'redis.jsonl.gz',
  postgres: 'postgres.sql.gz',
  table: 'table.json.gz',
  expected: 'expected.json',
} as const;

export function readExpected(version: string): Expected {
  return JSON.parse(readFileSync(join(fixtureFolder(version), fixtureFiles.expected), 'utf8'));
}

function unpacked(version: string, file: string): string {
  return gunzipSync(readFileSync(join(fixtureFolder(version), file))).toString();
}

/** Puts the table as it was into a folder for Azurite. */
export function restoreTable(version: string, folder: string): void {
  writeFileSync(join(folder, tableFile), unpacked(version, fixtureFiles.table));
}

export async function restoreRedisQueue(version: string, url: string): Promise<void> {
  const lines = unpacked(version, fixtureFiles.redis).trim().split('\n');
  await restoreRedis(
    url,
    lines.map((line): RedisCommand => JSON.parse(line)),
  );
}

/** The statements that make the schema `bullmq` with all that is in it. */
function postgresStatements(version: string): string {
  return unpacked(version, fixtureFiles.postgres);
}

/** The embedded queue has the same schema; a folder of it takes megabytes, so it is made of the same statements. */
export async function restoreEmbeddedQueue(version: string, folder: string): Promise<void> {
  await fillQueueFolder(folder);
  const { pool, close } = await openEmbedded(folder);
  await pool.query('DROP SCHEMA bullmq;');
  await pool.query(postgresStatements(version));
  await close();
}

export async function restorePostgresQueue(version: string, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(postgresStatements(version));
  await client.end();
}
