import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AzlogError } from '../../src/errors.ts';
import type { SourceCredential } from '../../src/sources/credential.ts';
import type { Source } from '../../src/sources/source.ts';
import { createRefusals } from '../../src/stages/refusals.ts';

const sas = (): SourceCredential => ({
  ...{ kind: 'SAS', startsAt: undefined, expiresAt: undefined, policy: undefined },
});
const refused = () => Promise.reject(new AzlogError('SOURCE_REFUSED', 'revoked'));

function sourceWith(first: SourceCredential) {
  let credential = first;
  const source: Source = {
    name: 'vms',
    identity: 'vms',
    credential: () => credential,
    now: () => Date.now(),
    renew() {
      credential = sas();
    },
    read: () => Promise.reject(new Error('it is not read')),
    probe: () => Promise.resolve(true),
  };
  return source;
}

test('a source that is refused is asked ever more rarely, looked at each second, and asked at once with a new secret', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const source = sourceWith(sas());
  const refusals = createRefusals(() => true);
  const pauses: number[] = [];
  for (let times = 0; times < 12; times += 1) {
    await assert.rejects(refusals.read(source, refused), (error) => {
      assert.ok(
        error instanceof AzlogError && error.code === 'SOURCE_REFUSED' && error.message === 'revoked',
      );
      assert.ok((error.retryAfterMs ?? 0) > 0 && (error.retryAfterMs ?? 0) <= 1_000);
      return true;
    });
    let pause = 0;
    for (let wait = refusals.waitMs(source); wait > 0; wait = refusals.waitMs(source)) {
      assert.ok(wait <= 1_000);
      t.mock.timers.tick(Math.ceil(wait));
      pause += Math.ceil(wait);
    }
    pauses.push(pause);
  }
  assert.ok((pauses[0] ?? 0) <= 501, `${pauses}`);
  assert.ok(
    pauses.slice(8).every((pause) => pause >= 30_000 && pause <= 60_001),
    `${pauses}`,
  );
  await assert.rejects(refusals.read(source, refused));
  assert.ok(refusals.waitMs(source) > 0);
  source.renew({});
  assert.equal(refusals.waitMs(source), 0);
  assert.equal(await refusals.read(source, () => Promise.resolve(1)), 1);
  assert.equal(refusals.waitMs(source), 0);
});

test('other errors, and a source whose secret stays, are left to the pause of the queue', async () => {
  const source = sourceWith(sas());
  const away = new AzlogError('SOURCE_UNREACHABLE', 'away');
  await assert.rejects(
    createRefusals(() => true).read(source, () => Promise.reject(away)),
    away,
  );
  const refusals = createRefusals(() => false);
  await assert.rejects(refusals.read(source, refused), (error) => {
    assert.ok(error instanceof AzlogError && error.retryAfterMs === undefined);
    return true;
  });
  assert.equal(refusals.waitMs(source), 0);
});
