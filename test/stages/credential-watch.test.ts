import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { SourceCredential } from '../../src/sources/credential.ts';
import type { Source } from '../../src/sources/source.ts';
import { watchCredentials } from '../../src/stages/credential-watch.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 0, 31, 8);

/** A source whose clock and SAS the test sets. */
function watched(t: TestContext, first: Partial<SourceCredential>, file?: string) {
  const sas = (given: Partial<SourceCredential>): SourceCredential => ({
    ...{ kind: 'SAS', startsAt: undefined, expiresAt: undefined, policy: undefined },
    ...given,
  });
  let now = start;
  let credential = sas(first);
  const source: Source = {
    name: 'vms',
    identity: 'vms',
    credential: () => credential,
    now: () => now,
    renew() {},
    read: () => Promise.reject(new Error('it is not read')),
    probe: () => Promise.resolve(true),
  };
  const lines: { level: string; msg: string }[] = [];
  const log = createLogger({
    level: 'info',
    stage: 'poller',
    destination: { write: (line) => lines.push(JSON.parse(line)) },
  });
  const metrics = createMetrics({ processMetrics: false });
  const secrets = {
    fileOf: () => file,
    of: () => ({}),
    passphraseOf: () => undefined,
    onSource() {},
    look: () => Promise.resolve(),
    close() {},
  };
  const watch = watchCredentials([source], { log, metrics, secrets });
  t.after(() => watch.close());
  const seriesOf = async (name: 'credentialExpiry' | 'credentialRenewal') =>
    (await metrics[name].get()).values.map(({ value }) => value);
  return {
    watch,
    said: () => lines.splice(0).map(({ level, msg }) => `${level} ${msg}`),
    at(time: number): void {
      now = time;
      watch.look();
    },
    use(next: Partial<SourceCredential>): void {
      credential = sas(next);
      watch.look();
    },
    metrics: async () => [...(await seriesOf('credentialExpiry')), ...(await seriesOf('credentialRenewal'))],
  };
}

test('a SAS that ends is told once a day from the last quarter of its lifetime on, with what to do', async (t) => {
  const end = start + 30 * day;
  const { at, said, watch, use, metrics } = watched(
    t,
    { startsAt: start, expiresAt: end },
    '/run/secrets/sas',
  );
  assert.deepEqual(await metrics(), [end / 1000, (end - 7.5 * day) / 1000]);
  at(end - 8 * day);
  assert.deepEqual(said(), []);
  at(end - 7 * day);
  at(end - 7 * day + 23 * hour);
  assert.deepEqual(said(), [
    'warn source: the SAS ends on 2026-03-02 08:00 UTC, in 7 days; put a new one into /run/secrets/sas; azlog uses it within seconds, without a restart',
  ]);
  at(end - 6 * day);
  assert.equal(said().length, 1);
  assert.deepEqual(watch.of('vms'), { state: 'ends-soon', startsInMs: -24 * day, endsInMs: 6 * day });
  at(end + hour);
  at(end + 2 * hour);
  assert.deepEqual(said(), [
    'warn source: the SAS ended on 2026-03-02 08:00 UTC, so nothing can be read with it; put a new one into /run/secrets/sas; azlog uses it within seconds, without a restart',
  ]);
  use({ startsAt: end, expiresAt: end + 30 * day });
  assert.deepEqual(said(), []);
  assert.equal(watch.of('vms')?.state, 'valid');
  use({ policy: 'readers' });
  assert.deepEqual(await metrics(), [], 'the end of another SAS is not left behind');
});

test('a SAS that begins later, and one that is no file, are told so', (t) => {
  const { said, at } = watched(t, { startsAt: start + 20 * 60_000, expiresAt: start + 30 * day });
  assert.deepEqual(said(), [
    "warn source: the SAS is valid only from 2026-01-31 08:20 UTC (st), in 20 min by the service's clock; set a new one and restart the poller; a secret in a file can be replaced without a restart",
  ]);
  at(start + 20 * 60_000);
  assert.deepEqual(said(), []);
});

test('a SAS with a stored access policy: its end is not known, and that is said at the start', async (t) => {
  const { said, metrics, watch } = watched(t, { policy: 'readers' });
  assert.deepEqual(said(), [
    'info source: a stored access policy sets the end of the SAS, so azlog does not know it and cannot warn of it',
  ]);
  assert.deepEqual(await metrics(), []);
  assert.equal(watch.of('vms')?.state, 'valid');
});
