import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Level 1: Windows XML shrinks about 20-fold already; higher levels cost more than they save here. */
const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Packs bulk bytes for a job: base64 of zstd. Runs off the event loop, which must stay free to renew job locks. */
export async function pack(bytes: Uint8Array): Promise<string> {
  const packed = await compress(bytes, options);
  return packed.toString('base64');
}

/**
 * Undoes `pack`.
 * @throws Error when the text was not made by `pack`.
 */
export async function unpack(text: string): Promise<Uint8Array> {
  return await decompress(Buffer.from(text, 'base64'));
}
