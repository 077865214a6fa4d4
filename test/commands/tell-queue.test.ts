import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tellCreation, tellQueue } from '../../src/commands/tell-queue.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { queueNames } from '../../src/pipeline.ts';
import { openQueue } from '../../src/queue/open-queue.ts';
import type { JobQueue } from '../../src/queue/queue.ts';
import { startPoller } from '../../src/stages/poller.ts';
import { reportsBoard } from '../../src/status/report.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';
import { unexpected } from '../contracts/queue.ts';
import { fixedCredential } from '../stages/fixed-credential.ts';

test('a start says whether it begins a queue, continues one, or finds what is left of one', async (t) => {
  const folder = temporaryFolder(t, {
    'azlog.yaml': 'sources: [{ account: contoso, sas: sig=x }]\ndestinations: [{ host: siem }]\n',
  });
  const config = loadConfig({ env: {}, cwd: folder });
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({
    level: 'info',
    stage: 'all',
    destination: { write: (line) => void lines.push(JSON.parse(line)) },
  });
  const open = async (more: { readonly stop?: AbortSignal } = {}): Promise<JobQueue> => {
    const queue = await openQueue(
      { ...config.queue, ...more, onCreate: (leftovers) => tellCreation(config, leftovers, log) },
      unexpected,
    );
    await tellQueue(queue, log);
    return queue;
  };
  /** What each of a poller's sources begins with. */
  const poll = async (queue: JobQueue): Promise<void> => {
    const source = {
      name: 'vms',
      identity: 'contoso',
      ...fixedCredential,
      probe: () => Promise.resolve(true),
      read: async () => ({ pages: [], cursor: { at: 1 }, waitMs: 60_000, lagSeconds: 0 }),
    };
    const options = { sources: [source], destinations: [], budgetBytes: 2 ** 30 };
    const context = { queue, log, metrics: createMetrics({ processMetrics: false }) };
    const stage = await startPoller({ ...options, starts: new Map([['vms', 'now']]) }, context);
    await stage.close(Date.now());
  };
  const said = (): readonly string[] => lines.splice(0).map(({ level, msg }) => `${level}: ${msg}`);

  const first = await open();
  await poll(first);
  assert.deepEqual(said(), [
    'info: queue: creating the embedded queue, this takes some seconds',
    'info: queue: new, nothing has been read into it yet',
    'info: source: first read into this queue, beginning at `start`: rows that are stored already are not read, except those of the current minute',
  ]);
  await first.notes.write(reportsBoard, 'somebody', { v: 1 });
  await first.add([{ queue: queueNames.pages, id: 'p-1', data: { v: 1 }, keep: 'nothing' }]);
  await first.close();

  const second = await open();
  await poll(second);
  await second.close();
  const [continuing, source] = lines;
  assert.equal(continuing?.['waiting'], 1);
  assert.ok(Number(continuing?.['bytes']) > 0 && Number(continuing?.['lastUsedSeconds']) >= 0);
  assert.ok(Math.abs(Date.parse(String(source?.['readTo'])) - Date.now()) < 3_600_000);
  assert.deepEqual(said(), [
    'info: queue: resuming where it left off',
    'info: source: reading resumes where it stopped',
  ]);

  // What is left where the database was deleted, or a disk was not mounted.
  await rm(join(folder, 'data/postgres'), { recursive: true });
  await writeFile(join(folder, 'data/control.sock'), '');
  // Refused as soon as it has been said, since making the files is shown above.
  await assert.rejects(open({ stop: AbortSignal.abort() }), { code: 'QUEUE_UNREACHABLE' });
  const gone = lines.find(({ leftovers }) => leftovers !== undefined);
  assert.deepEqual(gone?.['leftovers'], ['control.sock'], JSON.stringify(lines));
  assert.equal(gone?.['level'], 'error');
  assert.match(String(gone?.['msg']), /^queue: the folder was used before, but the database in it is gone/);
});
