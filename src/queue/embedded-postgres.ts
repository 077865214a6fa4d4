import type { PgPool } from 'bullmq';
import type { BullStore } from './bull-queue.ts';
import { type EmbeddedOptions, openEmbedded } from './embedded.ts';
import { placeOf } from './place-of.ts';
import { migrate, storeOn } from './postgres-store.ts';

/** Opens the same store on the embedded PostgreSQL in `folder`. One process only. */
export async function openEmbeddedPostgres(
  folder: string,
  options: EmbeddedOptions,
): Promise<BullStore<PgPool>> {
  const database = await openEmbedded(folder, options);
  try {
    await migrate(database.pool);
    // Only one process ever has this folder, so whatever was being handled when it ended is free at once.
    await database.pool.query(
      "UPDATE job SET locked_until_ms = 0, stalled_marked = true WHERE state = 'active'; DELETE FROM meta WHERE field = 'stalled-check'",
    );
  } catch (error) {
    // Else the next attempt would find the folder locked by this very process.
    await database.close();
    throw error;
  }
  return storeOn(placeOf(`embedded:${folder}`), database.pool, () => database.close());
}
