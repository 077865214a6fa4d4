import type { BlobClient, ListQuery } from './blob-client.ts';
import { dayFolder, hourFolder, hourOf } from './hour-names.ts';
import type { ListedBlob } from './read-listing.ts';

/** Which blobs of a root are wanted. */
export interface HourRange {
  readonly container: string;
  readonly root: string;
  /** Hours since 1970: the first, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Only names behind this one; undefined or '' for all. */
  readonly after: string | undefined;
}

export interface HourBlob extends ListedBlob {
  readonly hour: number;
}

/** Beyond so many days the folders that exist are asked for, and not each day for itself. */
const daysAsked = 6;
/** Up to so many hours of a day are asked for one by one. */
const hoursAsked = 3;

/**
 * Lists blobs by their hours, oldest first. How many requests it takes depends on the range and not on the age of the
 * container: a listing begins at the first hour where the service can do that (`startFrom`, version 2026-02-06), and
 * asks for days and hours by their prefix where it cannot.
 */
export async function* listHours(
  client: BlobClient,
  range: HourRange,
  signal: AbortSignal,
): AsyncGenerator<readonly HourBlob[]> {
  const { container, root, to, after = '' } = range;
  const from = Math.max(range.from, hourOf(after.slice(root.length)) ?? 0);
  if (from <= 0 || client.startsListings()) {
    const startFrom = after === '' ? (from <= 0 ? undefined : root + hourFolder(from)) : after;
    const query: ListQuery = { container, prefix: `${root}y=`, startFrom };
    let marker: string | undefined;
    do {
      const listing = await client.listBlobs({ ...query, marker }, signal);
      // The service began at the beginning of the root: the rest is asked for otherwise.
      if (startFrom !== undefined && !client.startsListings()) break;
      yield wanted(listing.blobs, { ...range, from });
      const last = listing.blobs.at(-1);
      if (last !== undefined && (hourOf(last.name.slice(root.length)) ?? 0) >= to) return;
      marker = listing.marker;
      if (marker === undefined) return;
    } while (marker !== undefined);
  }
  for await (const prefix of prefixesOf(client, { ...range, from }, signal)) {
    let marker: string | undefined;
    do {
      const listing = await client.listBlobs({ container, prefix, marker }, signal);
      yield wanted(listing.blobs, { ...range, from });
      marker = listing.marker;
    } while (marker !== undefined);
  }
}

function wanted(
  blobs: readonly ListedBlob[],
  { root, from, to, after = '' }: HourRange,
): readonly HourBlob[] {
  return blobs.flatMap((blob) => {
    const hour = hourOf(blob.name.slice(root.length));
    const isWanted = hour !== undefined && hour >= from && hour < to && blob.name > after;
    return isWanted ? [{ ...blob, hour }] : [];
  });
}

async function* prefixesOf(
  client: BlobClient,
  { container, root, from, to }: HourRange,
  signal: AbortSignal,
): AsyncGenerator<string> {
  if (to - from > daysAsked * 24) {
    yield* dayFolders(client, container, root, root + dayFolder(from), signal);
    return;
  }
  for (let hour = from; hour < to; ) {
    const end = Math.min(to, (Math.floor(hour / 24) + 1) * 24);
    if (end - hour > hoursAsked) yield root + dayFolder(hour);
    else for (let one = hour; one < end; one += 1) yield root + hourFolder(one);
    hour = end;
  }
}

/** The folders of days that exist, from `first` on: three levels below the root. */
async function* dayFolders(
  client: BlobClient,
  container: string,
  prefix: string,
  first: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let marker: string | undefined;
  do {
    const listing = await client.listBlobs({ container, prefix, byFolder: true, marker }, signal);
    for (const folder of listing.prefixes) {
      const name = folder.slice(prefix.length);
      if (!/^[ymd]=\d+\/$/.test(name) || folder < first.slice(0, folder.length)) continue;
      if (name.startsWith('d=')) yield folder;
      else yield* dayFolders(client, container, folder, first, signal);
    }
    marker = listing.marker;
  } while (marker !== undefined);
}
