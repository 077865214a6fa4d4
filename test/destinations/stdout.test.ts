import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBatch } from './traffic.ts';

const program = join(import.meta.dirname, 'stdout-child.ts');

test('messages go to standard output in order, and each batch is proven', async () => {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors = text(child.stderr);
  // A reader that comes late: what does not fit into the pipe has to wait.
  await sleep(300);
  const output = await text(child.stdout);
  const expected = [0, 1_000, 2_000].map((first) => Buffer.from(createBatch(first, 1_000).body).toString());
  assert.equal(output, expected.join(''));
  assert.match(await errors, /^proven 0\nproven 1000\nproven 2000\n.*"unprovenMessages":0/);
});

test('when the reader goes away, nothing more is proven and the operator is told', async () => {
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors = text(child.stderr);
  child.stdout.destroy();
  const [code] = await once(child, 'exit');
  const told = await errors;
  assert.equal(code, 0, told);
  assert.match(told, /error: Destination "out" \(standard output\): .*EPIPE.*; start the program again/);
  assert.match(told, /rejected 2000: Destination "out" is stopping; batch batch-2000 is not proven/);
  assert.doesNotMatch(told, /^proven/m);
});
