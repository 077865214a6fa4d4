import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { jobToDeadLetters } from '../../src/queue/jobs.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import { freePort } from '../support/free-port.ts';
import { startReceiver } from '../support/receiver.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { startRsyslog } from '../support/rsyslog.ts';
import { type Lab, minute, openLab, uidsIn, until } from './lab.ts';

const main = join(import.meta.dirname, '../../src/main.ts');

/** What the person at the terminal, or behind the pager, gets to see. */
suite('the operator', () => {
  let lab: Lab;
  let redis: TestRedis;
  before(async () => {
    [lab, redis] = await Promise.all([openLab(3), startRedis()]);
  });
  after(async () => {
    await lab.close();
    await redis.stop();
  });
  let databases = 0;
  const queue = (): { url: string } => ({ url: `${redis.url}/${databases++}` });
  const siem = (more: object): object => ({
    name: 'siem',
    type: 'syslog',
    host: '127.0.0.1',
    transport: 'tcp',
    proofSeconds: 1,
    ...more,
  });

  test('is told every problem of a configuration at once, and the program exits with 78', async () => {
    const file = join(lab.folder, 'bad.yaml');
    await writeFile(
      file,
      'sources:\n  - { name: Vms, tabel: X, account: a }\ndestinations:\n  - { host: siem, port: many }\n',
    );
    const { status, stderr } = spawnSync(process.execPath, [main, 'run', '--config', file], {
      encoding: 'utf8',
    });
    assert.equal(status, 78);
    for (const part of [/bad\.yaml/, /tabel/, /did you mean/i, /port/, /many/, /Vms/])
      assert.match(stderr, part);
  });

  test('is told that the embedded queue cannot serve a single stage', async () => {
    const file = join(lab.folder, 'embedded.yaml');
    await writeFile(
      file,
      JSON.stringify({
        queue: { url: 'embedded:./q' },
        sources: [lab.source()],
        destinations: [siem({ port: 514 })],
      }),
    );
    const { status, stderr } = spawnSync(process.execPath, [main, 'run', 'sender', '-c', file], {
      encoding: 'utf8',
    });
    assert.equal(status, 78);
    assert.match(stderr, /embedded queue serves one process/);
  });

  test('sees a wrong key in the log and in /readyz, without the key', async () => {
    const wrong = Buffer.from('not the key of this account').toString('base64');
    const azlog = await lab.run('poller', {
      queue: queue(),
      sources: [lab.source({ accountKey: wrong })],
      destinations: [siem({ port: 514 })],
    });
    await until(
      'the refusal',
      () => azlog.output().includes('SOURCE_REFUSED'),
      20,
      () => azlog.output(),
    );
    const answer = await fetch(`${azlog.healthUrl}/readyz`);
    assert.equal(answer.status, 503);
    const text = await answer.text();
    assert.match(text, /source vms/);
    assert.match(text, /key/);
    assert.ok(!azlog.output().includes(wrong) && !text.includes(wrong));
    assert.equal((await fetch(`${azlog.healthUrl}/livez`)).status, 200);
    await azlog.stop();
  });

  test('sees why a destination takes nothing: refused, a CA that is not its own, an expired certificate', async (context) => {
    const { caFile, otherCaFile, server, expired, client } = lab.certificates;
    const written = await lab.write(50, Date.now() - minute, Date.now());
    const tls = { certFile: client.certFile, keyFile: client.keyFile };
    const folders = await Promise.all(
      ['wrong-ca', 'expired'].map(async (name) => {
        await mkdir(join(lab.folder, name));
        return join(lab.folder, name);
      }),
    );
    const ports: number[] = [];
    for (const [index, pair] of [server, expired].entries()) {
      const port = await freePort();
      ports.push(port);
      const receiver = await startReceiver({
        port,
        folder: folders[index] ?? '',
        tls: { cert: pair.certFile, key: pair.keyFile, ca: caFile },
      });
      context.after(() => receiver.kill());
    }
    const azlog = await lab.run('all', {
      queue: { url: `embedded:${join(lab.folder, 'reasons')}` },
      sources: [lab.source()],
      destinations: [
        siem({ name: 'refused', port: await freePort() }),
        siem({ name: 'wrong-ca', port: ports[0], transport: 'tls', tls: { ...tls, caFile: otherCaFile } }),
        siem({ name: 'expired', port: ports[1], transport: 'tls', tls: { ...tls, caFile } }),
      ],
    });
    const reasons = async (): Promise<Map<string, string>> => {
      const answer = (await (await fetch(`${azlog.healthUrl}/readyz`)).json()) as {
        checks: { name: string; ok: boolean; reason?: string }[];
      };
      return new Map(answer.checks.filter(({ ok }) => !ok).map(({ name, reason }) => [name, reason ?? '']));
    };
    await until(
      'three reasons',
      async () => (await reasons()).size === 3,
      30,
      async () => JSON.stringify([...(await reasons())]),
    );
    const found = await reasons();
    assert.match(found.get('destination refused') ?? '', /refused/);
    assert.match(found.get('destination wrong-ca') ?? '', /caFile|authority/);
    assert.match(found.get('destination expired') ?? '', /expired/);
    assert.equal(await azlog.metric('azlog_messages_proven_total'), 0);
    assert.ok(written.length > 0);
    await azlog.stop();
  });

  test('sees that reading pauses when a receiver is away and the queues are full, and that nothing is lost by it', async (context) => {
    const folder = join(lab.folder, 'paused');
    await mkdir(folder);
    const port = await freePort();
    const written = await lab.write(6_000, Date.now() - 10 * minute, Date.now() - minute);
    // So that all of it is stored longer ago than the settle time: history, of which nothing is late.
    await sleep(2_500);
    const begun = Date.now();
    const azlog = await lab.run('all', {
      queue: { ...queue(), budget: '1MiB' },
      sources: [lab.source({ name: 'history' })],
      destinations: ['a', 'b', 'c', 'd'].map((name) =>
        siem({ name, port, preset: 'rsyslog', maxMessageBytes: 60_000 }),
      ),
    });
    await until(
      'the pause',
      async () => (await azlog.metric('azlog_reading_paused')) === 1,
      30,
      () => azlog.output(),
    );
    assert.match(azlog.output(), /reading paused/);
    const since = await azlog.metric('azlog_reading_paused_since_timestamp_seconds');
    assert.ok(since * 1000 >= begun - 1_000 && since * 1000 <= Date.now(), `paused since ${since}`);
    const lag = await azlog.metric('azlog_source_lag_seconds');
    const waited = await azlog.metric('azlog_backlog_oldest_age_seconds');
    await until(
      'a lag that grows in the pause',
      async () => (await azlog.metric('azlog_source_lag_seconds')) >= lag + 3,
      20,
    );
    await until(
      'what waits to grow older',
      async () => (await azlog.metric('azlog_backlog_oldest_age_seconds')) > waited,
      20,
    );
    const read = await azlog.metric('azlog_rows_read_total');
    const rsyslog = await startRsyslog({ folder, port });
    context.after(() => rsyslog.stop());
    const received = async () => await uidsIn(rsyslog.messagesFile);
    const missing = async (): Promise<number> => {
      const uids = await received();
      return written.filter((uid) => (uids.get(uid) ?? 0) < 4).length;
    };
    await until(
      'all rows',
      async () => (await missing()) === 0,
      90,
      async () => `${await missing()} missing`,
    );
    assert.ok(read > 0);
    await until(
      'the proof of all, for each destination',
      async () => (await azlog.metric('azlog_messages_proven_total')) >= 4 * written.length,
      30,
    );
    // Reading may have paused several times on the way; with nothing left to deliver, the last pause ends.
    await until(
      'the end of the last pause',
      async () => (await azlog.metric('azlog_reading_paused')) === 0,
      10,
      () => azlog.output(),
    );
    assert.match(azlog.output(), /reading (goes on|resumed)/);
    assert.equal(await azlog.metric('azlog_reading_paused_since_timestamp_seconds'), 0);
    // A machine that is busy may not see that a receiver read all before it closed; then it sends again, and counts that.
    const arrived = [...(await received()).values()].reduce((sum, times) => sum + times, 0);
    const resent = await azlog.metric('azlog_messages_resent_total');
    // More than all of them where a batch was taken over because its lock could not be renewed in time.
    const proven = await azlog.metric('azlog_messages_proven_total');
    assert.ok(
      arrived >= 4 * written.length && arrived <= proven + resent,
      `${arrived} arrived of 4 × ${written.length}, ${proven} were proven, ${resent} sent again`,
    );
    await azlog.stop();
    await rsyslog.stop();
  });

  test('finds rows that cannot be used in the dead letters, with their reason, and the rest of their page delivered', async () => {
    const folder = join(lab.folder, 'dead-letters');
    await mkdir(folder);
    const rsyslog = await startRsyslog({ folder });
    const written = await lab.write(20, Date.now() - 2 * minute, Date.now() - minute);
    await lab.writeBroken(3, Date.now() - 2 * minute);
    const url = queue().url;
    const azlog = await lab.run('all', {
      queue: { url },
      sources: [lab.source({ name: 'broken', start: new Date(Date.now() - 5 * minute).toISOString() })],
      destinations: [siem({ port: rsyslog.port, maxMessageBytes: 60_000 })],
    });
    await until(
      'the dead letters',
      async () => (await azlog.metric('azlog_dead_letters_total')) === 3,
      30,
      () => azlog.output(),
    );
    await until(
      'the rest',
      async () => {
        const uids = await uidsIn(rsyslog.messagesFile);
        return written.every((uid) => uids.has(uid));
      },
      30,
    );
    assert.match(azlog.output(), /set aside in the dead letters/);
    await azlog.stop();
    await rsyslog.stop();

    const store = await openQueue({ url, prefix: '{azlog}' }, () => {});
    const letters = (
      await Promise.all((await store.list('dead-letters', 10)).map(({ data }) => jobToDeadLetters(data)))
    ).flat();
    await store.close();
    assert.equal(letters.length, 3);
    for (const letter of letters) {
      assert.equal(letter.source, 'broken');
      assert.equal(letter.code, 'XML_INVALID');
      assert.match(letter.row, /"RawXml":"<Event><System><\/Event>"/);
    }
  });

  test('sees that a destination that is away touches no other', async () => {
    const folder = join(lab.folder, 'other');
    await mkdir(folder);
    const rsyslog = await startRsyslog({ folder });
    const written = await lab.write(2_000, Date.now() - 3 * minute, Date.now() - minute);
    const azlog = await lab.run('all', {
      queue: queue(),
      sources: [lab.source({ name: 'two' })],
      destinations: [
        siem({ name: 'away', port: await freePort() }),
        siem({ name: 'there', port: rsyslog.port, maxMessageBytes: 60_000 }),
      ],
    });
    await until(
      'all rows at the one that is there',
      async () => {
        const uids = await uidsIn(rsyslog.messagesFile);
        return written.every((uid) => uids.has(uid));
      },
      60,
    );
    const text = await (await fetch(`${azlog.healthUrl}/readyz`)).text();
    assert.match(text, /destination away.*refused/);
    assert.match(text, /"destination there","ok":true/);
    await azlog.stop();
    await rsyslog.stop();
  });

  test('a second signal ends the program at once', async (context) => {
    const folder = join(lab.folder, 'stalled');
    await mkdir(folder);
    const port = await freePort();
    const receiver = await startReceiver({ port, folder });
    context.after(() => receiver.kill());
    receiver.tell('pause');
    const azlog = await lab.run('all', {
      queue: queue(),
      sources: [lab.source({ name: 'stalled' })],
      destinations: [siem({ port })],
      // Longer than any wait below: what ends it is the second signal.
      shutdown: { drainSeconds: 600 },
    });
    await until('unproven messages', async () => (await azlog.metric('azlog_unproven_messages')) > 0, 30);
    process.kill(azlog.pid, 'SIGTERM');
    await until('the drain', () => azlog.output().includes('stopping'), 5);
    process.kill(azlog.pid, 'SIGTERM');
    await until(
      'the end',
      () => azlog.output().includes('[ended: 143]'),
      3,
      () => azlog.output(),
    );
    assert.doesNotMatch(azlog.output(), /"msg":"stopped"/, 'without draining to the end');
  });
});
