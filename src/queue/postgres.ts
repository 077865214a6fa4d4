import type { ConnectionOptions } from 'node:tls';
import type { PgPool } from 'bullmq';
import pg from 'pg';
import type { AzlogError } from '../errors.ts';
import type { BullStore } from './bull-queue.ts';
import { migrate, storeOn } from './postgres-store.ts';
import { type StorePlace, storeError } from './store-error.ts';

/**
 * Opens BullMQ's PostgreSQL store on a real server. The schema `bullmq` is made and migrated when needed.
 * @param tls where it says anything, the connection is made over TLS and the server is verified, whatever the URL says
 */
export async function openPostgres(
  { url, password }: { readonly url: string; readonly password?: string | undefined },
  tls: ConnectionOptions,
  place: StorePlace,
  onError: (error: AzlogError) => void,
): Promise<BullStore<PgPool>> {
  const address = new URL(url);
  if (password !== undefined) address.password = encodeURIComponent(password);
  const verified = Object.keys(tls).length > 0;
  // What the URL says of TLS would take the place of `ssl`.
  if (verified) for (const name of ['ssl', 'sslmode', 'sslrootcert']) address.searchParams.delete(name);
  const pool = new pg.Pool({
    connectionString: address.toString(),
    ...(verified ? { ssl: { ...tls, rejectUnauthorized: true } } : {}),
    // Workers listen on a connection of their own each; commands share the rest.
    max: 40,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    options: '-c search_path=bullmq',
  });
  // Each queue and each worker listens.
  pool.setMaxListeners(0);
  pool.on('error', (error) => onError(storeError(error, place)));
  // The same object: only the overloads of `on` are declared in another way.
  const shared = pool as unknown as PgPool;
  try {
    await migrate(shared);
  } catch (error) {
    // It is tried again with another pool; the connections of this one must not stay.
    await pool.end();
    throw error;
  }
  return storeOn(place, shared, async () => {
    // Connections that are being ended may still hear of the server's own end; that is no trouble any more.
    pool.removeAllListeners('error');
    pool.on('error', () => {});
    await pool.end();
  });
}
