import { AzlogError } from '../../errors.ts';

/** Some bytes of a place, as a source read them; a page of a hub or of blobs is made of such pieces. */
export interface Piece {
  /** Where they stand, without their position: `<namespace>/<hub>/<partition>/<offset>`, `<host>/<container>/<blob>`. */
  readonly place: string;
  /** Position of the first byte within the place; 0 for a message. */
  readonly at: number;
  /** When the message was stored, or the bytes were read: milliseconds since 1970. It stands in for a missing time. */
  readonly receivedAt: number;
  readonly bytes: Uint8Array;
}

const lineFeed = 0x0a;

/** Joins pieces to the body of a page: before each a line of JSON that says what it is, behind each a line feed. */
export function packPieces(pieces: readonly Piece[]): Uint8Array {
  return Buffer.concat(
    pieces.flatMap(({ place, at, receivedAt, bytes }) => [
      Buffer.from(`${JSON.stringify({ place, at, receivedAt, bytes: bytes.length })}\n`),
      bytes,
      Buffer.of(lineFeed),
    ]),
  );
}

/**
 * The pieces of a body, in their order; their bytes are views of it.
 * @throws AzlogError ROW_UNREADABLE for a body that `packPieces` has not made
 */
export function* readPieces(body: Uint8Array): Generator<Piece> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const lineEnd = bytes.indexOf(lineFeed, at);
    const head = lineEnd === -1 ? undefined : headOf(bytes.toString('utf8', at, lineEnd));
    const end = head === undefined ? -1 : lineEnd + 1 + head.bytes;
    if (head === undefined || bytes[end] !== lineFeed) {
      throw new AzlogError(
        'ROW_UNREADABLE',
        `The page is damaged at byte ${at}: no piece of it begins there.`,
      );
    }
    const { place, at: position, receivedAt } = head;
    yield { place, at: position, receivedAt, bytes: bytes.subarray(lineEnd + 1, end) };
    at = end + 1;
  }
}

interface Head {
  readonly place: string;
  readonly at: number;
  readonly receivedAt: number;
  readonly bytes: number;
}

function headOf(line: string): Head | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { place, at, receivedAt, bytes } = value as Partial<Record<keyof Head, unknown>>;
  if (typeof place !== 'string' || typeof at !== 'number' || typeof receivedAt !== 'number') return undefined;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return undefined;
  return { place, at, receivedAt, bytes };
}
