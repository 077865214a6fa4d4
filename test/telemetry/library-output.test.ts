import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureLibraryOutput } from '../../src/telemetry/library-output.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';
import { freePort } from '../support/free-port.ts';
import { startRedis } from '../support/redis.ts';
import { runAzlog, startAzlog } from '../support/run-azlog.ts';

/** A configuration whose source and destination nobody answers. */
const configOn = (url: string, port: number): string => `http: { port: ${port} }
queue: { url: '${url}' }
sources: [{ type: wad-table, account: acct, sas: 'sv=2020-08-04&ss=t&srt=o&sp=r&sig=c2ln', endpoint: 'http://127.0.0.1:9/acct' }]
destinations: [{ name: siem, type: syslog, host: 127.0.0.1, port: 9, transport: tcp }]
`;

suite('what libraries print', () => {
  test('of a Redis that may evict: lines of the log while it runs, nothing before a status', async (t) => {
    const redis = await startRedis(['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru']);
    const folder = temporaryFolder(t, { 'azlog.yaml': configOn(redis.url, await freePort()) });
    const env = { AZLOG_CONFIG: `${folder}/azlog.yaml` };
    const run = startAzlog(['run'], env);
    while (!run.stderr().includes('"msg":"running"')) {
      assert.equal(run.child.exitCode, null, run.stderr());
      await sleep(50);
    }
    const status = await runAzlog(['status'], env);
    run.child.kill('SIGTERM');
    assert.equal(await run.ended, 0);
    await redis.stop();

    assert.equal(status.stderr, '');
    const lines = run.stderr().trim().split('\n');
    const texts = lines.map((line) => String(JSON.parse(line).msg));
    const about = (words: RegExp): readonly string[] => texts.filter((text) => words.test(text));
    assert.equal(about(/maxmemory-policy is allkeys-lru; set it to noeviction/).length, 1, texts.join('\n'));
    assert.equal(about(/IMPORTANT! Eviction policy/).length, 0);
    assert.equal(run.stdout(), '');
  });

  test('is one line of the log for each text, warnings of Node.js included, without secrets', async () => {
    const lines: string[] = [];
    const { log: print, warn, error } = console;
    captureLibraryOutput(
      createLogger({
        level: 'info',
        stage: 'all',
        secrets: ['s3cret'],
        destination: { write: (line) => void lines.push(line) },
      }),
    );
    for (let time = 0; time < 3; time++) {
      console.error('[ioredis] Unhandled error event:', 'Error: lost\n    at Socket.<anonymous> (net.js:1)');
      console.warn('a password %s was supplied', 's3cret');
      process.emitWarning('11 error listeners added', {
        type: 'MaxListenersExceededWarning',
        code: 'DEP9999',
      });
    }
    console.warn('IMPORTANT! Eviction policy is allkeys-lru. It should be "noeviction"');
    // Warnings come on a later turn.
    await sleep(10);
    Object.assign(console, { log: print, warn, error });
    assert.deepEqual(
      lines.map((line) => {
        const { level, msg } = JSON.parse(line);
        return `${level} ${msg}`;
      }),
      [
        'error library: [ioredis] Unhandled error event: Error: lost | at Socket.<anonymous> (net.js:1)',
        'warn library: a password (hidden) was supplied',
        'warn library: MaxListenersExceededWarning [DEP9999]: 11 error listeners added',
      ],
    );
  });
});
