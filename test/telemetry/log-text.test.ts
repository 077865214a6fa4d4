import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { AzlogError } from '../../src/errors.ts';
import { createLogger, errorFields, type LogStyle, logStyle } from '../../src/telemetry/logger.ts';
import { wantsColour } from '../../src/telemetry/wants-colour.ts';

/** What a logger writes in a style, with a fixed time. */
function written(style: LogStyle, secrets: readonly string[] = []) {
  let text = '';
  const destination = {
    write: (line: string): void => {
      text += line.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME');
    },
  };
  const log = createLogger({ level: 'info', stage: 'sender', style, secrets, destination });
  return { log, text: () => text };
}

test('an entry is one line: time, level, stage, message, the other fields', () => {
  const { log, text } = written('text');
  log.info(
    { destination: 'siem', messages: 3, stages: ['a', 'b'], note: 'two words', empty: '' },
    'connected',
  );
  assert.equal(
    text(),
    'TIME INFO  sender connected destination=siem messages=3 stages=["a","b"] note="two words" empty=""\n',
  );
});

test('an error has its message behind what is said, unless that has it already; a stack is indented', () => {
  const { log, text } = written('text');
  const error = new AzlogError('CONFIG_INVALID', 'two problems:\n\nfirst\n  second');
  log.error(errorFields(error), 'not started');
  assert.equal(
    text(),
    'TIME ERROR sender not started: two problems:\n    \n    first\n      second code=CONFIG_INVALID kind=config\n',
  );
  const again = written('text');
  again.log.warn({ message: 'refused' }, 'queue: away, reconnecting: refused');
  again.log.fatal({ message: 'x', stack: 'Error: x\n    at y' });
  assert.equal(
    again.text(),
    'TIME WARN  sender queue: away, reconnecting: refused\nTIME FATAL sender x\n    Error: x\n        at y\n',
  );
});

test('texts from elsewhere neither act on the terminal nor pose as an entry', () => {
  for (const style of ['text', 'coloured text'] as const) {
    const { log, text } = written(style);
    const evil = '\u001b[2J\u009b31m\u202e\r\nTIME ERROR sender forged\u0007';
    log.info({ [`name${evil}`]: 1, value: evil, message: evil, stack: evil }, evil);
    const bare = stripVTControlCharacters(text());
    assert.doesNotMatch(bare, /[^\P{C}\n]/u, JSON.stringify(bare));
    const lines = bare.trimEnd().split('\n');
    assert.equal(lines.filter((line) => line.startsWith('TIME')).length, 1, bare);
    if (style === 'text') assert.ok(!text().includes('\u001b'));
  }
});

test('secrets are hidden in text as they are in JSON', () => {
  const { log, text } = written('text', ['zqSecret"with quote']);
  log.error(new Error('redis://u:zqPassword@host refused'), 'value zqSecret"with quote');
  log.info({ url: 'https://h/?sig=zqSig', key: 'zqSecret"with quote', accountKey: 'zqKey' }, 'x');
  assert.ok(text().includes('(hidden)'));
  assert.ok(!text().includes('zq'), text());
});

test('colours are of level, time and fields, and nothing else', () => {
  const { log, text } = written('coloured text');
  log.warn({ a: 1 }, 'said');
  assert.equal(text(), '\u001b[2mTIME\u001b[0m \u001b[33mWARN \u001b[0m sender said \u001b[2ma=1\u001b[0m\n');
});

test('text on a terminal and JSON elsewhere, unless the configuration says; colours by terminal and environment', () => {
  const [terminal, file] = [{ isTTY: true }, {}];
  assert.equal(logStyle('auto', file, {}), 'json');
  assert.equal(logStyle('auto', terminal, {}), 'coloured text');
  assert.equal(logStyle('json', terminal, {}), 'json');
  assert.equal(logStyle('text', file, {}), 'text');
  assert.equal(logStyle('text', file, { FORCE_COLOR: '1' }), 'coloured text');
  assert.equal(logStyle('auto', terminal, { NO_COLOR: '1' }), 'text');
  const cases = [
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '' }, true, true],
    [{ NO_COLOR: '0' }, true, false],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '3', NO_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: 'false' }, true, false],
    [{ FORCE_COLOR: '' }, true, true],
  ] as const;
  for (const [env, isTerminal, wanted] of cases)
    assert.equal(wantsColour(env, isTerminal), wanted, JSON.stringify(env));
});
