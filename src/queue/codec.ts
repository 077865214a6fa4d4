import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Level 1: Windows XML shrinks more than 10-fold already; higher levels cost more than they save here. */
const params = { [constants.ZSTD_c_compressionLevel]: 1 };
/** Largest content that `unpack` makes; above what any page or batch can be. */
const mostBytes = 256 * 1024 * 1024;

/**
 * Packs bulk bytes for a job: their number, a dot, and base64 of zstd. Runs off the event loop, which must stay free to
 * renew job locks. The output is made in one piece where Node would take 16 KB steps, which costs as much as the packing.
 */
export async function pack(bytes: Uint8Array): Promise<string> {
  const packed = await compress(bytes, { params, chunkSize: Math.max(1024, bytes.length >> 2) });
  return `${bytes.length}.${packed.toString('base64')}`;
}

/**
 * Undoes `pack`.
 * @throws Error when the text was not made by `pack`.
 */
export async function unpack(text: string): Promise<Uint8Array> {
  const dot = text.indexOf('.');
  const size = Number(text.slice(0, dot));
  if (dot < 1 || !Number.isInteger(size) || size > mostBytes)
    throw new Error('packed bytes have no valid length before them');
  const bytes = await decompress(Buffer.from(text.slice(dot + 1), 'base64'), {
    chunkSize: Math.max(1024, size + 1),
    maxOutputLength: mostBytes,
  });
  if (bytes.length !== size)
    throw new Error(`packed bytes are ${bytes.length} long where ${size} are expected`);
  return bytes;
}
