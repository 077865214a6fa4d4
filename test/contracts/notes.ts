import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobQueue } from '../../src/queue/queue.ts';

/**
 * What every queue must do for notes.
 * @param open two connections to one store, as two processes have them; the same one twice where there can be but one
 * @param entries counts what the store holds of notes: keys or rows
 */
export function notesContract(
  open: () => readonly [JobQueue, JobQueue],
  entries: () => Promise<number>,
): void {
  const name = (): string => `board-${randomBytes(4).toString('hex')}`;

  test('a note is read by another process as it was last written, with its age', async () => {
    const [writer, reader] = open();
    const board = name();
    await writer.notes.write(board, 'a.1', { v: 1, text: 'first' });
    await writer.notes.write(board, 'b.1', { v: 1, text: 'Grüße' });
    await writer.notes.write(board, 'a.1', { v: 1, text: 'second', deep: [{ n: null }] });
    await sleep(300);
    const notes = await reader.notes.read(board);
    assert.deepEqual(
      notes.map(({ id, data }) => [id, data]),
      [
        ['a.1', { v: 1, text: 'second', deep: [{ n: null }] }],
        ['b.1', { v: 1, text: 'Grüße' }],
      ],
    );
    for (const { ageMs } of notes) assert.ok(ageMs >= 300 && ageMs < 20_000, `${ageMs} ms`);
    await writer.notes.write(board, 'a.1', { v: 1 });
    const [again] = await reader.notes.read(board);
    assert.ok(again !== undefined && again.ageMs < (notes[0]?.ageMs ?? 0), 'writing makes it young again');
    await reader.notes.remove(board, ['a.1', 'b.1']);
  });

  test('a note that another process removed, or wrote before, is written all the same', async () => {
    const [first, second] = open();
    const board = name();
    await first.notes.write(board, 'n.1', { by: 'first' });
    await second.notes.write(board, 'n.1', { by: 'second' });
    assert.deepEqual((await first.notes.read(board))[0]?.data, { by: 'second' });
    await second.notes.remove(board, ['n.1', 'never.there']);
    assert.deepEqual(await first.notes.read(board), []);
    await first.notes.write(board, 'n.1', { by: 'first again' });
    assert.deepEqual(
      (await second.notes.read(board)).map(({ data }) => data),
      [{ by: 'first again' }],
    );
    await first.notes.remove(board, ['n.1']);
    assert.deepEqual(await second.notes.read(board), []);
  });

  test('of several who create a note at once, one has written it; what is there is left as it is', async () => {
    const [first, second] = open();
    const board = name();
    const by = (who: number) => ({ by: who });
    await Promise.all(
      Array.from({ length: 8 }, (_, who) =>
        (who % 2 === 0 ? first : second).notes.create(board, 'n.1', by(who)),
      ),
    );
    const [created, ...more] = await second.notes.read(board);
    assert.deepEqual(more, []);
    assert.ok(typeof created?.data['by'] === 'number');
    await second.notes.create(board, 'n.1', { by: 'late' });
    await first.notes.create(board, 'n.2', { by: 'other' });
    assert.deepEqual(
      (await first.notes.read(board)).map(({ id, data }) => [id, data]),
      [
        ['n.1', created.data],
        ['n.2', { by: 'other' }],
      ],
    );
    await first.notes.remove(board, ['n.1', 'n.2']);
    await second.notes.create(board, 'n.1', { by: 'again' });
    assert.deepEqual((await first.notes.read(board))[0]?.data, { by: 'again' });
    await first.notes.remove(board, ['n.1']);
  });

  test('writing a note a thousand times leaves one entry, and removing it none that grows', async () => {
    const [writer] = open();
    const board = name();
    await writer.notes.write(board, 'r.0', { count: -1 });
    const before = await entries();
    for (let count = 0; count < 1_000; count++) await writer.notes.write(board, 'r.0', { count });
    // Entries of earlier tests may run out meanwhile.
    assert.ok((await entries()) <= before);
    assert.equal((await writer.notes.read(board))[0]?.data['count'], 999);
    assert.equal((await writer.backlog(board)).jobs, 1);
    await writer.notes.remove(board, ['r.0']);
    assert.ok((await entries()) <= before);
  });
}
