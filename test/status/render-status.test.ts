import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf } from '../../src/status/columns.ts';
import { findProblems } from '../../src/status/find-problems.ts';
import { renderStatus } from '../../src/status/render-status.ts';
import type { Status } from '../../src/status/status.ts';

type Facts = Parameters<typeof findProblems>[0];

const calm: Facts = {
  v: 1,
  at: '2026-11-24T03:04:05.678Z',
  countsSince: null,
  queue: { backend: 'redis', bytes: 81_000_000, budgetBytes: 2 ** 31, pausedSeconds: null, dangers: [] },
  eventsPerSecond: 412,
  sources: [
    {
      name: 'vms',
      state: 'reading',
      lagSeconds: 3,
      lastReadSeconds: 2,
      failingSeconds: null,
      rows: 1_234_567,
      credentialState: 'valid',
      credentialEndsSeconds: null,
      credentialStartsSeconds: null,
      rowsPerSecond: 412,
      lastError: null,
    },
  ],
  queues: [
    { name: 'pages', jobs: 2, bytes: 190_000, oldestSeconds: 1 },
    { name: 'batches.siem', jobs: 812, bytes: 80_810_000, oldestSeconds: 12 },
  ],
  destinations: [
    {
      name: 'siem',
      state: 'delivering',
      awaySeconds: null,
      proven: 1_230_000,
      provenPerSecond: 405,
      unproven: 2_000,
      resent: 12,
      filtered: 0,
      senders: 2,
      failingSenders: 0,
      connected: 2,
      connects: 9,
      failures: 1,
      lastProvenSeconds: 1,
      lastError: null,
    },
  ],
  deadLetters: {
    pages: 0,
    pagesCounted: 0,
    byCode: [],
    rowsSinceStart: 0,
    rowsTotal: 0,
    newestSeconds: null,
  },
  processes: (['poller', 'formatter', 'sender'] as const).map((stage, index) => ({
    host: `azlog-${stage}`,
    pid: index + 1,
    version: '0.1.0',
    stages: [stage],
    state: 'running' as const,
    upSeconds: 7_800,
    seenSeconds: 2,
  })),
};
const [source] = calm.sources;
const [destination] = calm.destinations;
const render = (facts: Facts, columns = 80, colour = false): readonly string[] =>
  renderStatus(findProblems(facts), { columns, colour });

test('when all is well the table is this one, and fits a terminal of 80 by 24', () => {
  const lines = render(calm);
  assert.equal(
    `\n${lines.join('\n')}\n`,
    `
DELIVERING: 405 messages/s proven, reading 3 s behind              03:04:05 UTC

SOURCE              STATE          BEHIND    LAST READ   ROWS/S            ROWS
vms                 reading           3 s          2 s      412       1,234,567

QUEUE                                              JOBS       SIZE       OLDEST
pages                                                 2    186 KiB          1 s
batches.siem                                        812     77 MiB         12 s
budget 2.0 GiB: 4 % used

DESTINATION         STATE            PROVEN/S        PROVEN  UNPROVEN    RESENT
siem                delivering            405     1,230,000     2,000        12

DEAD LETTERS  none

PROCESS            STAGES                  VERSION           UP           STATE
azlog-poller 1     poller                  0.1.0     2 h 10 min         running
azlog-formatter 2  formatter               0.1.0     2 h 10 min         running
azlog-sender 3     sender                  0.1.0     2 h 10 min         running
`,
  );
  assert.ok(lines.length < 24);
});

test('what rules kept from a destination stands below the destinations', () => {
  const filtering = { ...(destination ?? assert.fail()), filtered: 45_678 };
  const lines = render({ ...calm, destinations: [filtering] });
  const at = lines.findIndex((line) => line.startsWith('siem  '));
  assert.equal(lines[at + 1], '  siem: 45,678 events filtered by rules');
});

/** All that can be wrong at once, with the largest numbers and the longest names. */
const troubled: Facts = {
  ...calm,
  queue: { backend: 'redis', bytes: 2 ** 42, budgetBytes: 2 ** 41, pausedSeconds: 90_061, dangers: [] },
  sources: Array.from({ length: 3 }, (_, index) => ({
    ...(source ?? assert.fail()),
    name: `contoso-production-and-all-the-rest-of-${index}`,
    state: (['failing', 'paused', 'stopped'] as const)[index] ?? 'reading',
    lagSeconds: 86_400 * 999 + 7_200,
    lastReadSeconds: 86_400 * 999,
    failingSeconds: index === 0 ? 86_400 * 999 : null,
    rows: 999_999_999_999,
    rowsPerSecond: 123_456,
    lastError: {
      secondsAgo: 86_399,
      host: 'host'.repeat(15),
      message: `\u001b[31m${'世界'.repeat(30)} ${'unbroken'.repeat(40)}`,
    },
  })),
  queues: [
    { name: 'pages', jobs: 999_999_999, bytes: 2 ** 49, oldestSeconds: 86_400 * 999 },
    { name: `batches.${'former-destination-'.repeat(2)}x`, jobs: 1, bytes: 1, oldestSeconds: null },
  ],
  destinations: [
    {
      ...(destination ?? assert.fail()),
      state: 'away',
      awaySeconds: 86_400 * 999 + 3_600,
      proven: 999_999_999_999,
      provenPerSecond: 9_999_999,
      unproven: 99_999_999,
      resent: 99_999_999,
      filtered: 999_999_999_999,
      lastError: { secondsAgo: 5, host: 'sender', message: 'refused' },
    },
  ],
  deadLetters: {
    pages: 123_456,
    pagesCounted: 50,
    byCode: ['ROW_UNREADABLE', 'XML_INVALID', 'EVENT_INCOMPLETE'].map((code) => ({ code, rows: 12_345_678 })),
    rowsSinceStart: 9,
    rowsTotal: 99_999,
    newestSeconds: 59,
  },
  processes: [
    {
      host: 'azlog-poller-5d4f8c7b9-x2x8z-and-so-on',
      pid: 4_194_304,
      version: '10.20.30-beta.1',
      stages: ['poller', 'formatter', 'sender'],
      state: 'gone',
      upSeconds: 86_400 * 999 + 3_600 * 23,
      seenSeconds: 86_400 * 99 + 3_600 * 23,
    },
  ],
};

test('no line is wider than the terminal, whatever the numbers and names, and none can act on it', () => {
  for (const columns of [40, 72, 80, 200]) {
    for (const line of render(troubled, columns)) {
      assert.ok(columnsOf(line) <= columns, `${columnsOf(line)} columns of ${columns}: ${line}`);
      assert.doesNotMatch(line, /\p{Cc}/u);
    }
  }
});

test('the first line is the gravest trouble, and the others follow it', () => {
  const lines = render(troubled);
  const kinds = findProblems(troubled).problems.map(({ kind }) => kind);
  assert.deepEqual(kinds, [
    'no-process',
    'destination-away',
    'source-failing',
    'reading-paused',
    'backlog-old',
    'unknown-destination',
    'dead-letters',
  ]);
  const text = lines.join('\n');
  assert.match(text, /^ATTENTION: no process runs the poller, formatter or sender;/);
  assert.match(text, /destination siem has accepted nothing for 999 d 1 h/);
  assert.match(text, /reading has been paused for 1 d 1 h: the queues are over budget/);
  assert.match(text, /budget 2\.0 TiB: 200 % used, paused for 1 d 1 h/);
  assert.match(
    text,
    /1 job for former-destination-former-destination-x, a destination that is\s+not\s+configured/,
  );
  assert.match(text, /^DEAD LETTERS {2}37,037,034 rows of 123,456 pages, counted in the oldest 50$/m);
  assert.match(text, /^ {2}newest 59 s ago; 99,999 rows set aside in total$/m);
  assert.match(text, /^siem +away 999 d 1 h +10M +1T +100M +100M$/m);
});

test('an error that is over is shown as such, for ten minutes', () => {
  const recovered = (secondsAgo: number): string =>
    render({
      ...calm,
      destinations: [
        { ...(destination ?? assert.fail()), lastError: { secondsAgo, host: 'h', message: 'refused' } },
      ],
    }).join('\n');
  assert.match(recovered(599), /^ {2}siem works again; last error 9 min ago at h: refused$/m);
  assert.doesNotMatch(recovered(600), /refused/);
});

test('a store that may evict what is queued is a problem, as all else is well', () => {
  const text = 'Redis may throw queued events away: maxmemory-policy is allkeys-lru; set it to noeviction';
  const { state, problems, summary } = findProblems({
    ...calm,
    queue: { ...calm.queue, dangers: [text] },
  });
  assert.equal(state, 'look');
  assert.equal(summary, text);
  assert.deepEqual(problems, [{ kind: 'queue-unsafe', name: '', text }]);
});

test('colour is only in what is coloured: without it the text is the same', () => {
  const plain = render(troubled);
  const coloured = render(troubled, 80, true);
  const colours = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
  assert.deepEqual(
    coloured.map((line) => line.replaceAll(colours, '')),
    plain,
  );
  assert.ok(coloured.some((line) => line.includes('\u001b[31m')));
});

test('one sender of several that cannot deliver wants to be looked at', () => {
  const { problems, state } = findProblems({
    ...calm,
    destinations: [{ ...(destination ?? assert.fail()), failingSenders: 1 }],
  });
  assert.equal(state, 'look');
  assert.deepEqual(problems, [
    { kind: 'sender-failing', name: 'siem', text: 'destination siem accepts nothing from 1 of 2 senders' },
  ]);
});

test('dead letters of long ago are shown, but are no news', () => {
  const status: Status = findProblems({
    ...calm,
    deadLetters: { ...troubled.deadLetters, newestSeconds: 3_601 },
  });
  assert.equal(status.state, 'delivering');
});
