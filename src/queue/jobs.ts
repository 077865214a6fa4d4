import type { Batch, DeadLetter, Json, Page, PageKind } from '../pipeline.ts';
import { pack, unpack } from './codec.ts';
import type { JobData } from './queue.ts';

/** Version of what jobs carry. A reader takes every version up to its own, so that a queue survives an upgrade. */
const version = 1;

export async function pageToJob(page: Page): Promise<JobData> {
  const { body, ...facts } = page;
  return { v: version, ...facts, body: await pack(body) };
}

/** @throws Error when the job was not made by `pageToJob` of this version or an older one. */
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

/** @throws Error when the job was not made by `batchToJob` of this version or an older one. */
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

/** @throws Error when the job was not made by `deadLettersToJob` of this version or an older one. */
export async function jobToDeadLetters(data: JobData): Promise<readonly DeadLetter[]> {
  expectVersion(data);
  const letters: unknown = JSON.parse(Buffer.from(await unpack(text(data, 'body'))).toString());
  if (!Array.isArray(letters)) throw new Error('dead letters: not a list');
  return letters;
}

function expectVersion(data: JobData): void {
  const found = data['v'];
  if (typeof found === 'number' && found >= 1 && found <= version) return;
  throw new Error(
    `the job is of version ${JSON.stringify(found ?? null)}; this program reads up to ${version}: run the newer program, or empty the queue with the one that filled it`,
  );
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
