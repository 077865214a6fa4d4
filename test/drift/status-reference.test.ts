import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openQueue } from '../../src/queue/open-queue.ts';
import { collectStatus } from '../../src/status/collect-status.ts';
import type { Problem, Status } from '../../src/status/status.ts';
import { repositoryPath } from './repository-path.ts';

const text = readFileSync(repositoryPath('docs/status.md'), 'utf8');

/** Names of all fields, however deep. */
function fieldsOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsOf(inner)]);
}

test('every field of the status in JSON is in its document', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'azlog-status-'));
  const queue = await openQueue({ url: `embedded:${folder}`, prefix: '' }, () => {});
  t.after(async () => {
    await queue.close();
    await rm(folder, { recursive: true, force: true });
  });
  const lastError = { ageMs: 1, message: 'm' };
  await queue.notes.write('reports', 'host.1', {
    v: 1,
    host: 'host',
    pid: 1,
    version: '0',
    stages: ['poller', 'formatter', 'sender'],
    upMs: 1,
    state: 'running',
    sources: [
      { name: 's', rows: 1, rowsPerSecond: 1, lagSeconds: 1, lastReadMs: 1, failingMs: 1, lastError },
    ],
    destinations: [
      {
        name: 'd',
        proven: 1,
        provenPerSecond: 1,
        unproven: 1,
        resent: 1,
        connected: true,
        connects: 1,
        failures: 1,
        lastProvenMs: 1,
        failingMs: 1,
        lastError,
      },
    ],
    formatter: {
      events: 1,
      eventsPerSecond: 1,
      deadLetters: [{ code: 'C', rows: 1, ageMs: 1 }],
      filtered: [{ destination: 'd', events: 1 }],
    },
    reading: { budgetBytes: 1, pausedMs: 1 },
  });
  const status = await collectStatus(queue, { sources: [], destinations: [], budgetBytes: 1 });
  const fields = new Set(
    fieldsOf({ ...status, deadLetters: { ...status.deadLetters, byCode: [{ code: 'C', rows: 1 }] } }),
  );
  assert.ok(fields.size > 40, `${fields.size} fields`);
  for (const field of fields) assert.ok(text.includes(`\`${field}\``), `${field} is in docs/status.md`);
});

test('every kind of problem and every state is in the document', () => {
  const kinds: Record<Problem['kind'], true> = {
    'queue-unreachable': true,
    'queue-unsafe': true,
    'no-process': true,
    'destination-away': true,
    'sender-failing': true,
    'source-failing': true,
    'source-lagging': true,
    'source-credential': true,
    'reading-paused': true,
    'backlog-old': true,
    'unknown-destination': true,
    'dead-letters': true,
  };
  const states: Record<
    | Status['state']
    | Status['sources'][number]['state']
    | Status['destinations'][number]['state']
    | Status['processes'][number]['state'],
    true
  > = {
    delivering: true,
    look: true,
    reading: true,
    failing: true,
    paused: true,
    waiting: true,
    stopped: true,
    idle: true,
    away: true,
    running: true,
    stopping: true,
    gone: true,
  };
  for (const word of [...Object.keys(kinds), ...Object.keys(states)])
    assert.ok(text.includes(`\`${word}\``), `${word} is in docs/status.md`);
});
