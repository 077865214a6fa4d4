import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { AzlogError } from '../../src/errors.ts';
import type { Batch, DeadLetter, Json, Page, Poll } from '../../src/pipeline.ts';
import { pack } from '../../src/queue/codec.ts';
import { dataOf } from '../../src/queue/data-of.ts';
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
  form: 'table-rows',
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
const first: Poll = { part: '', chain: 'vms.0123abcd', source: 'vms', number: 0, cursor: undefined };
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
      assert.equal(stored['v'], 2);
      const found: unknown = await read(stored);
      assert.deepEqual(plain(found), plain(expected));
    });

    for (const v of [3, 0, '1', undefined]) {
      test(`${name}: version ${JSON.stringify(v)} is refused, with what to do`, async () => {
        const { v: _, ...rest } = await made();
        const data: JobData = v === undefined ? rest : { ...rest, v };
        await assert.rejects(async () => await read(data), {
          code: 'JOB_VERSION',
          kind: 'retryable',
          message: `the job is of version ${JSON.stringify(v ?? null)}; this program reads up to 2: run the newer program, or empty the queue with the one that filled it`,
        });
      });
    }
  }

  test('a field that is missing or of another type is named, and its value is not told', async () => {
    const { rows: _, ...data } = await pageToJob(page);
    await assert.rejects(jobToPage(data), {
      code: 'JOB_INVALID',
      kind: 'retryable',
      message:
        'the job cannot be read: its field "rows" is missing (expected: a whole number from 0). It is damaged, or another program wrote it. It stays in its queue; restore it, or remove it there',
    });
    assert.throws(() => jobToPoll({ v: 1, source: 'vms', number: 1, cursor: null }), /"chain" is missing/);
    // A poll without its cursor would read its source from the start again.
    for (const [cursor, found] of [
      ['alice', 'is of type string'],
      [[5], 'is a list'],
      [undefined, 'is missing'],
    ] as const) {
      const { cursor: _, ...poll } = pollToJob(later);
      const job: JobData = cursor === undefined ? poll : { ...poll, cursor };
      assert.throws(() => jobToPoll(job), {
        code: 'JOB_INVALID',
        message: new RegExp(`"cursor" ${found} \\(exp`),
      });
    }
  });

  test('jobs of version 1 are read: a page has a kind instead of a form, and no poll has a part', async () => {
    const { form: _, ...facts } = await pageToJob(page);
    assert.deepEqual(plain(await jobToPage({ ...facts, v: 1, kind: 'wad-table' })), plain(page));
    await assert.rejects(jobToPage({ ...facts, v: 1, kind: 'table-rows' }), {
      code: 'JOB_VERSION',
      message: /of the kind "table-rows"; this program reads wad-table:/,
    });
    const { part: __, ...poll } = pollToJob(later);
    assert.deepEqual(jobToPoll({ ...poll, v: 1 }), later);
  });

  test('how many records a page has need not be known', async () => {
    const unknown: Page = { ...page, form: 'messages', rows: undefined };
    assert.deepEqual(plain(await jobToPage(await pageToJob(unknown))), plain(unknown));
  });

  test('a page of a form that this program does not know waits for one that does', async () => {
    const data = { ...(await pageToJob(page)), form: 'event-hub' };
    await assert.rejects(jobToPage(data), {
      code: 'JOB_VERSION',
      kind: 'retryable',
      message:
        'the page is of the form "event-hub"; this program reads table-rows, messages, json-lines, json-records: run the newer program, or empty the queue with the one that filled it',
    });
    for (const form of ['toString', '__proto__', '']) {
      await assert.rejects(jobToPage({ ...data, form }), { code: 'JOB_VERSION' });
    }
  });

  test('bytes that are packed in another way, damaged, cut off or longer than they say are refused', async () => {
    const data = await pageToJob(page);
    const body = String(data['body']);
    const gzip = `14.${gzipSync('{"value":[{}]}').toString('base64')}`;
    for (const [changed, code] of [
      [gzip, 'JOB_VERSION'],
      ['14.', 'JOB_VERSION'],
      [body.replace('14.', ''), 'JOB_VERSION'],
      [body.replace('14.', 'br14.'), 'JOB_VERSION'],
      [body.replace('14.', '13.'), 'JOB_INVALID'],
      [body.replace('14.', '15.'), 'JOB_INVALID'],
      [body.replace('14.', '9999999999.'), 'JOB_INVALID'],
      [body.slice(0, -6), 'JOB_INVALID'],
      [`${body.slice(0, 12)}AAAA${body.slice(16)}`, 'JOB_INVALID'],
    ] as const) {
      await assert.rejects(jobToPage({ ...data, body: changed }), { code }, changed);
    }
  });

  test('dead letters that are no list of them are refused', async () => {
    for (const content of ['', '{', '{}', '[5]', '[null]', '[{"index":0}]']) {
      const data = { v: 1, count: 1, body: await pack(Buffer.from(content)) };
      await assert.rejects(jobToDeadLetters(data), { code: 'JOB_INVALID' }, content);
    }
  });

  const changes: readonly (Json | undefined)[] = [undefined, null, true, -1, 1.5, 'x', [], {}, [{ v: 1 }]];
  for (const { name, made, read } of travellers) {
    test(`${name}: with any field of any other type it is read or refused by a code`, async () => {
      const data = await made();
      let refused = 0;
      for (const field of Object.keys(data)) {
        for (const change of changes) {
          const entries = Object.entries({ ...data, [field]: change }).filter(
            ([, value]) => value !== undefined,
          );
          try {
            await read(Object.fromEntries(entries) as JobData);
          } catch (error) {
            assert.ok(error instanceof AzlogError, `${field} as ${JSON.stringify(change)}: ${error}`);
            assert.match(error.code, /^JOB_(VERSION|INVALID)$/);
            refused++;
          }
        }
      }
      assert.ok(refused >= 2 * changes.length, String(refused));
    });
  }

  test('data that is no object has no version', () => {
    for (const data of [null, 'text', 5, [], undefined]) {
      assert.throws(() => jobToPoll(dataOf({ data })), { code: 'JOB_VERSION' });
    }
  });
});

/** Bytes of any class compare as bytes. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('body' in value)) return value;
  const { body } = value;
  return { ...value, body: body instanceof Uint8Array ? Buffer.from(body).toString('base64') : body };
}
