import { AzlogError } from '../../errors.ts';
import type { AccountAccess } from '../../options/table-access.ts';
import type { Cursor, RawPage } from '../../pipeline.ts';
import { type Piece, packPieces } from '../../records/pages/pieces.ts';
import type { Clocks } from '../server-time.ts';
import type { ReadResult, Source, Turn } from '../source.ts';
import { createBlobClient } from './blob-client.ts';
import {
  type BlobEndpoint,
  blobCredentialOf,
  isBlobSecretCutShort,
  resolveBlobEndpoint,
} from './blob-endpoint.ts';
import { probeBlob } from './blob-probe.ts';
import { createBlobReader } from './blob-reader.ts';
import { defaultContainers, findContainers } from './containers.ts';
import type { BlobPiece } from './read-blob.ts';

export interface BlobOptions extends AccountAccess {
  readonly name: string;
  /** Names of containers, with `*` for any characters. */
  readonly containers?: readonly string[] | undefined;
  /** `now` (default): what is appended from the first look on; `beginning`: everything; an ISO time: from its hour on. */
  readonly start?: string | undefined;
  /** Seconds between two looks at the newest hours; default 30. */
  readonly pollSeconds?: number | undefined;
  /** How late a record may come after its blob's hour, in hours; default 72 for `am-*`, and 6 for others. */
  readonly lateHours?: number | undefined;
}

/** A storage account whose parts are its containers. */
export interface BlobSource extends Source {
  parts(signal: AbortSignal): Promise<readonly string[]>;
}

const systemClocks: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };
const hourMs = 3_600_000;
/** Data export files a record by its time, up to two days before it arrives, and tries again for twelve hours. */
const exportLateHours = 72;
const usualLateHours = 6;
const pageBytes = 1024 * 1024;
const lineFeed = 0x0a;

/**
 * Reads the blobs that Azure Monitor writes to an account, each byte once; `blob-reader.ts` says how.
 * @throws AzlogError `CONFIG_INVALID`
 */
export function createBlob(options: BlobOptions, clocks: Clocks = systemClocks): BlobSource {
  const { name, containers: wanted = defaultContainers } = options;
  let endpoint = resolveBlobEndpoint(name, options);
  let credential = blobCredentialOf(endpoint);
  const client = createBlobClient(name, endpoint, clocks);
  const host = new URL(endpoint.url).host;
  const lateHours = (container: string): number =>
    options.lateHours ?? (container.startsWith('am-') ? exportLateHours : usualLateHours);
  const reader = createBlobReader(
    {
      name,
      start: startOf(name, options.start ?? 'now'),
      pollMs: (options.pollSeconds ?? 30) * 1000,
      lateMs: (container) => lateHours(container) * hourMs,
    },
    client,
    clocks,
  );
  const identity = identityOf(endpoint);
  const hasPatterns = wanted.some((pattern) => pattern.includes('*'));

  return {
    name,
    identity,
    sticky: true,
    async parts(signal) {
      if (!hasPatterns) return [...new Set(wanted)].toSorted();
      const found = await findContainers(client, wanted, signal);
      // What somebody names is read, or it is an error; what azlog would read by default need not be there.
      const named =
        String(wanted) === String(defaultContainers)
          ? []
          : wanted.filter((pattern) => !pattern.includes('*'));
      const parts = new Set([...found.map((container) => container.name), ...named]);
      if (parts.size > 0) return [...parts].toSorted();
      throw new AzlogError(
        'SOURCE_NOT_FOUND',
        `source "${name}": ${host} has no container that matches ${wanted.join(', ')} (yet): check \`containers\`, and that a diagnostic setting or a data export rule writes to this account`,
      );
    },
    async read(cursor: Cursor | undefined, signal: AbortSignal, { part }: Turn): Promise<ReadResult> {
      const { pieces, ...rest } = await reader.read(part, cursor, signal);
      return { ...rest, pages: pagesOf(pieces, host, Math.floor(clocks.wall())) };
    },
    credential: () => credential,
    now: reader.now,
    renew(secrets) {
      const next = resolveBlobEndpoint(name, { ...options, ...secrets });
      if (identityOf(next) !== identity) {
        throw new AzlogError(
          'CONFIG_INVALID',
          `source "${name}": the new secret is for ${next.url}, but this source reads ${endpoint.url}; restart to read another account`,
        );
      }
      if (isBlobSecretCutShort(endpoint, next)) {
        throw new AzlogError(
          'CONFIG_INVALID',
          `source "${name}": the new secret is incomplete; write it to another file and move that into place (mv)`,
        );
      }
      endpoint = next;
      credential = blobCredentialOf(next);
      client.use(next);
    },
    probe: (tell, signal) => probeBlob({ endpoint, client, clocks, wanted }, tell, signal),
  };
}

function identityOf({ url }: BlobEndpoint): string {
  const { host, pathname } = new URL(url);
  return `blob:${host}${pathname === '/' ? '' : pathname}`.toLowerCase();
}

function startOf(name: string, start: string): 'now' | 'beginning' | number {
  if (start === 'now' || start === 'beginning') return start;
  const time = Date.parse(start);
  if (!Number.isNaN(time)) return time;
  throw new AzlogError(
    'CONFIG_INVALID',
    `source "${name}": start "${start}" is not now, beginning, or a time such as 2026-01-31T08:00:00Z`,
  );
}

/** Pages of about a mebibyte: pieces of one form, in their order. Pure. */
export function pagesOf(pieces: readonly BlobPiece[], host: string, receivedAt: number): readonly RawPage[] {
  const pages: RawPage[] = [];
  let page: Piece[] = [];
  let bytes = 0;
  let form = pieces[0]?.form;
  const close = (): void => {
    if (form !== undefined && page.length > 0) pages.push({ form, rows: undefined, body: packPieces(page) });
    page = [];
    bytes = 0;
  };
  for (const piece of pieces.flatMap(inParts)) {
    if (piece.form !== form || (page.length > 0 && bytes + piece.bytes.length > pageBytes)) close();
    form = piece.form;
    page.push({ place: `${host}/${piece.place}`, at: piece.at, receivedAt, bytes: piece.bytes });
    bytes += piece.bytes.length;
  }
  close();
  return pages;
}

/** A piece of many lines as several, each no larger than a page unless a line is. */
function inParts(piece: BlobPiece): readonly BlobPiece[] {
  const { form, at, bytes } = piece;
  if (form !== 'json-lines' || bytes.length <= pageBytes) return [piece];
  const parts: BlobPiece[] = [];
  for (let begin = 0; begin < bytes.length; ) {
    let end = Math.min(begin + pageBytes, bytes.length);
    if (end < bytes.length) {
      const last = bytes.lastIndexOf(lineFeed, end - 1) + 1;
      const next = bytes.indexOf(lineFeed, end) + 1;
      end = last > begin ? last : next > 0 ? next : bytes.length;
    }
    parts.push({ ...piece, at: at + begin, bytes: bytes.subarray(begin, end) });
    begin = end;
  }
  return parts;
}
