import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sayWhileSlow } from '../../src/telemetry/say-while-slow.ts';

test('what takes longer than two seconds is said to go on, ever more seldom, until it ends', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let said = 0;
  const work = Promise.withResolvers<string>();
  const result = sayWhileSlow(
    () => {
      said += 1;
    },
    () => work.promise,
  );
  const after = (ms: number): number => {
    t.mock.timers.tick(ms);
    return said;
  };
  assert.equal(after(1_999), 0);
  assert.equal(after(1), 1, 'after 2 s');
  assert.equal(after(4_000), 2);
  assert.equal(after(8_000), 3);
  assert.equal(after(16_000), 4);
  for (const count of [5, 6, 7]) assert.equal(after(30_000), count, 'each 30 s');
  work.resolve('done');
  assert.equal(await result, 'done');
  assert.equal(after(120_000), 7);
});

test('what is fast or fails says nothing, and its error is passed on', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const failing = sayWhileSlow(
    () => assert.fail('said'),
    () => Promise.reject(new Error('no')),
  );
  await assert.rejects(failing, /no/);
  t.mock.timers.tick(60_000);
});
