import type { Config } from '../config/config.ts';
import { embeddedFolder } from '../config/queue-url-kind.ts';
import { queueNames } from '../pipeline.ts';
import type { JobQueue } from '../queue/queue.ts';
import { reportsBoard } from '../status/report.ts';
import type { Logger } from '../telemetry/logger.ts';

/**
 * Says that the files of an embedded queue are made now. Files beside where the database should be mean that there was
 * one: a start must not pass over its end in silence.
 */
export function tellCreation({ queue }: Config, leftovers: readonly string[], log: Logger): void {
  const folder = embeddedFolder(queue.url);
  if (leftovers.length > 0)
    log.error(
      { folder, leftovers },
      'queue: the folder was used before, but the database in it is gone; reading begins again at `start`, so rows may be missed or come twice. To continue instead, stop azlog and restore the folder `postgres`',
    );
  log.info({ folder }, 'queue: creating the embedded queue, this takes some seconds');
}

/** Says whether work continues in this queue, or begins with it. */
export async function tellQueue(queue: JobQueue, log: Logger): Promise<void> {
  const [pages, batches, chains, reports] = await Promise.all([
    queue.backlog(queueNames.pages),
    queue
      .names(queueNames.batches(''))
      .then((names) => Promise.all(names.map((name) => queue.backlog(name)))),
    queue.backlog(queueNames.chains),
    queue.notes.read(reportsBoard),
  ]);
  const jobs = [pages, ...batches].reduce((sum, waiting) => sum + waiting.jobs, 0);
  const { backend } = queue;
  if (jobs === 0 && chains.jobs === 0 && reports.length === 0) {
    log.info({ backend }, 'queue: new, nothing has been read into it yet');
    return;
  }
  const lastUsed = Math.min(...reports.map(({ ageMs }) => ageMs));
  log.info(
    {
      backend,
      waiting: jobs,
      bytes: [pages, ...batches].reduce((sum, waiting) => sum + waiting.bytes, 0),
      ...(reports.length === 0 ? {} : { lastUsedSeconds: Math.round(lastUsed / 1_000) }),
    },
    'queue: resuming where it left off',
  );
}
