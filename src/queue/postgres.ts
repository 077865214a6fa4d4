import type { PgPool } from 'bullmq';
import { createPostgresBackend, runMigrations } from 'bullmq';
import pg from 'pg';
import type { BullStore } from './bull-queue.ts';
import { type EmbeddedDatabase, openEmbedded } from './embedded.ts';

/** Opens BullMQ's PostgreSQL store on a real server. The schema `bullmq` is made and migrated when needed. */
export async function openPostgres(
  url: string,
  onError: (error: unknown) => void,
): Promise<BullStore<PgPool>> {
  const pool = new pg.Pool({
    connectionString: url,
    // Workers listen on a connection of their own each; commands share the rest.
    max: 40,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    options: '-c search_path=bullmq',
  });
  pool.on('error', onError);
  // The same object: only the overloads of `on` are declared in another way.
  const shared = pool as unknown as PgPool;
  await migrate(shared);
  return storeOn('postgres', shared, async () => {
    // Connections that are being ended may still hear of the server's own end; that is no trouble any more.
    pool.removeAllListeners('error');
    pool.on('error', () => {});
    await pool.end();
  });
}

/** Opens the same store on the embedded PostgreSQL in `folder`. One process only. */
export async function openEmbeddedPostgres(folder: string): Promise<BullStore<PgPool>> {
  const database: EmbeddedDatabase = await openEmbedded(folder);
  await migrate(database.pool);
  // Only one process ever has this folder, so whatever was being handled when it ended is free at once.
  await database.pool.query(
    "UPDATE job SET locked_until_ms = 0, stalled_marked = true WHERE state = 'active'; DELETE FROM meta WHERE field = 'stalled-check'",
  );
  return storeOn('embedded', database.pool, () => database.close());
}

async function migrate(pool: PgPool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, 'bullmq');
    // The bulk of a job is compressed already; trying again would only cost time.
    await client.query('ALTER TABLE bullmq.job ALTER COLUMN data SET STORAGE EXTERNAL');
  } finally {
    client.release();
  }
}

function storeOn(
  backend: 'postgres' | 'embedded',
  pool: PgPool,
  close: () => Promise<void>,
): BullStore<PgPool> {
  // Ids of removed jobs that are remembered are dropped by nobody else once their time is over.
  const forget = setInterval(() => {
    pool.query('DELETE FROM dedup WHERE expire_at_ms < $1', [Date.now()]).catch(() => {});
  }, 300_000);
  forget.unref();
  return {
    backend,
    factory: createPostgresBackend,
    prefix: 'azlog',
    adding: pool,
    working: pool,
    async sizeOf(queue) {
      const { rows } = await pool.query<{ bytes: string | number | null }>(
        `SELECT sum(pg_column_size(data))::float8 AS bytes FROM job
         WHERE queue = $1 AND state IN ('waiting', 'delayed', 'active', 'waiting-children')`,
        [queue],
      );
      return Number(rows[0]?.bytes ?? 0);
    },
    async warnings() {
      return [];
    },
    async ping() {
      await pool.query('SELECT 1');
    },
    async close() {
      clearInterval(forget);
      await close();
    },
  };
}
