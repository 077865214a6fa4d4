import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { startAzurite } from '../support/azurite.ts';
import { createCertificates } from '../support/certificates.ts';
import { configurationMistakes } from './configuration-mistakes.ts';
import { connectionMistakes } from './connection-mistakes.ts';
import type { Mistake, World } from './mistake.ts';
import { queueMistakes } from './queue-mistakes.ts';

const folder = mkdtempSync(join(tmpdir(), 'azlog-mistakes-'));
const counted = 25;
const mistakes: readonly Mistake[] = [...configurationMistakes, ...connectionMistakes, ...queueMistakes];

suite('a mistake is told by place, value, what is allowed and the fix, and by nothing that leads astray', () => {
  let world: World;
  const right = new Set<Mistake>();
  before(async () => {
    const [azurite, certificates] = await Promise.all([startAzurite(), createCertificates(folder)]);
    world = { azurite, certificates };
  });
  after(async () => {
    await world.azurite.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const mistake of mistakes) {
    test(`${mistake.number ?? '+'} ${mistake.what}`, async (t) => {
      const text = await mistake.said(t, world);
      for (const part of ['place', 'value', 'allowed', 'fix'] as const)
        assert.match(text, mistake[part], `${part}: ${text}`);
      if (mistake.never !== undefined) assert.doesNotMatch(text, mistake.never);
      right.add(mistake);
    });
  }

  test('all of them', (t) => {
    const numbers = Array.from({ length: counted }, (_, index) => index + 1);
    const good = numbers.filter((number) => {
      const forms = mistakes.filter((mistake) => mistake.number === number);
      return forms.length > 0 && forms.every((form) => right.has(form));
    });
    const others = mistakes.filter(({ number }) => number === undefined);
    t.diagnostic(
      `${good.length} of ${counted} mistakes have a message that is right, and ${others.filter((other) => right.has(other)).length} of ${others.length} others`,
    );
    assert.deepEqual(good, numbers);
  });
});
