import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laneOf, testFiles } from './test-lanes.ts';

test('the lane of a test file follows from what it imports', () => {
  const files = [
    'test/formats/golden.test.ts',
    // What it loads could open sockets; it does not.
    'test/config/problems.test.ts',
    'test/queue/redis.test.ts',
    'test/commands/explain.test.ts',
    // By way of a suite that it runs.
    'test/status/status-postgres.test.ts',
    'test/docker/image.test.ts',
  ];
  for (const file of files) assert.ok(testFiles().includes(file), file);
  assert.deepEqual(files.map(laneOf), ['pure', 'pure', 'servers', 'servers', 'servers', 'docker']);
});
