import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { encodingOf } from '../files/decode-text.ts';
import { type Piece, splitEvents } from '../records/windows/reading/split-events.ts';

/** The events of a stream of text, one after the other as they arrive, in any encoding of `encodingOf`. */
export async function* readPieces(input: Readable): AsyncGenerator<Piece> {
  const splitter = splitEvents();
  for await (const part of decodeText(input)) yield* splitter.push(part);
  yield* splitter.end();
}

/** As many bytes as the encoding is decided by; a pipe may give the first few alone. */
const decisiveBytes = 64;

/** What PowerShell, Event Viewer and others write: UTF-8, or UTF-16 with or without a byte order mark. */
async function* decodeText(input: Readable): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let first = Buffer.alloc(0);
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    if (decoder !== undefined) {
      yield decoder.decode(bytes, { stream: true });
      continue;
    }
    first = Buffer.concat([first, bytes]);
    if (first.length < decisiveBytes) continue;
    decoder = new TextDecoder(encodingOf(first) ?? 'utf-8');
    yield decoder.decode(first, { stream: true });
  }
  decoder ??= new TextDecoder(encodingOf(first) ?? 'utf-8');
  yield decoder.decode(first.length < decisiveBytes ? first : new Uint8Array());
}
