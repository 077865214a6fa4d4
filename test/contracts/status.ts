import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { columnsOf } from '../../src/status/columns.ts';
import type { Status } from '../../src/status/status.ts';
import { type Lab, minute, until } from '../pipeline/lab.ts';
import { freePort } from '../support/free-port.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { runAzlog, startAzlog } from '../support/run-azlog.ts';

/** A store that status is read from. */
export interface StatusStore {
  readonly url: string;
  /** How the stages are spread over processes. */
  readonly processes: readonly string[];
  /** A while in which each sender has surely noticed that somebody looks on; it looks every two seconds where it has to. */
  readonly noticedMs: number;
  /** Notes in the store of those who look on, and of those who show them something; not asked for where there are none. */
  tailNotes(): Promise<number>;
}

/** What `azlog status` and `azlog tail` must show, on any store; one test goes on from where the one before stopped. */
export function statusContract(lab: () => Lab, store: () => StatusStore): void {
  const secret = 'c2VjcmV0LW9mLXRoZS1zb3VyY2U=';
  let receiver: Receiver;
  let ports: { there: number; away: number };
  let file: string;
  let programs: Awaited<ReturnType<Lab['run']>>[] = [];
  let written = 0;

  const config = (): { queue: object; sources: object[]; destinations: object[] } => ({
    queue: { url: store().url },
    sources: [lab().source({ name: 'contoso' })],
    destinations: [
      { name: 'there', host: '127.0.0.1', port: ports.there, transport: 'tcp', proofSeconds: 1 },
      { name: 'away', host: '127.0.0.1', port: ports.away, transport: 'tcp', proofSeconds: 1 },
    ],
  });
  const status = async (): Promise<{ code: number | string; status: Status }> => {
    const { code, stdout, stderr } = await runAzlog(['status', '--json', '--config', file]);
    assert.equal(stderr, '');
    assert.equal(stdout.trim().split('\n').length, 1);
    return { code, status: JSON.parse(stdout) };
  };
  /** Waits until the status is so. A second between two looks, since each is a process. */
  const untilStatus = async (what: string, isSo: (found: Status) => boolean): Promise<void> => {
    await until(
      what,
      async () => {
        if (isSo((await status()).status)) return true;
        await sleep(1_000);
        return false;
      },
      60,
      async () => JSON.stringify((await status()).status),
    );
  };
  const write = async (rows: number): Promise<readonly string[]> => {
    written += rows;
    return await lab().write(rows, Date.now() - 2 * minute, Date.now() - minute);
  };

  after(async () => {
    await Promise.all(programs.map((program) => program.stop('SIGKILL')));
    await receiver.kill();
  });

  test('before anything runs it says so, with 1, and needs no secret', async () => {
    ports = { there: await freePort(), away: await freePort() };
    const folder = join(lab().folder, 'received');
    await mkdir(folder);
    receiver = await startReceiver({ port: ports.there, folder });
    const plain = config();
    const [source] = plain.sources;
    const secretless = {
      ...plain,
      sources: [{ ...source, accountKey: { file: join(lab().folder, 'not-there') } }],
      destinations: plain.destinations.map((destination) => ({
        ...destination,
        transport: 'tls',
        tls: { caFile: join(lab().folder, 'not-there.pem') },
      })),
    };
    file = join(lab().folder, 'status.yaml');
    await writeFile(file, stringify(secretless));
    const { code, status: found } = await status();
    assert.equal(code, 1);
    assert.equal(found.state, 'look');
    assert.equal(found.summary, 'no process runs the poller, formatter or sender');
    assert.deepEqual(
      found.sources.map(({ name, state }) => [name, state]),
      [['contoso', 'stopped']],
    );
    assert.deepEqual(found.processes, []);
  });

  test('what is delivered is counted, by all processes together', async () => {
    const plain = config();
    const [there] = plain.destinations;
    programs = await Promise.all(
      store().processes.map((stage) => lab().run(stage, { ...plain, destinations: [there] })),
    );
    await write(300);
    await untilStatus(
      'all of it in the status',
      ({ destinations, sources }) => destinations[0]?.proven === written && sources[0]?.rows === written,
    );
    const { status: found } = await status();
    const [source] = found.sources;
    assert.equal(source?.state, 'reading');
    assert.ok((source?.lastReadSeconds ?? 99) < 15, `last read ${source?.lastReadSeconds} s ago`);
    const [destination] = found.destinations;
    assert.equal(destination?.senders, store().processes.filter((stage) => /sender|all/.test(stage)).length);
    assert.ok((destination?.provenPerSecond ?? 0) > 0, 'rates are there without --watch');
    assert.ok((destination?.lastProvenSeconds ?? 99) < 60);
    assert.deepEqual(
      found.processes.map(({ pid, state }) => [pid, state]).toSorted(),
      programs.map(({ pid }) => [pid, 'running']).toSorted(),
    );
    assert.equal(found.queue.pausedSeconds, null);
    assert.ok(!JSON.stringify(found).includes(secret));
  });

  test('the table fits 80 columns, has no colour in a pipe, and says what JSON says', async () => {
    const { stdout } = await runAzlog(['status', '--config', file]);
    const lines = stdout.split('\n');
    for (const line of lines) assert.ok(columnsOf(line) <= 80, `${columnsOf(line)} columns: ${line}`);
    assert.ok(!stdout.includes('\u001b'));
    assert.match(stdout, /^contoso +reading /m);
    assert.match(stdout, new RegExp(`^there .* ${written.toLocaleString('en-US')} `, 'm'));
    assert.match(stdout, /^pages +0 +0 B +-$/m);
    assert.match(stdout, /^DEAD LETTERS {2}none$/m);
  });

  test('a destination that takes nothing is the first line, with its error; the other goes on', async () => {
    await Promise.all(programs.map((program) => program.stop()));
    programs = await Promise.all(store().processes.map((stage) => lab().run(stage, config())));
    await write(100);
    await untilStatus(
      'the trouble in the status',
      ({ destinations: [first, second] }) => second?.state === 'away' && (first?.proven ?? 0) >= written,
    );
    const { code, status: found } = await status();
    assert.equal(code, 1);
    assert.match(found.summary, /^destination away has accepted nothing for \d+ (s|min)$/);
    const [there, away] = found.destinations;
    assert.equal(there?.proven, written, 'what was proven before the restart is counted too');
    assert.equal(found.sources[0]?.rows, written);
    assert.notEqual(there?.state, 'away');
    assert.match(away?.lastError?.message ?? '', /127\.0\.0\.1:\d+.*refused/);
    assert.equal(away?.proven, 0);
    const waiting = found.queues.find(({ name }) => name === 'batches.away');
    assert.ok((waiting?.jobs ?? 0) > 0 && (waiting?.bytes ?? 0) > 0);
    assert.ok((waiting?.oldestSeconds ?? -1) >= 0 && (waiting?.oldestSeconds ?? 99) < 90);
    const { stdout } = await runAzlog(['status', '--config', file]);
    assert.match(stdout, /^ATTENTION: destination away has accepted nothing for/);
    assert.match(stdout, /^ {2}away, \d+ s ago at \S+: Destination "away" \(127\.0\.0\.1:\d+\)/m);
    for (const line of stdout.split('\n')) assert.ok(columnsOf(line) <= 80, line);
  });

  test('tail shows each message that is proven from then on, and nothing before', async () => {
    const tail = startAzlog(['tail', '--destination', 'there', '--rate', '1000', '--config', file]);
    await until('the tail', () => tail.stderr().includes('follow'), 20, tail.stderr);
    await sleep(store().noticedMs);
    const uids = await write(120);
    await until('all messages', () => tail.stdout().split('\n').length > 120, 60, tail.stdout);
    const shown = tail
      .stdout()
      .trim()
      .split('\n')
      .map((line) => /AzlogUid=(\S+)/.exec(line)?.[1]);
    assert.deepEqual(shown.toSorted(), [...uids].toSorted());
    tail.child.kill('SIGINT');
    assert.equal(await tail.ended, 0);
    await until('a clean store', async () => (await store().tailNotes()) === 0, 15);
  });

  test('tail shows no more than the rate, and says how many it left out', async () => {
    const tail = startAzlog(['tail', '--destination', 'there', '--rate', '2', '--config', file]);
    await until('the tail', () => tail.stderr().includes('follow'), 20, tail.stderr);
    await sleep(store().noticedMs);
    await write(150);
    const counts = (): { shown: number; hidden: number } => ({
      shown: tail.stdout().split('\n').length - 1,
      hidden: [...tail.stderr().matchAll(/… ([\d,]+) messages? more not shown/g)].reduce(
        (sum, [, count = '']) => sum + Number(count.replaceAll(',', '')),
        0,
      ),
    });
    await until(
      'all of them accounted for',
      () => counts().shown + counts().hidden === 150,
      60,
      () => JSON.stringify(counts()),
    );
    assert.ok(counts().hidden > counts().shown);
    tail.child.kill('SIGKILL');
    await tail.ended;
    await until('a clean store', async () => (await store().tailNotes()) === 0, 30);
  });

  test('tail ends without an error when its reader goes, as head does', async () => {
    const tail = startAzlog(['tail', '--destination', 'there', '--config', file]);
    await until('the tail', () => tail.stderr().includes('follow'), 20, tail.stderr);
    tail.child.stdout?.destroy();
    await sleep(store().noticedMs);
    await write(50);
    assert.equal(await tail.ended, 0);
    assert.doesNotMatch(tail.stderr(), /EPIPE|Error/);
    await until('a clean store', async () => (await store().tailNotes()) === 0, 15);
  });

  test('tail at a destination that is not configured names those that are, with 78', async () => {
    const { code, stderr } = await runAzlog(['tail', '--destination', 'siem', '--config', file]);
    assert.equal(code, 78);
    assert.match(stderr, /"siem" is not configured; allowed: there, away/);
  });

  test('processes that were killed are gone, and what nobody does any more comes first', async () => {
    await Promise.all(programs.map((program) => program.stop('SIGKILL')));
    await untilStatus('the end in the status', ({ summary }) =>
      /^no process runs the poller, formatter or sender/.test(summary),
    );
    const { code, status: found } = await status();
    assert.equal(code, 1);
    assert.match(found.summary, /fell silent \d+ s ago/);
    assert.deepEqual(
      found.processes.map(({ pid, state }) => [pid, state]).toSorted(),
      programs.map(({ pid }) => [pid, 'gone']).toSorted(),
    );
    assert.equal(found.destinations[0]?.state, 'stopped');
    const waiting = found.queues.find(({ name }) => name === 'batches.away');
    assert.ok((waiting?.jobs ?? 0) > 0, 'the queues are read all the same');
  });
}
