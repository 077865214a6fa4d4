import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecordGenerator, findRecordId, toMessages } from '../../lab/azure/azure-records.ts';

const time = Date.UTC(2026, 2, 1, 9);

test('the same seed and times give the same records, each with an id of its own', () => {
  const make = (seed: number) => {
    const generator = createRecordGenerator({ seed });
    return Array.from({ length: 500 }, (_, index) => generator.next(time + index));
  };
  assert.deepEqual(make(7), make(7));
  assert.notDeepEqual(make(7), make(8));
  const made = make(7);
  assert.equal(new Set(made.map(({ id }) => id)).size, 500);
  for (const { record, id } of made) assert.equal(findRecordId(JSON.stringify(record)), id);
  assert.equal(new Set(made.map(({ stream }) => stream)).size, 7);
});

test('only records of the streams that were asked for are made', () => {
  const generator = createRecordGenerator({ seed: 1, streams: ['insights-logs-auditevent'] });
  for (let i = 0; i < 20; i++) assert.equal(generator.next(time).record['category'], 'AuditEvent');
});

test('messages hold all records in order and keep within their size', () => {
  const generator = createRecordGenerator({ seed: 3 });
  const made = Array.from({ length: 300 }, (_, index) => generator.next(time + index));
  const messages = toMessages(made, 50_000);
  assert.ok(messages.length > 3, String(messages.length));
  for (const message of messages) assert.ok(Buffer.byteLength(message) <= 50_100, String(message.length));
  const records = messages.flatMap((message): unknown[] => JSON.parse(message).records);
  assert.deepEqual(
    records,
    made.map(({ record }) => JSON.parse(JSON.stringify(record))),
  );
});
