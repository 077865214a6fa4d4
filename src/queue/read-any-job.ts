import { Job } from 'bullmq';

type Stored = Parameters<typeof Job.fromJSON>;

/** A job whose data is not JSON has none: BullMQ (6.7) would throw, and name no job. */
class AnyJob extends Job {
  static override fromJSON<T, R, N extends string>(
    queue: Stored[0],
    json: Stored[1],
    id?: Stored[2],
  ): Job<T, R, N> {
    try {
      return Job.fromJSON<T, R, N>(queue, json, id);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return Job.fromJSON<T, R, N>(queue, { ...json, data: 'null' }, id);
    }
  }
}

/**
 * Makes a queue or worker of BullMQ read whatever stands in its store as a job, so that one damaged job fails neither a
 * list of jobs nor the taking of the others. What is stored stays as it is.
 */
export function readAnyJob<T extends object>(reader: T): T {
  // The class of its jobs, which BullMQ leaves to subclasses.
  return Object.defineProperty(reader, 'Job', { value: AnyJob });
}
