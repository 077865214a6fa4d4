import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Batch, DeadLetter, Page, Poll } from '../../src/pipeline.ts';
import {
  batchToJob,
  deadLettersToJob,
  jobToBatch,
  jobToDeadLetters,
  jobToPage,
  jobToPoll,
  pageToJob,
  pollToJob,
} from '../../src/queue/jobs.ts';
import type { JobData } from '../../src/queue/queue.ts';

const page: Page = {
  kind: 'wad-table',
  id: 'vms.0.0-1',
  source: 'vms',
  rows: 1,
  readAt: 1_700_000_000_000,
  body: Buffer.from('{"value":[{}]}'),
};
const batch: Batch = {
  id: 'vms.0.0-1.siem',
  source: 'vms',
  destination: 'siem',
  messages: 1,
  readAt: 1_700_000_000_000,
  oldest: 1,
  newest: 2,
  body: Buffer.from('CEF:0|…\n'),
};
const letter: DeadLetter = {
  source: 'vms',
  page: 'p',
  index: 0,
  code: 'XML_INVALID',
  reason: 'r',
  row: '{}',
};
const first: Poll = { chain: 'vms.0123abcd', source: 'vms', number: 0, cursor: undefined };
const later: Poll = { ...first, number: 7, cursor: { v: 1, clock: 5 } };

/** What travels, as it comes back. */
const travellers = [
  { name: 'page', made: () => pageToJob(page), read: jobToPage, expected: page },
  { name: 'batch', made: () => batchToJob(batch), read: jobToBatch, expected: batch },
  {
    name: 'dead letters',
    made: () => deadLettersToJob([letter]),
    read: jobToDeadLetters,
    expected: [letter],
  },
  { name: 'first poll', made: async () => pollToJob(first), read: jobToPoll, expected: first },
  { name: 'later poll', made: async () => pollToJob(later), read: jobToPoll, expected: later },
] as const;

suite('job data', () => {
  for (const { name, made, read, expected } of travellers) {
    test(`${name}: comes back as it was, through JSON`, async () => {
      const stored: JobData = JSON.parse(JSON.stringify(await made()));
      assert.equal(stored['v'], 1);
      const found: unknown = await read(stored);
      assert.deepEqual(plain(found), plain(expected));
    });

    for (const v of [2, 0, '1', undefined]) {
      test(`${name}: version ${JSON.stringify(v)} is refused, with what to do`, async () => {
        const { v: _, ...rest } = await made();
        const data: JobData = v === undefined ? rest : { ...rest, v };
        await assert.rejects(async () => await read(data), {
          code: 'JOB_VERSION',
          kind: 'retryable',
          message: `the job is of version ${JSON.stringify(v ?? null)}; this program reads up to 1: run the newer program, or empty the queue with the one that filled it`,
        });
      });
    }
  }

  test('a field that is missing is named', async () => {
    const { rows: _, ...data } = await pageToJob(page);
    await assert.rejects(jobToPage(data), { message: "the job's field rows is not a number" });
    assert.throws(() => jobToPoll({ v: 1, source: 'vms', number: 1, cursor: null }), {
      message: "the job's field chain is not a text",
    });
  });
});

/** Bytes of any class compare as bytes. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('body' in value)) return value;
  const { body } = value;
  return { ...value, body: body instanceof Uint8Array ? Buffer.from(body).toString('base64') : body };
}
