import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configCheck } from '../../src/commands/config-check.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Page } from '../../src/pipeline.ts';
import { formatPage } from '../../src/stages/formatter.ts';
import { outputsOf } from '../../src/stages/start-stages.ts';
import { eventXml } from '../records/event-xml.ts';
import { problemsOf, temporaryFolder } from './temporary-folder.ts';

const rest = `sources:
  - { account: contoso, accountKey: a2V5 }
destinations:
  - { name: cef, type: stdout, header: rfc5424 }
  - { name: leef, type: stdout, format: leef, header: rfc3164 }
`;

test('a list is read; without one nothing is set', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `${rest}severities:
  - severity: 0
    ids: [4624, 5156-5159, "4656 - 4663"]
    provider: Microsoft-Windows-Security-Auditing
    channel: Security
    outcome: success
  - { severity: 10, ids: 1102 }
  - { severity: 6, ids: 4720-4767 }
`,
    'none.yaml': rest,
    'empty.yaml': `${rest}severities:\n`,
    'short.yaml': `${rest}severities: []\n`,
  });
  assert.deepEqual(loadConfig({ env: {}, cwd }).severities, [
    {
      severity: 0,
      ids: [
        { first: 4624, last: 4624 },
        { first: 5156, last: 5159 },
        { first: 4656, last: 4663 },
      ],
      provider: 'Microsoft-Windows-Security-Auditing',
      channel: 'Security',
      outcome: 'success',
    },
    { severity: 10, ids: [{ first: 1102, last: 1102 }] },
    { severity: 6, ids: [{ first: 4720, last: 4767 }] },
  ]);
  for (const path of ['none.yaml', 'empty.yaml', 'short.yaml']) {
    assert.deepEqual(loadConfig({ path, env: {}, cwd }).severities, [], path);
  }
  // Shown as a file would have it.
  const { stdout } = configCheck({ env: {}, cwd });
  assert.match(stdout, /ids:\s+- 4624\s+- 5156-5159\s+- 4656-4663\s/);
});

test('what cannot be used is told with place, field, value and what is allowed', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `${rest}severities:
  - { ids: [4624] }
  - { severity: 11, ids: [4625] }
  - { severity: 1.5, ids: [4625] }
  - severity: 5
    ids: [4624, 4663-4656, 65536, x, 4625]
  - { severity: 5, ids: [] }
  - { severity: 5, outcome: failed }
  - { severity: 5, provder: Contoso }
  - { severity: 5 }
  - 4624
  - { severity: 5, provider: " " }
  - { severity: 5, ids: -1 }
`,
    'map.yaml': `${rest}severities: { severity: 5, ids: 4624 }\n`,
  });
  const ids =
    'Allowed: event ids from 0 to 65,535 and ranges such as `4656-4663`, the smaller first: a list, or one alone.';
  assert.deepEqual(
    problemsOf(() => loadConfig({ env: {}, cwd })),
    [
      ['7:5', '[0].severity', 'it is not set', 'Set it to a whole number from 0 to 10.'],
      ['8:17', '[1].severity', '11 is not valid here', 'Allowed: a whole number, 0 to 10.'],
      ['9:17', '[2].severity', '1.5 is not valid here', 'Allowed: a whole number, 0 to 10.'],
      ['11:10', '[3].ids', '"4663-4656", 65536, "x" are not valid here', ids],
      ['12:25', '[4].ids', '[] is not valid here', ids],
      ['13:29', '[5].outcome', '"failed" is not valid here', 'Allowed: `success`, `failure`.'],
      [
        '14:5',
        '[6]',
        'every event matches it',
        'Set at least one of `ids`, `provider`, `channel`, `outcome`.',
      ],
      ['14:20', '[6].provder', 'there is no option `provder` here', 'Did you mean `provider`?'],
      [
        '15:5',
        '[7]',
        'every event matches it',
        'Set at least one of `ids`, `provider`, `channel`, `outcome`.',
      ],
      [
        '16:5',
        '[8]',
        'a single value is not valid here',
        'Write options of the severity, such as `- severity: …`.',
      ],
      [
        '17:30',
        '[9].provider',
        '" " is not valid here',
        'Allowed: the name of a provider as events have it, in one line.',
      ],
      ['18:25', '[10].ids', '-1 is not valid here', ids],
    ].map(([place, path, what, mend]) => `azlog.yaml:${place}  severities${path}\n    ${what}\n    ${mend}`),
  );
  assert.deepEqual(
    problemsOf(() => loadConfig({ path: 'map.yaml', env: {}, cwd })),
    [
      'map.yaml:6:13  severities\n    this is not a list\n    Write one entry for each severity, each beginning with `- `.',
    ],
  );
});

test('an entry that never decides is refused', (t) => {
  const listOf = (entries: string): string => `${rest}severities:\n${entries}`;
  const hidden = {
    sameId: '  - { severity: 1, ids: 4624 }\n  - { severity: 2, ids: 4624 }\n',
    withinRange: '  - { severity: 1, ids: [4600-4700] }\n  - { severity: 2, ids: [4656-4663, 4624] }\n',
    allIds: '  - { severity: 1, provider: contoso }\n  - { severity: 2, ids: [1, 2], provider: Contoso }\n',
    outcome: '  - { severity: 1, outcome: failure }\n  - { severity: 2, ids: [1], outcome: failure }\n',
  };
  const seen = {
    widerRange: '  - { severity: 1, ids: 4624 }\n  - { severity: 2, ids: [4624-4625] }\n',
    noIds: '  - { severity: 1, ids: 4624 }\n  - { severity: 2, provider: Contoso }\n',
    otherProvider:
      '  - { severity: 1, ids: 1, provider: A }\n  - { severity: 2, ids: 1, provider: B }\n  - { severity: 3, ids: 1 }\n',
    channel: '  - { severity: 1, ids: 1, channel: A }\n  - { severity: 2, ids: 1 }\n',
    outcome: '  - { severity: 1, ids: 1, outcome: failure }\n  - { severity: 2, ids: 1, outcome: success }\n',
  };
  for (const [name, entries] of Object.entries(hidden)) {
    const cwd = temporaryFolder(t, { 'azlog.yaml': listOf(entries) });
    assert.deepEqual(
      problemsOf(() => loadConfig({ env: {}, cwd })),
      [
        'azlog.yaml:8:5  severities[1]\n    it never applies: all its events match severities[0], and the first entry ' +
          'that matches applies\n    Put it before severities[0], or remove it.',
      ],
      name,
    );
  }
  for (const [name, entries] of Object.entries(seen)) {
    const cwd = temporaryFolder(t, { 'azlog.yaml': listOf(entries) });
    assert.ok(loadConfig({ env: {}, cwd }).severities.length >= 2, name);
  }
});

/** Severities of one event as the messages of all destinations have them: of the syslog header, then of the message. */
function written(config: Config, system: Readonly<Record<string, string>>): readonly unknown[] {
  const row = { PartitionKey: '0639075000000000000', RowKey: 'one', RawXml: eventXml({ system }) };
  const page: Page = {
    id: 'p1',
    form: 'table-rows',
    source: 'azure',
    rows: 1,
    readAt: 5,
    body: Buffer.from(JSON.stringify({ value: [row] })),
  };
  const { batches } = formatPage(page, outputsOf(config));
  return batches.map(({ body }) => {
    const message = Buffer.from(body).toString('utf8');
    const priority = Number(/^<(\d+)>/.exec(message)?.[1]);
    const severity = /CEF:0\|(?:[^|]*\|){5}(\d+)\|/.exec(message) ?? /[\t^]sev=(\d+)/.exec(message);
    return [priority % 8, Number(severity?.[1])];
  });
}

test('what the file sets is in the messages and in their syslog headers', (t) => {
  const cwd = temporaryFolder(t, {
    'azlog.yaml': `${rest}severities:
  - { severity: 10, ids: 4624, provider: microsoft-windows-security-auditing, outcome: success }
  - { severity: 0, ids: [4630-4639] }
`,
    'none.yaml': rest,
  });
  const set = loadConfig({ env: {}, cwd });
  const unset = loadConfig({ path: 'none.yaml', env: {}, cwd });
  const of = (id: number, keywords = '0x8020000000000000'): Readonly<Record<string, string>> => ({
    EventID: `<EventID>${id}</EventID>`,
    Keywords: `<Keywords>${keywords}</Keywords>`,
  });
  const same = (header: number, message: number): readonly unknown[] => [
    [header, message],
    [header, message],
  ];
  assert.deepEqual(written(unset, of(4624)), same(6, 2));
  assert.deepEqual(written(set, of(4624)), same(2, 10));
  // LEEF begins at 1.
  assert.deepEqual(written(set, of(4634)), [
    [7, 0],
    [7, 1],
  ]);
  assert.deepEqual(written(set, of(4624, '0x8010000000000000')), same(4, 5));
  assert.deepEqual(written(set, of(4719)), same(3, 8));
});
