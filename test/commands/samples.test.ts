import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { after, suite, test } from 'node:test';
import { explainCommand } from '../../src/commands/explain.ts';
import { formatCommand } from '../../src/commands/format.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Page } from '../../src/pipeline.ts';
import { formatPage } from '../../src/stages/formatter.ts';
import { outputsOf } from '../../src/stages/start-stages.ts';
import { selectRules } from '../../src/transforms/select-rules.ts';
import { hashOf } from '../../src/transforms/transforms.ts';
import { eventXml } from '../records/event-xml.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';

const key = 'k'.repeat(32);

function logon(user: string, id = 4624, processName = ''): string {
  const process = processName === '' ? '' : `<Data Name='ProcessName'>${processName}</Data>`;
  return eventXml({
    system: { EventID: `<EventID>${id}</EventID>` },
    data: `<EventData><Data Name='TargetUserName'>${user}</Data><Data Name='LogonType'>3</Data>${process}</EventData>`,
  });
}

/** As a production has it: none of its secrets and files is here. */
const secretless = {
  queue: {
    url: { file: '/no/such/url' },
    password: { env: 'NOT_SET' },
    caFile: '/no/such/ca.pem',
    serverName: 'q',
  },
  hashing: { key: { file: '/no/such/key' } },
  sources: [
    { name: 'vms', account: 'account', accountKey: { file: '/no/such/secret' } },
    { name: 'more', account: 'account', sas: { env: 'NOT_SET' } },
  ],
};
const splunk = {
  name: 'splunk',
  preset: 'sc4s',
  host: 'siem.example.com',
  tls: { caFile: '/no/such/ca.pem', certFile: '/no/such/cert.pem', keyFile: '/no/such/key.pem' },
};
const rules = [
  { name: 'no-machine-logons', exclude: { ids: [4624], fields: { TargetUserName: '*$' } } },
  { name: 'never', exclude: { ids: [1] } },
  { name: 'hide-users', redact: ['TargetUserName', 'System.UserID'] },
  { name: 'tag', add: { Site: 'Bern' } },
];

function collect(): Writable & { text: string } {
  const sink = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        sink.text += String(chunk);
        done();
      },
    }),
    { text: '' },
  );
  return sink;
}

suite('samples as a destination of a configuration gets them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'azlog-samples-'));
  after(() => rmSync(folder, { recursive: true }));
  const fileOf = (config: object): string => {
    const file = join(folder, 'azlog.json');
    writeFileSync(file, JSON.stringify(config));
    return file;
  };

  const format = async (config: object, input: string, options: object = {}, env = {}) => {
    const [output, errors] = [collect(), collect()];
    const choice = { preset: 'none', config: fileOf(config), ...options };
    const code = await formatCommand(choice, Readable.from([Buffer.from(input)]), output, errors, env);
    return { code, lines: output.text.split('\n').slice(0, -1), stderr: errors.text };
  };
  const explain = async (config: object, what: string, input = '', options: object = {}) => {
    const [output, errors] = [Object.assign(collect(), { isTTY: false }), collect()];
    const choice = { preset: 'none', config: fileOf(config), ...options };
    const code = await explainCommand(what, choice, Readable.from([Buffer.from(input)]), output, errors, {});
    return { code, stdout: output.text, stderr: errors.text };
  };

  test('format: the very bytes that the formatter makes, and what was filtered, by rule and line', async () => {
    const config = {
      ...secretless,
      destinations: [{ ...splunk, maxMessageBytes: 1_024, appName: 'AZ', decoding: 'raw' }],
      severities: [{ severity: 9, ids: [4624] }],
      transforms: rules,
    };
    const events = [
      logon('ada'),
      logon('pc1$'),
      // No rule shortens it: only the limit of the destination does.
      logon('ada', 4624, 'x'.repeat(3_000)),
      ...Array.from({ length: 12 }, () => logon('pc2$')),
    ];
    const { code, lines, stderr } = await format(config, events.join('\n'));
    assert.equal(code, 0);
    assert.equal(
      stderr,
      'rule "no-machine-logons" filtered 13 of 15 events: lines 2, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 3 more\nrule "never" filtered none of 15 events\n',
    );

    const loaded = loadConfig({ path: fileOf(config), env: {}, forSamples: true });
    const outputs = outputsOf(loaded).map((output) => ({
      ...output,
      rules: selectRules(loaded.transforms, loaded.hashing.key, output.destination, ['vms']),
    }));
    const value = events.map((RawXml) => ({ RawXml }));
    const page: Page = {
      form: 'table-rows',
      id: 'p',
      source: 'vms',
      rows: 15,
      readAt: 1,
      body: Buffer.from(JSON.stringify({ value })),
    };
    const [batch] = formatPage(page, outputs).batches;
    assert.equal(`${lines.join('\n')}\n`, Buffer.from(batch?.body ?? []).toString());

    const [, header, cef = ''] =
      /^(<\d+>.*? AZ )(CEF:.*)$/.exec(lines[0] ?? '') ?? /^(<\d+>.*?)(CEF:.*)$/.exec(lines[0] ?? '') ?? [];
    assert.ok(header !== undefined, lines[0]);
    const { severity, extensions } = parseCef(cef);
    assert.equal(severity, '9');
    assert.equal(extensions.get('duser'), '[redacted]');
    assert.equal(extensions.get('AzlogWinSite'), 'Bern');
    assert.equal(extensions.has('AzlogWinLogonTypeText'), false);
    for (const line of lines) assert.ok(Buffer.byteLength(line) <= 1_024, line);

    const bare = await format(config, logon('ada'), { header: false });
    assert.deepEqual(bare.lines, [cef]);
  });

  test('format: options of LEEF; the environment overrides a single destination', async () => {
    const config = {
      ...secretless,
      destinations: [{ name: 'siem', preset: 'qradar', host: 'h', leef: { delimiter: '^', version: '2.0' } }],
    };
    const { lines, stderr } = await format(config, logon('ada'), { header: false });
    assert.equal(stderr, '');
    assert.match(lines[0] ?? '', /^LEEF:2\.0\|/);
    assert.equal(parseLeef(lines[0] ?? '').attributes.get('usrName'), 'ada');
    assert.ok((lines[0] ?? '').includes('^usrName=ada^'));
    const json = await format(config, logon('ada'), { header: false }, { AZLOG_DESTINATION_FORMAT: 'json' });
    assert.match(json.lines[0] ?? '', /^\{"@timestamp"/);
    // A configuration that only the environment names is none unless somebody asks for it.
    const unasked = await format(
      config,
      logon('ada'),
      { config: undefined, format: 'cef' },
      { AZLOG_CONFIG: fileOf(config) },
    );
    assert.match(unasked.lines[0] ?? '', /^CEF:0/);
    const asked = await format(
      config,
      logon('ada'),
      { config: undefined, destination: 'siem' },
      { AZLOG_CONFIG: fileOf(config) },
    );
    assert.match(asked.lines[0] ?? '', /LEEF:2\.0\|/);
  });

  test('explain: the rules that change an event with the fields, and the rule that filters it', async () => {
    const config = { ...secretless, destinations: [splunk], transforms: rules };
    const { code, stdout, stderr } = await explain(
      config,
      '-',
      `${logon('ada')}\n${logon('pc1$')}\n${logon('pc1$', 4634)}\n`,
    );
    assert.equal(stderr, '');
    assert.equal(code, 0);
    const [first = '', filtered = '', third = '', ...others] = stdout.split(/^(?=Event \d+ of )/m);
    assert.deepEqual(others, []);
    assert.ok(
      first.includes(
        'Rules for the destination splunk\n\n  hide-users\n    changes TargetUserName, System.UserID\n  tag\n    adds Site\n\nFields of the event\n',
      ),
      first,
    );
    assert.ok(first.includes('TargetUserName = [redacted]\n    duser = [redacted]\n'), first);
    assert.ok(!first.includes('ada') && third.includes('[redacted]'), first);
    const { lines } = await format(config, logon('ada'));
    assert.ok(first.includes(`\n${lines[0]}\n`), first);
    assert.ok(
      filtered.endsWith(
        'Rules for the destination splunk\n\n  no-machine-logons\n    filters the event: splunk does not get it\n\nNo message  (event at line 2)\n\n',
      ),
      filtered,
    );
    const none = await explain({ ...config, transforms: rules.slice(0, 2) }, '-', logon('ada'));
    assert.ok(none.stdout.includes('  none changes or filters this event\n'), none.stdout);
  });

  test('explain of an id has the keys of the destination', async () => {
    const leef = { ...secretless, destinations: [{ name: 'siem', preset: 'qradar', host: 'h' }] };
    const { stdout, stderr } = await explain(leef, '4624');
    assert.equal(stderr, '');
    assert.ok(/^ {4}leef /m.test(stdout) && !/^ {4}cef /m.test(stdout), stdout);
  });

  test('a key is read where a rule hashes, and only there', async () => {
    const config = {
      ...secretless,
      destinations: [splunk],
      transforms: [{ name: 'pseudonyms', hash: ['TargetUserName'] }],
    };
    await assert.rejects(format(config, logon('ada')), {
      code: 'CONFIG_INVALID',
      message: /hashing\.key\n.*\/no\/such\/key/,
    });
    const { lines } = await format(
      { ...config, hashing: { key: { env: 'HASH_KEY' } } },
      logon('ada'),
      {},
      { HASH_KEY: key },
    );
    assert.ok((lines[0] ?? '').includes(`duser=${hashOf('ada', key)}`), lines[0]);
    await assert.rejects(format({ ...config, hashing: {} }, logon('ada')), {
      code: 'CONFIG_INVALID',
      message: /hashing\.key/,
    });
  });

  test('what leaves a choice, or fits nothing, is an error with the names', async () => {
    const config = {
      ...secretless,
      destinations: [
        { ...splunk, name: 'a' },
        { ...splunk, name: 'b', sources: ['more'] },
      ],
      transforms: [{ name: 'only-vms', sources: ['vms'], add: { From: 'vms' } }],
    };
    for (const [options, message] of [
      [{}, 'the configuration has 2 destinations: name one with --destination; there are: a, b'],
      [{ destination: 'c' }, 'there is no destination "c" in the configuration; there are: a, b'],
      [
        { destination: 'a' },
        'the rules for the destination "a" differ by source: name one with --source; there are: vms, more',
      ],
      [
        { destination: 'a', source: 'x' },
        'there is no source "x" in the configuration; there are: vms, more',
      ],
      [
        { destination: 'b', source: 'vms' },
        'the destination "b" accepts nothing from the source "vms"; its sources are: more',
      ],
    ] as const) {
      await assert.rejects(format(config, logon('ada'), options), { code: 'CONFIG_INVALID', message });
      await assert.rejects(explain(config, '-', logon('ada'), options), { code: 'CONFIG_INVALID', message });
    }
    const chosen = await format(config, logon('ada'), { destination: 'a', source: 'vms' });
    assert.match(chosen.lines[0] ?? '', /AzlogWinFrom=vms/);
    const other = await format(config, logon('ada'), { destination: 'b' });
    assert.doesNotMatch(other.lines[0] ?? '', /AzlogWinFrom/);
  });
});
