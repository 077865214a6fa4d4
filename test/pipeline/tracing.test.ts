import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { freePort } from '../support/free-port.ts';
import { type CollectedSpan, startCollector } from '../support/otlp-collector.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { type SyslogServer, startRsyslog } from '../support/rsyslog.ts';
import { type Lab, minute, openLab, uidsIn, until } from './lab.ts';

suite('traces', () => {
  let lab: Lab;
  let redis: TestRedis;
  let rsyslog: SyslogServer;
  let written: readonly string[];
  before(async () => {
    [lab, redis] = await Promise.all([openLab(5), startRedis()]);
    written = await lab.write(200, Date.now() - 3 * minute, Date.now() - minute);
  });
  after(async () => {
    await lab.close();
    await redis.stop();
  });

  let runs = 0;
  /** A configuration with a queue and a receiver of its own. */
  async function setUp(tracing: object) {
    const folder = join(lab.folder, `traces-${runs}`);
    await mkdir(folder);
    rsyslog = await startRsyslog({ folder });
    const siem = { name: 'siem', type: 'syslog', host: '127.0.0.1', transport: 'tcp', proofSeconds: 0.5 };
    return {
      queue: { url: `${redis.url}/${runs++}` },
      sources: [lab.source()],
      destinations: [{ ...siem, port: rsyslog.port, maxMessageBytes: 60_000 }],
      tracing,
    };
  }
  const delivered = async (): Promise<boolean> => {
    const uids = await uidsIn(rsyslog.messagesFile);
    return written.every((uid) => uids.has(uid));
  };

  test('lead from the read of a page through three processes to its proof, and hold no event and no secret', async (context) => {
    const collector = await startCollector();
    context.after(() => collector.close());
    const config = await setUp({ endpoint: collector.url });
    context.after(() => rsyslog.stop());
    const stages = ['poller', 'formatter', 'sender'];
    const processes = await Promise.all(stages.map((stage) => lab.run(stage, config)));
    await until('all rows', delivered, 60, () => processes.map((azlog) => azlog.output()).join('\n'));
    const whole = (): readonly CollectedSpan[][] => {
      const byTrace = Map.groupBy(collector.spans, ({ traceId }) => traceId);
      return [...byTrace.values()].filter((spans) =>
        spans.some(({ name }) => name === 'process batches.siem'),
      );
    };
    await until('a whole trace', () => whole().length > 0, 20);
    for (const azlog of processes) await azlog.stop();

    const [spans = []] = whole();
    const named = (name: string): CollectedSpan => {
      const span = spans.find((candidate) => candidate.name === name);
      assert.ok(span !== undefined, `${name} is missing in ${spans.map((other) => other.name).join(', ')}`);
      return span;
    };
    const way = [
      ['process polls', 'azlog-poller'],
      ['addBulkFlows', 'azlog-poller'],
      ['addNode pages', 'azlog-poller'],
      ['process pages', 'azlog-formatter'],
      ['addNode batches.siem', 'azlog-formatter'],
      ['process batches.siem', 'azlog-sender'],
    ] as const;
    for (const [name, service] of way) assert.equal(named(name).service, service);
    for (const [child, parent] of [
      ['addNode pages', 'addBulkFlows'],
      ['process pages', 'addNode pages'],
      ['process batches.siem', 'addNode batches.siem'],
    ] as const) {
      assert.equal(named(child).parentSpanId, named(parent).spanId, `${child} is below ${parent}`);
    }

    const polls = collector.spans.filter(({ name }) => name === 'process polls');
    assert.ok(polls.length > 1);
    assert.equal(new Set(polls.map(({ traceId }) => traceId)).size, polls.length, 'each poll is a trace');
    assert.ok(
      collector.spans.every(({ name }) => /^(process|addNode|addBulkFlows)/.test(name)),
      'nothing of what BullMQ does for itself',
    );
    const told = collector.bodies.join('\n');
    assert.ok(told.length > 1_000);
    for (const secret of [lab.azurite.accountKey, 'RawXml', 'CEF:0', ...written])
      assert.ok(!told.includes(secret), secret);
  });

  for (const [how, deaf] of [
    ['is away', false],
    ['does not answer', true],
  ] as const) {
    test(`a collector that ${how} hurts nothing, and is told of once; jobs of a process that traces are read by one that does not`, async (context) => {
      const collector = deaf ? await startCollector({ deaf }) : undefined;
      context.after(() => collector?.close());
      const endpoint = collector?.url ?? `http://127.0.0.1:${await freePort()}`;
      const config = await setUp({ endpoint });
      context.after(() => rsyslog.stop());
      // Each process prints what it loads of OpenTelemetry, but for the interfaces, which prom-client has a use for too.
      const hook = join(lab.folder, 'print-loads.mjs');
      await writeFile(
        hook,
        `import { registerHooks } from 'node:module';
registerHooks({ resolve(name, context, next) {
  if (/@opentelemetry.(?!api$)|bullmq-otel/.test(name)) process.stderr.write('loads ' + name + '\\n');
  return next(name, context);
} });`,
      );
      const env = { NODE_OPTIONS: `--import ${pathToFileURL(hook).href}` };
      const poller = await lab.run('poller', config, env);
      const rest = await Promise.all(
        ['formatter', 'sender'].map((stage) => lab.run(stage, { ...config, tracing: {} }, env)),
      );
      await until('all rows', delivered, 60, () => poller.output());
      const tellings = (): number => poller.output().split('"tracing: ').length - 1;
      await until(
        'the warning',
        () => tellings() > 0,
        40,
        () => poller.output(),
      );
      process.kill(poller.pid, 'SIGTERM');
      await until(
        'the end',
        () => poller.output().includes('[ended: 0]'),
        10,
        () => poller.output(),
      );
      assert.equal(tellings(), 1, poller.output());
      assert.match(poller.output(), /loads bullmq-otel/);
      for (const azlog of rest) {
        assert.doesNotMatch(azlog.output(), /loads /, 'a process that does not trace loads nothing for it');
        await azlog.stop();
      }
    });
  }
});
