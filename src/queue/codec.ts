import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { AzlogError } from '../errors.ts';
import { invalidJob } from './invalid-job.ts';

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

/** What zstd begins its frames with (RFC 8878 §3.1.1). */
const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/**
 * Undoes `pack`.
 * @throws AzlogError JOB_VERSION for a text that is packed in another way; JOB_INVALID for one that is damaged
 */
export async function unpack(text: string): Promise<Uint8Array> {
  const [length = ''] = /^\d{1,10}(?=\.)/.exec(text) ?? [];
  const packed = Buffer.from(text.slice(length.length + 1), 'base64');
  if (length === '' || !packed.subarray(0, magic.length).equals(magic)) {
    throw new AzlogError(
      'JOB_VERSION',
      'the job is packed in a form that this program does not know (it reads zstd); run the newer program, or empty the queue with the one that filled it',
    );
  }
  const size = Number(length);
  if (size > mostBytes) throw invalidJob(`it claims to hold ${size} bytes, more than ${mostBytes}`);
  const bytes = await decompress(packed, {
    chunkSize: Math.max(1024, size + 1),
    maxOutputLength: mostBytes,
  }).catch((error: unknown) => {
    throw invalidJob(
      `its bytes cannot be unpacked (${error instanceof Error ? error.message : String(error)})`,
    );
  });
  if (bytes.length !== size) {
    throw invalidJob(`it has ${bytes.length} bytes instead of ${size}`);
  }
  return bytes;
}
