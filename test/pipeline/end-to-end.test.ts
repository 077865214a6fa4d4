import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { type SyslogServer, startRsyslog } from '../support/rsyslog.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';
import { startSyslogNg } from '../support/syslog-ng.ts';
import { type Azlog, type Lab, minute, openLab, uidsIn, until } from './lab.ts';

/** Azurite, Redis, two pollers, two formatters, a sender, and four receivers over TLS with client certificates. */
suite('end to end through Redis, every stage a process', () => {
  let lab: Lab;
  let redis: TestRedis;
  const receivers = new Map<string, SyslogServer>();
  const stages: Azlog[] = [];
  before(async () => {
    [lab, redis] = await Promise.all([openLab(7), startRedis()]);
    const tls = { caFile: lab.certificates.caFile, server: lab.certificates.server };
    const folderOf = async (name: string): Promise<string> => {
      const folder = join(lab.folder, name);
      await mkdir(folder);
      return folder;
    };
    receivers.set('rsyslog-lf', await startRsyslog({ folder: await folderOf('rsyslog-lf'), tls }));
    receivers.set('rsyslog-octets', await startRsyslog({ folder: await folderOf('rsyslog-octets'), tls }));
    receivers.set('ng-lf', await startSyslogNg({ folder: await folderOf('ng-lf'), tls, framing: 'lf' }));
    receivers.set(
      'ng-octets',
      await startSyslogNg({ folder: await folderOf('ng-octets'), tls, framing: 'octet-counting' }),
    );
  });
  after(async () => {
    await lab.close();
    await Promise.all([...receivers.values()].map((receiver) => receiver.stop()));
    await redis.stop();
  });

  test('every row arrives once at each of them, late rows too, as correct CEF or LEEF', async (context) => {
    const { caFile, client } = lab.certificates;
    const destination = (name: string, more: object): object => ({
      name,
      type: 'syslog',
      host: '127.0.0.1',
      port: receivers.get(name)?.port,
      transport: 'tls',
      proofSeconds: 2,
      maxMessageBytes: 60_000,
      tls: { caFile, certFile: client.certFile, keyFile: client.keyFile },
      ...more,
    });
    const config = {
      queue: { url: redis.url },
      log: { level: 'debug' },
      sources: [lab.source()],
      destinations: [
        destination('rsyslog-lf', { preset: 'rsyslog', framing: 'lf' }),
        destination('rsyslog-octets', { preset: 'rsyslog', framing: 'octet-counting', format: 'leef' }),
        destination('ng-lf', { preset: 'syslog-ng', framing: 'lf', format: 'leef' }),
        destination('ng-octets', { preset: 'syslog-ng', framing: 'octet-counting' }),
      ],
    };
    const now = Date.now();
    // More than a page of 1,000 rows within one minute, and some history before it.
    const written = [
      ...(await lab.write(2_300, now - minute, now)),
      ...(await lab.write(700, now - 50 * minute, now - 2 * minute)),
    ];
    // So that all of it is stored longer ago than the settle time: history, of which nothing is late.
    await sleep(2_500);
    for (const stage of ['poller', 'poller', 'formatter', 'formatter', 'sender']) {
      stages.push(await lab.run(stage, config));
    }
    const all = async (): Promise<boolean> => {
      for (const receiver of receivers.values()) {
        if ((await uidsIn(receiver.messagesFile)).size < written.length) return false;
      }
      return true;
    };
    const counts = async (): Promise<string> => {
      const texts = await Promise.all(
        [...receivers].map(
          async ([name, { messagesFile }]) => `${name} ${(await uidsIn(messagesFile)).size}`,
        ),
      );
      return `${written.length} written; ${texts.join(', ')}; ${stages
        .map((stage) => stage.output())
        .join('\n')
        .slice(-3_000)}`;
    };
    await until('the first rows at every receiver', all, 60, counts);

    // Rows that land in minutes that were read long ago, and in the newest one.
    written.push(...(await lab.write(150, now - 90_000, now - minute)));
    written.push(...(await lab.write(150, now - 12 * minute, now - 5 * minute)));
    await until('the late rows at every receiver', all, 90, counts);

    const sender = stages.at(-1);
    await until(
      'all messages proven',
      async () => (await sender?.metric('azlog_messages_proven_total')) === written.length * 4,
      20,
    );
    let repeated = 0;
    for (const [name, receiver] of receivers) {
      const found = await uidsIn(receiver.messagesFile);
      const missing = written.filter((uid) => !found.has(uid));
      assert.deepEqual(missing, [], `${name}: missing`);
      for (const times of found.values()) repeated += times - 1;
      assert.equal(found.size, written.length, `${name}: strangers`);
    }
    // Nothing comes twice unless the sender had to send it again, which it counts: on a machine so busy that an orderly
    // close was held up in its midst.
    assert.equal(repeated, (await sender?.metric('azlog_messages_resent_total')) ?? 0);
    context.diagnostic(
      `${written.length} rows at each of ${receivers.size} receivers, ${repeated} sent again`,
    );

    const readers = await Promise.all(
      stages.slice(0, 2).map((poller) => poller.metric('azlog_rows_read_total')),
    );
    assert.equal(
      readers.reduce((a, b) => a + b),
      written.length,
      'no row was read by two pollers',
    );
    for (const stage of stages) {
      assert.equal((await fetch(`${stage.healthUrl}/readyz`)).status, 200);
      assert.equal((await fetch(`${stage.healthUrl}/livez`)).status, 200);
      assert.ok(!stage.output().includes(lab.azurite.accountKey), 'no key in the logs');
    }
  });

  test('each line is one message that a parser of the specification reads', async () => {
    let parsed = 0;
    for (const receiver of receivers.values()) {
      const lines = (await readFile(receiver.messagesFile, 'utf8')).split('\n').filter(Boolean);
      for (const line of lines) {
        const at = line.search(/CEF:|LEEF:/);
        assert.ok(at > 0, line);
        if (line.startsWith('CEF:', at)) assert.equal(parseCef(line.slice(at)).vendor, 'Microsoft');
        else assert.equal(parseLeef(line.slice(at)).version, '2.0');
        parsed++;
      }
    }
    assert.ok(parsed >= 4 * 3_300, `${parsed} lines`);
  });

  test('SIGTERM drains each process, which exits with 0', async () => {
    for (const stage of stages) {
      await stage.stop('SIGTERM');
      assert.match(stage.output(), /"msg":"stopped"[\s\S]*\[ended: 0\]$/);
    }
  });
});
