import type { JobData } from './queue.ts';

/** The data of a stored job. What is no object is none: whoever reads it misses its version. */
export function dataOf(job: { readonly data: unknown }): JobData {
  return isData(job.data) ? job.data : {};
}

/** Whether a value of JSON is an object with names. */
export function isData(value: unknown): value is JobData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
