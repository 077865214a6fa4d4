import { AzlogError } from '../errors.ts';
import {
  type Batch,
  type Cursor,
  type DeadLetter,
  type Page,
  type PageForm,
  type Poll,
  pageForms,
} from '../pipeline.ts';
import { pack, unpack } from './codec.ts';
import { isData } from './data-of.ts';
import { invalidJob } from './invalid-job.ts';
import type { JobData } from './queue.ts';

/** Version of what jobs carry. A reader takes every version up to its own, so that a queue survives an upgrade. */
const version = 2;

export function pollToJob({ cursor, ...facts }: Poll): JobData {
  return { v: version, ...facts, cursor: cursor ?? null };
}

/**
 * The cursor is the source's own business, its version too.
 * @throws AzlogError JOB_VERSION for a job of a newer version, JOB_INVALID for one that `pollToJob` has not made.
 */
export function jobToPoll(data: JobData): Poll {
  expectVersion(data);
  return {
    chain: text(data, 'chain'),
    source: text(data, 'source'),
    // Polls of version 1 are of sources without parts.
    part: data['part'] === undefined ? '' : text(data, 'part'),
    number: count(data, 'number'),
    cursor: cursorOf(data),
  };
}

export async function pageToJob(page: Page): Promise<JobData> {
  const { body, rows, ...facts } = page;
  return { v: version, ...facts, rows: rows ?? null, body: await pack(body) };
}

/** @throws AzlogError JOB_VERSION for a page of a newer version or another form, JOB_INVALID for one that `pageToJob` has not made. */
export async function jobToPage(data: JobData): Promise<Page> {
  expectVersion(data);
  return {
    form: pageFormOf(data),
    id: text(data, 'id'),
    source: text(data, 'source'),
    rows: data['rows'] === null ? undefined : count(data, 'rows'),
    readAt: time(data, 'readAt'),
    body: await unpack(text(data, 'body')),
  };
}

export async function batchToJob(batch: Batch): Promise<JobData> {
  const { body, ...facts } = batch;
  return { v: version, ...facts, body: await pack(body) };
}

/** @throws AzlogError JOB_VERSION for a job of a newer version, JOB_INVALID for one that `batchToJob` has not made. */
export async function jobToBatch(data: JobData): Promise<Batch> {
  expectVersion(data);
  return {
    id: text(data, 'id'),
    source: text(data, 'source'),
    destination: text(data, 'destination'),
    messages: count(data, 'messages'),
    readAt: time(data, 'readAt'),
    oldest: time(data, 'oldest'),
    newest: time(data, 'newest'),
    body: await unpack(text(data, 'body')),
  };
}

/** The dead letters of one page travel as one job, and stay until an operator decides. */
export async function deadLettersToJob(letters: readonly DeadLetter[]): Promise<JobData> {
  return { v: version, count: letters.length, body: await pack(Buffer.from(JSON.stringify(letters))) };
}

/** @throws AzlogError JOB_VERSION for a job of a newer version, JOB_INVALID for one that `deadLettersToJob` has not made. */
export async function jobToDeadLetters(data: JobData): Promise<readonly DeadLetter[]> {
  expectVersion(data);
  const json = Buffer.from(await unpack(text(data, 'body'))).toString();
  let letters: unknown;
  try {
    letters = JSON.parse(json);
  } catch {
    throw invalidJob('the dead letters in its field "body" are not JSON');
  }
  if (!Array.isArray(letters) || !letters.every(isDeadLetter)) {
    throw invalidJob('its field "body" is not a list of dead letters');
  }
  return letters;
}

function expectVersion(data: JobData): void {
  const found = data['v'];
  if (typeof found === 'number' && Number.isInteger(found) && found >= 1 && found <= version) return;
  throw new AzlogError(
    'JOB_VERSION',
    `the job is of version ${JSON.stringify(found ?? null)}; this program reads up to ${version}: run the newer program, or empty the queue with the one that filled it`,
  );
}

function cursorOf(data: JobData): Cursor | undefined {
  const cursor = data['cursor'];
  if (cursor === null) return undefined;
  if (isData(cursor)) return cursor;
  // Without its cursor the source would be read from its start again.
  throw wrong(data, 'cursor', 'an object, or null');
}

/** Pages of version 1 have a kind instead, of which there was one. */
function pageFormOf(data: JobData): PageForm {
  const [field, known]: readonly [string, Readonly<Record<string, PageForm>>] =
    data['v'] === 1 ? ['kind', { 'wad-table': 'table-rows' }] : ['form', formsByName];
  const found = text(data, field);
  const form = Object.hasOwn(known, found) ? known[found] : undefined;
  if (form !== undefined) return form;
  throw new AzlogError(
    'JOB_VERSION',
    `the page is of the ${field} ${JSON.stringify(found.slice(0, 60))}; this program reads ${Object.keys(known).join(', ')}: run the newer program, or empty the queue with the one that filled it`,
  );
}

const formsByName: Readonly<Record<string, PageForm>> = Object.fromEntries(
  pageForms.map((form) => [form, form]),
);

function isDeadLetter(value: unknown): value is DeadLetter {
  if (typeof value !== 'object' || value === null || !('index' in value)) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return (
    typeof value.index === 'number' &&
    ['source', 'page', 'code', 'reason', 'row'].every((name) => typeof fields.get(name) === 'string')
  );
}

function text(data: JobData, field: string): string {
  const value = data[field];
  if (typeof value === 'string') return value;
  throw wrong(data, field, 'a text');
}

function count(data: JobData, field: string): number {
  const value = data[field];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw wrong(data, field, 'a whole number from 0');
}

function time(data: JobData, field: string): number {
  const value = data[field];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(data, field, 'a time in milliseconds since 1970');
}

/** Says the type of what was found, and not the value: it may be of an event. */
function wrong(data: JobData, field: string, expected: string): AzlogError {
  const value = data[field];
  const found =
    value === undefined
      ? 'is missing'
      : typeof value === 'number'
        ? `is ${value}`
        : `is ${value === null ? 'null' : Array.isArray(value) ? 'a list' : `of type ${typeof value}`}`;
  return invalidJob(`its field "${field}" ${found} (expected: ${expected})`);
}
