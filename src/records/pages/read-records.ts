import { maskSecrets } from '../azure/mask-secrets.ts';
import { decodeRecord, rejectedRecord } from '../decode-record.ts';
import { readPieces } from './pieces.ts';
import type { RowTaker } from './row-taker.ts';
import type { RecordTaker } from './split-records.ts';

type Split = (bytes: Buffer, from: number, end: number, taker: RecordTaker) => void;

/** Decodes the records of a page of pieces, each in its place. */
export function readRecords(body: Uint8Array, split: Split, taker: RowTaker): void {
  for (const { place, at, receivedAt, bytes } of readPieces(body)) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    split(buffer, 0, buffer.length, {
      take(start, end) {
        const origin = { place: `${place}#${at + start}`, receivedAt };
        for (const decoded of decodeRecord(buffer.toString('utf8', start, end), origin)) taker.take(decoded);
      },
      reject(start, end, reason) {
        taker.take(rejectedRecord(textOf(buffer.subarray(start, end)), `${place}#${at + start}`, reason));
      },
    });
  }
}

/** Bytes as a text that holds all of them but secrets. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (Buffer.from(text).equals(bytes)) return maskSecrets(text);
  // A character for each byte, so that no byte is lost on the way.
  return `base64:${Buffer.from(maskSecrets(bytes.toString('latin1')), 'latin1').toString('base64')}`;
}
