import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { samplePages } from '../../bench/page-templates.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Page } from '../../src/pipeline.ts';
import { batchToJob, pageToJob } from '../../src/queue/jobs.ts';
import { formatPage } from '../../src/stages/formatter.ts';
import { outputOf } from '../../src/stages/start-stages.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';
import { repositoryPath } from './repository-path.ts';

test('the bytes of a page and a batch that sizing counts on are those of the program', async (t) => {
  const guide = readFileSync(repositoryPath('docs/OPERATIONS.md'), 'utf8');
  const stated = (what: string): number => {
    const row = guide.split('\n').find((line) => line.startsWith(`| ${what} |`));
    assert.ok(row !== undefined, what);
    return Number(row.split('|')[2]?.replaceAll(',', ''));
  };
  const { sources, destinations } = loadConfig({
    cwd: temporaryFolder(t),
    env: {
      AZLOG_SOURCE_ACCOUNT: 'contoso',
      AZLOG_SOURCE_SAS: 'sig=x',
      AZLOG_DESTINATION_PRESET: 'sc4s',
      AZLOG_DESTINATION_HOST: 'siem',
    },
  });
  const outputs = destinations.map((destination) => outputOf(destination, sources));
  const sums = { page: 0, pageJob: 0, batch: 0, batchJob: 0 };
  const pages = samplePages(8);
  for (const body of pages) {
    const page: Page = { id: 'page', source: 'azure', readAt: 0, form: 'table-rows', rows: 1_000, body };
    sums.page += body.length;
    sums.pageJob += JSON.stringify(await pageToJob(page)).length;
    for (const batch of formatPage(page, outputs).batches) {
      sums.batch += batch.body.length;
      sums.batchJob += JSON.stringify(await batchToJob(batch)).length;
    }
  }
  const near = (what: string, sum: number): void => {
    const measured = sum / pages.length;
    const difference = Math.abs(measured / stated(what) - 1);
    assert.ok(difference < 0.1, `${what}: ${measured} bytes are measured, ${stated(what)} are stated`);
  };
  near('page, as Azure sends it', sums.page);
  near('page, in the queue', sums.pageJob);
  near('messages for one destination, preset `sc4s`', sums.batch);
  near('batch for one destination, in the queue', sums.batchJob);
});
