import { AzlogError } from '../errors.ts';

/**
 * An error for a job that does not have the form of its version. It is tried again, with ever longer pauses: whatever it
 * is, it may not be dropped.
 * @param what in words that go on from "the job cannot be read:", without anything of an event
 */
export function invalidJob(what: string): AzlogError {
  return new AzlogError(
    'JOB_INVALID',
    `the job cannot be read: ${what}. It is damaged, or another program wrote it. It stays in its queue; restore it, or remove it there`,
  );
}
