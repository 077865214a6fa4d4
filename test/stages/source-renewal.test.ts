import assert from 'node:assert/strict';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AzureNamedKeyCredential,
  generateAccountSas,
  generateTableSas,
  TableClient,
} from '@azure/data-tables';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/load-config.ts';
import { secretsOf } from '../../src/config/mask-config.ts';
import { queueNames } from '../../src/pipeline.ts';
import { jobToPage } from '../../src/queue/jobs.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { followSecrets } from '../../src/stages/live-secrets.ts';
import { startStages } from '../../src/stages/start-stages.ts';
import { createKnownSecrets } from '../../src/telemetry/known-secrets.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';
import { type Azurite, startAzurite } from '../support/azurite.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { createWadWriter, rowKeysOf } from '../support/wad-writer.ts';

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

suite('a source whose secret is replaced while it is read', () => {
  let azurite: Azurite;
  let redis: TestRedis;
  let tables = 0;

  before(async () => {
    [azurite, redis] = await Promise.all([startAzurite(), startRedis()]);
  });
  after(async () => {
    await Promise.all([azurite.stop(), redis.stop()]);
  });

  const key = () => new AzureNamedKeyCredential(azurite.account, azurite.accountKey);

  async function newTable() {
    tables += 1;
    const writer = createWadWriter(azurite, `Renewal${process.pid}n${tables}`);
    await writer.createTable();
    const client = new TableClient(azurite.endpoint, writer.table, key(), { allowInsecureConnection: true });
    let written: readonly string[] = [];
    return {
      table: writer.table,
      /** A SAS by a stored access policy, which `revoke` takes away with all others. */
      async signedByPolicy(id: string): Promise<string> {
        const hour = 3_600_000;
        const [start, expiry] = [new Date(Date.now() - hour), new Date(Date.now() + hour)];
        await client.setAccessPolicy([{ id, accessPolicy: { start, expiry, permission: 'r' } }]);
        return generateTableSas(writer.table, key(), { identifier: id });
      },
      revoke: () => client.setAccessPolicy([]),
      async write(rows: number): Promise<void> {
        const time = Date.now() - 120_000;
        written = [...written, ...(await writer.write(Array.from({ length: rows }, () => ({ time }))))];
      },
      written: () => written.toSorted(),
    };
  }

  /** The poller of the program, in this process, with its log and what it has put into the queue. */
  async function start(t: TestContext, folder: string, source: object) {
    const prefix = `{azlog${tables}}`;
    const queue = await openQueue({ url: redis.url, prefix }, () => {});
    const ends: (() => void | Promise<void>)[] = [() => queue.close()];
    t.after(async () => {
      for (const end of ends.toReversed()) await end();
    });
    writeFileSync(
      join(folder, 'azlog.yaml'),
      stringify({
        queue: { url: redis.url },
        sources: [{ name: 'vms', start: 'beginning', pollSeconds: 0.2, settleSeconds: 1, ...source }],
        destinations: [{ host: 'siem.invalid', transport: 'tcp' }],
      }),
    );
    const config = loadConfig({ cwd: folder, env: {}, stages: ['poller'] });
    const known = createKnownSecrets(secretsOf(config));
    const lines: Line[] = [];
    const texts: string[] = [];
    const log = createLogger({
      level: 'info',
      stage: 'poller',
      secrets: known,
      destination: {
        write(text) {
          texts.push(text);
          lines.push(JSON.parse(text));
        },
      },
    });
    const metrics = createMetrics({ processMetrics: false });
    const secrets = followSecrets(config, { log, known, everyMs: 100 });
    ends.push(() => secrets.close());
    const [poller] = await startStages(['poller'], config, { queue, log, metrics, secrets });
    ends.push(() => poller?.close(Date.now()));
    return {
      log,
      lines,
      texts,
      rows: () => rowsIn(queue),
      failing: () => poller?.activity()[0]?.failingSince !== undefined,
      expiry: async () => (await metrics.credentialExpiry.get()).values,
      failures: async () =>
        (await metrics.sourceErrors.get()).values.reduce((sum, { value }) => sum + value, 0),
    };
  }

  async function rowsIn(queue: JobQueue): Promise<readonly string[]> {
    const jobs = await queue.list(queueNames.pages, 1_000);
    const pages = await Promise.all(jobs.map(({ data }) => jobToPage(data)));
    return pages.flatMap(({ body }) => rowKeysOf(body)).toSorted();
  }

  async function until(
    what: string,
    done: () => boolean | Promise<boolean>,
    progress: () => unknown,
  ): Promise<void> {
    for (let looks = 0; !(await done()); looks += 1) {
      if (looks > 1_200) throw new Error(`${what}: not in two minutes. ${JSON.stringify(progress())}`);
      await sleep(100);
    }
  }

  test('a revoked SAS stops reading, an empty file changes nothing, a new one resumes it with nothing missing', async (t) => {
    const table = await newTable();
    // As Kubernetes mounts a Secret: each file is a link into ..data, which is swapped.
    const folder = temporaryFolder(t, { '..1/sas': await table.signedByPolicy('first') });
    symlinkSync('..1', join(folder, '..data'));
    symlinkSync(join('..data', 'sas'), join(folder, 'sas'));
    const swap = (version: string, content: string): void => {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'sas'), content);
      symlinkSync(version, join(folder, '..new'));
      renameSync(join(folder, '..new'), join(folder, '..data'));
    };
    await table.write(30);
    const poller = await start(t, folder, {
      endpoint: azurite.endpoint,
      table: table.table,
      sas: { file: 'sas' },
    });
    const said = (text: string) => poller.lines.filter(({ msg }) => msg.includes(text));
    const all = async () => (await poller.rows()).length >= table.written().length;
    await until('the first rows', all, () => poller.lines.at(-1));

    await table.revoke();
    await until('refused reads', poller.failing, () => poller.lines.at(-1));
    await table.write(20);
    swap('..2', '');
    await until(
      'the empty file',
      () => said('cannot be used').length > 0,
      () => poller.lines.at(-1),
    );
    assert.deepEqual(
      said('cannot be used').map(({ level, source, reason }) => [level, source, reason]),
      [['warn', 'vms', `the file ${join(folder, 'sas')} is empty`]],
    );
    assert.ok(poller.failing());

    const next = await table.signedByPolicy('second');
    swap('..3', next);
    await until('all rows', all, () => poller.lines.at(-1));
    assert.deepEqual(await poller.rows(), table.written());
    assert.equal(said('reading works again').length, 1);
    assert.equal(said('the new secret is in use').length, 1);
    assert.equal(said('cannot be used').length, 1);
    assert.equal(said('stored access policy').length, 1, 'it says that the end is not known');
    assert.deepEqual(await poller.expiry(), []);
    assert.ok((await poller.failures()) > 0);

    const signature = new URLSearchParams(next).get('sig') ?? '';
    poller.log.warn(`leaked ${next} and ${signature}`);
    assert.ok(signature.length > 20);
    for (const form of [next, signature, encodeURIComponent(signature)])
      assert.ok(!poller.texts.join('').includes(form), 'a secret that came later is hidden too');
  });

  test('a SAS is replaced by one with another end; a half of one and that of another account are refused', async (t) => {
    const table = await newTable();
    const day = 86_400_000;
    const made = (days: number): string =>
      generateAccountSas(key(), {
        startsOn: new Date(Date.now() - (30 - days) * day),
        expiresOn: new Date(Date.now() + days * day),
        permissions: { query: true, list: true },
      });
    const endOf = (sas: string): number => Date.parse(new URLSearchParams(sas).get('se') ?? '') / 1000;
    const [first, second] = [made(3), made(29)];
    const [endpoint, other] = [azurite.endpoint, 'https://other.table.core.windows.net'];
    const string = (sas: string, to = endpoint): string => `TableEndpoint=${to};SharedAccessSignature=${sas}`;
    const folder = temporaryFolder(t, { secret: string(first) });
    const poller = await start(t, folder, { table: table.table, connectionString: { file: 'secret' } });
    const said = (text: string) =>
      poller.lines.filter(({ msg, reason }) => `${msg} ${reason}`.includes(text));
    assert.deepEqual(await poller.expiry(), [{ labels: { source: 'vms' }, value: endOf(first) }]);
    const [warning, ...more] = said('the SAS ends on');
    assert.deepEqual(more, []);
    assert.match(
      warning?.msg ?? '',
      /, in 2 days; put a new one into .*secret; azlog uses it within seconds, without a restart$/,
    );

    const whole = string(second);
    writeFileSync(join(folder, 'secret'), string(second.replace(/sig=[^&]*/, 'sig=c2hvcnQ%3D')));
    await until(
      'half a secret',
      () => said('the new secret is incomplete').length === 1,
      () => poller.lines.at(-1),
    );
    writeFileSync(join(folder, 'secret'), string(second, other));
    await until(
      'another account',
      () => said('another account').length === 1,
      () => poller.lines.at(-1),
    );
    assert.deepEqual(await poller.expiry(), [{ labels: { source: 'vms' }, value: endOf(first) }]);
    writeFileSync(join(folder, 'secret'), whole);
    await until(
      'the new end',
      async () => (await poller.expiry())[0]?.value === endOf(second),
      () => poller.lines.at(-1),
    );
    await table.write(5);
    await until(
      'rows',
      async () => (await poller.rows()).length === 5,
      () => poller.lines.at(-1),
    );
    assert.equal(said('the SAS ends on').length, 1, 'a new SAS of 30 days is no reason to warn');
  });
});
