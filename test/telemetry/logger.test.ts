import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AzlogError } from '../../src/errors.ts';
import { createLogger, errorFields, type LoggerOptions } from '../../src/telemetry/logger.ts';

/** A logger and the lines that it wrote. */
function captured(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const destination = { write: (line: string): void => void lines.push(line) };
  return { log: createLogger({ level: 'info', stage: 'sender', destination, ...options }), lines };
}

test('one JSON line an entry: ISO time, level by name, stage, fields, message', () => {
  const { log, lines } = captured();
  log.debug('not told');
  log.info({ destination: 'siem', messages: 3 }, 'connected');
  assert.equal(lines.length, 1);
  assert.ok(lines[0]?.endsWith('}\n'));
  const { time, ...rest } = JSON.parse(lines[0] ?? '');
  assert.equal(new Date(time).toISOString(), time);
  assert.deepEqual(rest, {
    level: 'info',
    stage: 'sender',
    destination: 'siem',
    messages: 3,
    msg: 'connected',
  });
});

test('secrets are taken out of fields, messages, errors and child bindings', () => {
  const { log, lines } = captured({ secrets: ['zqSecret"value', 'zqS', 'abc'] });
  const leaks = [
    'Authorization: SharedKey contoso:zqKey==',
    'https://contoso.table.core.windows.net/T?sv=1&sig=zqSig%3D&se=2',
    'DefaultEndpointsProtocol=https;AccountName=x;AccountKey=zqAccount==;EndpointSuffix=y',
    'connect to redis://user:zqPass@host:6379 failed',
    'postgres://host/db?password=zqQuery',
  ];
  for (const leak of leaks) log.error({ error: new Error(leak), url: leak }, leak);
  log.info(
    {
      source: { accountKey: 'zqField', sas: 'zqField' },
      password: 'zqField',
      queue: { sentinelPassword: 'zqField' },
      a: { b: { keyPassphrase: 'zqField' } },
    },
    'x',
  );
  log.child({ connectionString: 'zqField' }).warn('abc zqSecret"value');
  const text = lines.join('');
  assert.equal(lines.length, leaks.length + 2);
  assert.ok(!text.includes('zq'), text);
  assert.ok(text.includes('contoso.table.core.windows.net'), 'the rest stays');
  assert.ok(text.includes('"msg":"abc (hidden)"'), 'values too short to be secrets stay');
  for (const line of lines) assert.equal(typeof JSON.parse(line), 'object');
});

test('errors: code, kind, message, cause; a stack only where nobody made them on purpose', () => {
  const cause = new Error('socket hang up');
  assert.deepEqual(errorFields(new AzlogError('SOURCE_THROTTLED', 'slower', { cause })), {
    code: 'SOURCE_THROTTLED',
    kind: 'retryable',
    message: 'slower',
    cause: 'socket hang up',
  });
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const { stack, ...fields } = errorFields(refused);
  assert.deepEqual(fields, { code: 'ECONNREFUSED', kind: 'retryable', message: 'connect ECONNREFUSED' });
  assert.match(stack ?? '', /logger\.test\.ts/);
  assert.equal(errorFields(Object.assign(new Error('x'), { code: 'row 17 of page 3' })).code, 'UNEXPECTED');
  const several = new AggregateError([new Error('::1 refused'), new Error('127.0.0.1 refused')]);
  assert.equal(errorFields(several).message, '::1 refused; 127.0.0.1 refused');
  assert.deepEqual(errorFields('thrown text'), {
    code: 'UNEXPECTED',
    kind: 'retryable',
    message: 'thrown text',
  });
  assert.deepEqual(errorFields(undefined), { code: 'UNEXPECTED', kind: 'retryable', message: 'undefined' });
});
