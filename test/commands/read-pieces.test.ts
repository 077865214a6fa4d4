import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { readPieces } from '../../src/commands/read-pieces.ts';
import type { Piece } from '../../src/records/windows/reading/split-events.ts';
import { writings, writtenAs } from '../files/writings.ts';

const event = (name: string): string => `<Event><EventData><Data Name='a'>${name}</Data></EventData></Event>`;

const piecesOf = async (chunks: readonly Uint8Array[]): Promise<readonly Piece[]> =>
  await Readable.from(readPieces(Readable.from(chunks))).toArray();

test('events are the same in every encoding, however the stream is cut', async () => {
  const text = `${event('Müller')}\n${event('日本')}\n${event('x'.repeat(200))}\n`;
  for (const writing of writings) {
    const bytes = writtenAs(writing, text);
    for (const size of [1, 7, 100_000]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      const pieces = await piecesOf(chunks);
      assert.deepEqual(
        pieces.map((piece) => piece.problem ?? piece.text),
        [event('Müller'), event('日本'), event('x'.repeat(200))],
        `${writing}, ${size} bytes at a time`,
      );
    }
  }
  assert.deepEqual(await piecesOf([]), []);
});
