import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { presets } from '../../src/config/presets.ts';
import { createCef } from '../../src/formats/cef.ts';
import { createXml } from '../../src/formats/xml.ts';
import { createHeader } from '../../src/syslog/header.ts';
import { repositoryPath } from '../drift/repository-path.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { goldenCases, goldenEvent } from './golden-cases.ts';
import { sampleEvent } from './sample-event.ts';

/** The patterns by which a Splunk side reads messages, on every golden case as the preset writes it. */
const cef = createCef(presets.sc4s.cef);
const header = createHeader({ format: 'rfc3164', facility: 16, appName: 'CEF', hostname: 'event' });

const cases = goldenCases().map((name) => {
  const event = goldenEvent(name);
  const message = cef.format(event, Number.POSITIVE_INFINITY);
  return { name, event, message };
});

const guide = readFileSync(repositoryPath('docs/siem/splunk.md'), 'utf8').split('\n');

/** A setting of one of the configuration files in the guide. */
function setting(stanza: string, name: string): string {
  const start = guide.indexOf(`[${stanza}]`) + 1;
  assert.ok(start > 0, `[${stanza}]`);
  const end = guide.findIndex((line, index) => index >= start && /^(\[|```)/.test(line));
  const line = guide.slice(start, end).find((candidate) => candidate.startsWith(`${name} = `));
  assert.ok(line !== undefined, `${name} in [${stanza}]`);
  return line.slice(name.length + 3);
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 'r' ? '\r' : char));
}

function pairsBy(pattern: RegExp, text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(pattern)].map(([, key = '', value = '']) => [key, unescaped(value)]),
  );
}

const xml = createXml();

for (const { name, event, message } of cases) {
  const expected = Object.fromEntries(parseCef(message).extensions);

  test(`the guide's patterns for a TCP input of Splunk find time, source, host and uid: ${name}`, () => {
    const text = xml.format(event, presets.splunk.maxMessageBytes);
    const prefix = new RegExp(setting('azlog:xml', 'TIME_PREFIX')).exec(text);
    assert.ok(prefix !== null);
    const behind = text.slice(prefix.index + prefix[0].length);
    const window = behind.slice(0, Number(setting('azlog:xml', 'MAX_TIMESTAMP_LOOKAHEAD')));
    // %Y-%m-%dT%H:%M:%S.%6N, in UTC by TZ.
    const stamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}/.exec(window)?.[0] ?? '';
    assert.equal(Date.parse(`${stamp}Z`), event.time);
    const found = (stanza: string): string | undefined =>
      new RegExp(setting(stanza, 'REGEX')).exec(text.slice(0, 4_096))?.[1];
    assert.deepEqual([found('azlog-source'), found('azlog-host')], [event.channel, event.host]);
    const uid = new RegExp(setting('XmlWinEventLog', 'EXTRACT-azlog-uid')).exec(text);
    assert.equal(uid?.groups?.['AzlogUid'], event.uid);
    assert.equal(text.split(new RegExp(setting('azlog:xml', 'LINE_BREAKER'))).length, 1);
  });

  test(`the pattern of Splunk Connect for Syslog finds the pairs: ${name}`, () => {
    // What its parser looks for in the eighth field of a CEF message.
    const extension = message.slice(message.indexOf('|rt=') + 1);
    const pairs = pairsBy(/([^=\s]+)=((?:\\=|[^=])+)(?:\s|$)/g, extension);
    assert.deepEqual(pairs, expected);
    // It takes every key that ends so for the label of another key, and leaves it out.
    for (const key of Object.keys(pairs)) {
      if (key.endsWith('Label')) assert.ok(Object.hasOwn(pairs, key.slice(0, -'Label'.length)), key);
    }
  });
}

test('what Elastic looks for first is the message, and its addresses are where source.ip is filled from', () => {
  const elastic = createCef(presets.elastic.cef);
  const event = sampleEvent(4624, {
    TargetUserName: 'x CEF:0|a|b|c|d|e|9|src=192.0.2.66',
    IpAddress: '2001:db8::7',
    IpPort: '50000',
  });
  const prefix = header({ time: event.time, computer: event.host, severity: 6 });
  const line = prefix + elastic.format(event, presets.elastic.maxMessageBytes - prefix.length);
  // decode_cef takes the first one of a line, Logstash's codec the last.
  assert.deepEqual([line.indexOf('CEF:'), line.lastIndexOf('CEF:')], [prefix.length, prefix.length]);
  const { extensions } = parseCef(line.slice(prefix.length));
  assert.equal(new Map(extensions).get('src'), '2001:db8::7');
});

test('the message that the index of the guides shows is what we write', () => {
  const index = readFileSync(repositoryPath('docs/siem/README.md'), 'utf8');
  const shown = /```text\n(<134>[^`]+)```/
    .exec(index)?.[1]
    ?.trim()
    .replaceAll('\n', ' ')
    .replace('| rt=', '|rt=');
  const event = sampleEvent(
    4740,
    {
      TargetUserName: 'bob',
      TargetDomainName: 'WS042',
      TargetSid: 'S-1-5-21-1-2-3-1104',
      SubjectUserSid: 'S-1-5-18',
      SubjectUserName: 'DC01$',
      SubjectDomainName: 'CONTOSO',
      SubjectLogonId: '0x3e7',
    },
    {
      uid: 'mFP8d5d93oUN5mSkSPvKT5A_Qc8',
      time: Date.UTC(2026, 0, 31, 8),
      task: 13824,
      recordId: '4711',
      host: 'DC01.contoso.example',
      processId: 612,
      threadId: 3412,
    },
  );
  const prefix = header({ time: event.time, computer: event.host, severity: 6 });
  assert.equal(shown, prefix + cef.format(event, Number.POSITIVE_INFINITY));
});
