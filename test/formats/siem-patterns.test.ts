import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { presets } from '../../src/config/presets.ts';
import { createCef } from '../../src/formats/cef.ts';
import { createHeader } from '../../src/syslog/header.ts';
import { repositoryPath } from '../drift/generate.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { goldenCases, goldenEvent } from './golden-cases.ts';
import { sampleEvent } from './sample-event.ts';

/** The patterns by which a Splunk side reads messages, on every golden case as the preset writes it. */
const cef = createCef(presets.splunk.cef);
const header = createHeader({ format: 'rfc3164', facility: 16, appName: 'CEF', hostname: 'event' });

const cases = goldenCases().map((name) => {
  const event = goldenEvent(name);
  const message = cef.format(event, Number.POSITIVE_INFINITY);
  const { time, computer } = event;
  return { name, event, message, line: header({ time, computer, severity: 6 }) + message };
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

for (const { name, event, message, line } of cases) {
  const expected = Object.fromEntries(parseCef(message).extensions);

  test(`the guide's patterns for a TCP input of Splunk find time, host and pairs: ${name}`, () => {
    const prefix = new RegExp(setting('azlog:cef', 'TIME_PREFIX')).exec(line);
    assert.ok(prefix !== null);
    const behind = line.slice(prefix.index + prefix[0].length);
    const text = behind.slice(0, Number(setting('azlog:cef', 'MAX_TIMESTAMP_LOOKAHEAD')));
    const stamp = /^[A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d UTC/.exec(text)?.[0] ?? '';
    assert.equal(Date.parse(stamp), Math.floor(event.time / 1000) * 1000);
    const [, host] = new RegExp(setting('azlog-host', 'REGEX')).exec(line) ?? [];
    assert.equal(host, event.computer);
    assert.deepEqual(pairsBy(new RegExp(setting('azlog-pairs', 'REGEX'), 'g'), line), expected);
  });

  test(`the pattern of Splunk Connect for Syslog finds the pairs: ${name}`, () => {
    // What its parser looks for in the eighth field of a CEF message.
    const extension = message.slice(message.indexOf('|rt=') + 1);
    assert.deepEqual(pairsBy(/([^=\s]+)=((?:\\=|[^=])+)(?:\s|$)/g, extension), expected);
  });
}

test('what Elastic looks for first is the message, and its addresses are where source.ip is filled from', () => {
  const elastic = createCef(presets.elastic.cef);
  const event = sampleEvent(4624, {
    TargetUserName: 'x CEF:0|a|b|c|d|e|9|src=192.0.2.66',
    IpAddress: '2001:db8::7',
    IpPort: '50000',
  });
  const prefix = header({ time: event.time, computer: event.computer, severity: 6 });
  const line = prefix + elastic.format(event, presets.elastic.maxMessageBytes - prefix.length);
  // decode_cef takes the first one of a line, Logstash's codec the last.
  assert.deepEqual([line.indexOf('CEF:'), line.lastIndexOf('CEF:')], [prefix.length, prefix.length]);
  const { extensions } = parseCef(line.slice(prefix.length));
  assert.equal(new Map(extensions).get('src'), '2001:db8::7');
});
