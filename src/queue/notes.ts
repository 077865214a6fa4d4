import type { Queue } from 'bullmq';
import { dataOf, isData } from './data-of.ts';
import type { Note, Notes } from './queue.ts';

/** Notes on one board that are read at most; far above what any site has processes. */
const mostNotes = 1_000;
/** Boards are written by few and looked at by few: nobody needs the history of who came and went. */
const noHistory = { removeOnComplete: true, removeOnFail: true } as const;

/**
 * Notes as jobs that wait in a queue which nobody takes from. One is written over by changing its job's data, which
 * makes neither a key nor a row nor an entry in the stream of events, however often it is done.
 * @param now the store's own clock, milliseconds since 1970
 */
export function createNotes(
  queueOf: (name: string) => Pick<Queue, 'add' | 'getJobs' | 'remove'>,
  now: () => Promise<number>,
): Notes {
  type Written = Awaited<ReturnType<Queue['add']>>;
  const written = new Map<string, Written>();
  return {
    async write(board, id, data) {
      const stamped = { at: await now(), note: data };
      const key = `${board}/${id}`;
      const known = written.get(key);
      if (known !== undefined) {
        try {
          await known.updateData(stamped);
          return;
        } catch {
          // Removed by another, or the store came back without it: it is written as a new one. Where the store is
          // away, that fails and says so.
          written.delete(key);
        }
      }
      const job = await queueOf(board).add('note', stamped, { jobId: id, ...noHistory });
      // One that was there already keeps its data when it is added.
      await job.updateData(stamped);
      written.set(key, job);
    },
    async create(board, id, data) {
      await queueOf(board).add('note', { at: await now(), note: data }, { jobId: id, ...noHistory });
    },
    async read(board) {
      const [jobs, readAt] = await Promise.all([
        queueOf(board).getJobs(['waiting'], 0, mostNotes - 1, true),
        now(),
      ]);
      // One that was removed between the look at the list and the look at the job is not there.
      return jobs.flatMap((job): Note[] => {
        if (job === undefined || job === null) return [];
        // What another program left here is no note.
        const { at, note } = dataOf(job);
        if (typeof at !== 'number' || !isData(note)) return [];
        return [{ id: job.id ?? '', data: note, ageMs: Math.max(0, readAt - at) }];
      });
    },
    async remove(board, ids) {
      for (const id of ids) {
        written.delete(`${board}/${id}`);
        await queueOf(board).remove(id);
      }
    },
  };
}
