import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { type Piece, splitEvents } from '../events/split-events.ts';

/** The events of a stream of text, one after the other as they arrive. UTF-8, or UTF-16 with a byte order mark. */
export async function* readPieces(input: Readable): AsyncGenerator<Piece> {
  const splitter = splitEvents();
  for await (const part of decodeText(input)) yield* splitter.push(part);
  yield* splitter.end();
}

/** UTF-8, or UTF-16 where a byte order mark says so: PowerShell and Event Viewer write both. */
async function* decodeText(input: Readable): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    decoder ??= new TextDecoder(encodingOf(bytes));
    yield decoder.decode(bytes, { stream: true });
  }
  if (decoder !== undefined) yield decoder.decode();
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}
