import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createReloads, keptOptions, reloadReason } from '../../src/commands/reloads.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';

const site = (more = ''): string =>
  `sources: [{ account: contoso, sas: sig=x }]\ndestinations: [{ name: siem, host: siem }]\n${more}`;

/** Reloads of a file, which the returned function writes, and what is logged of them. */
function reloading(t: TestContext, stop = new AbortController().signal) {
  const cwd = temporaryFolder(t, { 'azlog.yaml': site() });
  const load = (): Config => loadConfig({ env: {}, cwd });
  const lines: { level: string; msg: string; message?: string; options?: string[] }[] = [];
  const log = createLogger({
    level: 'info',
    stage: 'all',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  const reloads = createReloads(load, log, stop);
  const write = (content: string): void => writeFileSync(join(cwd, 'azlog.yaml'), content);
  return { reloads, first: load(), lines, write, cwd };
}

test('a valid configuration ends the round, and is the next one', (t) => {
  const { reloads, first, write } = reloading(t);
  const round = reloads.begin(first);
  write(site('log: { level: debug }\nqueue: { budget: 1GiB }\n'));
  assert.equal(round.aborted, false);
  reloads.request();
  assert.equal(round.aborted, true);
  assert.equal(round.reason, reloadReason);
  const next = reloads.next();
  assert.equal(next?.log.level, 'debug');
  assert.equal(next?.queue.budgetBytes, 2 ** 30);
  assert.equal(reloads.begin(next ?? first).aborted, false, 'a new round');
  assert.equal(reloads.next(), undefined);
});

test('one that cannot be used changes nothing, and every problem is logged', (t) => {
  const { reloads, first, write, lines } = reloading(t);
  const round = reloads.begin(first);
  write(site('log: { level: loud }\nhttp: { port: many }\n'));
  reloads.request();
  assert.equal(round.aborted, false);
  assert.equal(reloads.next(), undefined);
  const [line, ...more] = lines;
  assert.deepEqual(more, []);
  assert.equal(line?.level, 'error');
  assert.match(line?.msg ?? '', /the previous one stays in use/);
  for (const part of [/2 problems/, /log\.level/, /loud/, /http\.port/, /many/])
    assert.match(line?.message ?? '', part);
});

test('options that only a new process can use keep their value, and are named', (t) => {
  const { reloads, first, write, lines, cwd } = reloading(t);
  reloads.begin(first);
  write(
    site(`queue: { url: "embedded:${cwd}/other", prefix: "{b}", budget: 1GiB }
http: { host: 0.0.0.0, port: 9700 }
tracing: { endpoint: "http://collector:4318" }
log: { format: text, level: warn }
`),
  );
  reloads.request();
  const next = reloads.next();
  assert.deepEqual(next?.queue, { ...first.queue, budgetBytes: 2 ** 30 });
  assert.deepEqual(next?.http, first.http);
  assert.deepEqual(next?.tracing, first.tracing);
  assert.deepEqual(next?.log, { level: 'warn', format: 'auto' });
  const names = ['queue.url', 'queue.prefix', 'http.host', 'http.port', 'tracing.endpoint', 'log.format'];
  assert.deepEqual(lines[0]?.options, names);
  assert.equal(lines[0]?.level, 'warn');
  assert.deepEqual(next === undefined ? undefined : keptOptions(first, next), []);
});

test('while the program stops, nothing is read again', (t) => {
  const stop = new AbortController();
  const { reloads, first, lines } = reloading(t, stop.signal);
  reloads.begin(first);
  stop.abort();
  reloads.request();
  assert.equal(reloads.next(), undefined);
  assert.deepEqual(lines, []);
});
