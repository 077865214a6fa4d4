import type { PgPool } from 'bullmq';
import { createPostgresBackend, runMigrations } from 'bullmq';
import type { BullStore } from './bull-queue.ts';
import { type StorePlace, storeError } from './store-error.ts';

/** Makes or renews BullMQ's schema. */
export async function migrate(pool: PgPool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, 'bullmq');
    // The bulk of a job is compressed already; trying again would only cost time.
    await client.query('ALTER TABLE bullmq.job ALTER COLUMN data SET STORAGE EXTERNAL');
  } finally {
    client.release();
  }
}

/** BullMQ's PostgreSQL store on a pool, a real one or the embedded one. */
export function storeOn(place: StorePlace, pool: PgPool, close: () => Promise<void>): BullStore<PgPool> {
  // Ids of removed jobs that are remembered are dropped by nobody else once their time is over.
  const forget = setInterval(() => {
    pool.query('DELETE FROM dedup WHERE expire_at_ms < $1', [Date.now()]).catch(() => {});
  }, 300_000);
  forget.unref();
  return {
    backend: place.backend,
    place,
    fault: (error) => storeError(error, place),
    factory: createPostgresBackend,
    prefix: 'azlog',
    adding: pool,
    working: pool,
    async measure(queue) {
      const { rows } = await pool.query<{ bytes: number | null; oldest: number | null }>(
        `SELECT sum(pg_column_size(data))::float8 AS bytes, min(added_at_ms)::float8 AS oldest FROM job
         WHERE queue = $1 AND state IN ('waiting', 'delayed', 'active', 'waiting-children')`,
        [queue],
      );
      return { bytes: rows[0]?.bytes ?? 0, oldestAt: rows[0]?.oldest ?? undefined };
    },
    async names() {
      const { rows } = await pool.query<{ queue: string }>('SELECT DISTINCT queue FROM job');
      return rows.map(({ queue }) => queue);
    },
    async warnings() {
      return [];
    },
    async dangers() {
      return [];
    },
    async describe() {
      const { rows } = await pool.query<Readonly<Record<string, string>>>(
        `SELECT current_setting('server_version') AS version, current_setting('synchronous_commit') AS commit,
           current_setting('fsync') AS fsync, current_setting('default_transaction_read_only') AS read_only,
           pg_is_in_recovery()::text AS replica`,
      );
      const row = rows[0] ?? {};
      const isUnsafe = row['fsync'] === 'off' || (row['commit'] === 'off' && place.backend === 'postgres');
      return {
        facts: [
          { name: 'version', value: `PostgreSQL ${row['version']}` },
          { name: 'role', value: row['replica'] === 'true' ? 'replica' : 'primary' },
          { name: 'commits', value: `fsync ${row['fsync']}, synchronous_commit ${row['commit']}` },
        ],
        warnings: isUnsafe
          ? ['a crash of the server may lose what it has accepted; set fsync and synchronous_commit to on']
          : [],
        refusal:
          row['replica'] === 'true' || row['read_only'] === 'on'
            ? 'it is a replica, or read-only, and accepts no writes; set queue.url to the primary'
            : undefined,
      };
    },
    async ping() {
      await pool.query('SELECT 1');
    },
    async now() {
      const { rows } = await pool.query<{ now: string | number }>(
        'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
      );
      return Number(rows[0]?.now);
    },
    async close() {
      clearInterval(forget);
      await close();
    },
  };
}
