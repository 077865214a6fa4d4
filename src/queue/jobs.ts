import { AzlogError } from '../errors.ts';
import type { Batch, Cursor, DeadLetter, Json, Page, PageKind, Poll } from '../pipeline.ts';
import { pack, unpack } from './codec.ts';
import type { JobData } from './queue.ts';

/** Version of what jobs carry. A reader takes every version up to its own, so that a queue survives an upgrade. */
const version = 1;

export function pollToJob({ cursor, ...facts }: Poll): JobData {
  return { v: version, ...facts, cursor: cursor ?? null };
}

/**
 * The cursor is the source's own business, its version too.
 * @throws AzlogError JOB_VERSION when the job is not of this version or an older one; Error when it was not made by `pollToJob`.
 */
export function jobToPoll(data: JobData): Poll {
  expectVersion(data);
  const cursor = data['cursor'];
  return {
    chain: text(data, 'chain'),
    source: text(data, 'source'),
    number: number(data, 'number'),
    cursor: isCursor(cursor) ? cursor : undefined,
  };
}

export async function pageToJob(page: Page): Promise<JobData> {
  const { body, ...facts } = page;
  return { v: version, ...facts, body: await pack(body) };
}

/** @throws AzlogError JOB_VERSION when the job is not of this version or an older one; Error when it was not made by `pageToJob`. */
export async function jobToPage(data: JobData): Promise<Page> {
  expectVersion(data);
  return {
    kind: text(data, 'kind') as PageKind,
    id: text(data, 'id'),
    source: text(data, 'source'),
    rows: number(data, 'rows'),
    readAt: number(data, 'readAt'),
    body: await unpack(text(data, 'body')),
  };
}

export async function batchToJob(batch: Batch): Promise<JobData> {
  const { body, ...facts } = batch;
  return { v: version, ...facts, body: await pack(body) };
}

/** @throws AzlogError JOB_VERSION when the job is not of this version or an older one; Error when it was not made by `batchToJob`. */
export async function jobToBatch(data: JobData): Promise<Batch> {
  expectVersion(data);
  return {
    id: text(data, 'id'),
    source: text(data, 'source'),
    destination: text(data, 'destination'),
    messages: number(data, 'messages'),
    readAt: number(data, 'readAt'),
    oldest: number(data, 'oldest'),
    newest: number(data, 'newest'),
    body: await unpack(text(data, 'body')),
  };
}

/** The dead letters of one page travel as one job, and stay until an operator decides. */
export async function deadLettersToJob(letters: readonly DeadLetter[]): Promise<JobData> {
  return { v: version, count: letters.length, body: await pack(Buffer.from(JSON.stringify(letters))) };
}

/** @throws AzlogError JOB_VERSION when the job is not of this version or an older one; Error when it was not made by `deadLettersToJob`. */
export async function jobToDeadLetters(data: JobData): Promise<readonly DeadLetter[]> {
  expectVersion(data);
  const letters: unknown = JSON.parse(Buffer.from(await unpack(text(data, 'body'))).toString());
  if (!Array.isArray(letters)) throw new Error('dead letters: not a list');
  return letters;
}

function expectVersion(data: JobData): void {
  const found = data['v'];
  if (typeof found === 'number' && found >= 1 && found <= version) return;
  throw new AzlogError(
    'JOB_VERSION',
    `the job is of version ${JSON.stringify(found ?? null)}; this program reads up to ${version}: run the newer program, or empty the queue with the one that filled it`,
  );
}

function isCursor(value: Json | undefined): value is Cursor {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(data: JobData, field: string): string {
  const value: Json | undefined = data[field];
  if (typeof value === 'string') return value;
  throw new Error(`the job's field ${field} is not a text`);
}

function number(data: JobData, field: string): number {
  const value: Json | undefined = data[field];
  if (typeof value === 'number') return value;
  throw new Error(`the job's field ${field} is not a number`);
}
