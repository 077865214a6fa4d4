import type { PgPool } from 'bullmq';
import pg from 'pg';
import type { BullStore } from './bull-queue.ts';
import { migrate, storeOn } from './postgres-store.ts';

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
  // Each queue and each worker listens.
  pool.setMaxListeners(0);
  pool.on('error', onError);
  // The same object: only the overloads of `on` are declared in another way.
  const shared = pool as unknown as PgPool;
  try {
    await migrate(shared);
  } catch (error) {
    // It is tried again with another pool; the connections of this one must not stay.
    await pool.end();
    throw error;
  }
  return storeOn('postgres', shared, async () => {
    // Connections that are being ended may still hear of the server's own end; that is no trouble any more.
    pool.removeAllListeners('error');
    pool.on('error', () => {});
    await pool.end();
  });
}
