import type { BlobClient } from './blob-client.ts';
import { yearForm } from './hour-names.ts';

/** A folder to look into, from a page on. */
interface Folder {
  readonly prefix: string;
  readonly marker: string | undefined;
}

/** A walk through the folders of a container, down to those that the folders of years are in: the roots. */
export interface RootWalk {
  /**
   * Goes on with the walk.
   * @param isOver asked between requests
   * @returns whether the walk is complete
   * @throws AzlogError; the walk can be continued
   */
  step(signal: AbortSignal, isOver: () => boolean): Promise<boolean>;
  /** The roots found so far: names that end with a slash, or '' for the container itself. In the order of names. */
  roots(): readonly string[];
  /** Names outside of any root, the first few: not blobs of Azure Monitor. */
  strangers(): readonly string[];
}

const parallel = 8;
/** Deeper than any resource id. */
const deepest = 24;
const strangersKept = 3;

/**
 * Finds the roots by listing, with their letters as they are: names in Azure Storage differ in upper and lower case, a
 * resource id does not.
 * @param known roots that are not looked into again; what lies below them is then not found
 */
export function createRootWalk(
  client: BlobClient,
  container: string,
  known: ReadonlySet<string> = new Set(),
): RootWalk {
  let pending: readonly Folder[] = [{ prefix: '', marker: undefined }];
  const found = new Set<string>();
  const strangers: string[] = [];

  async function look({ prefix, marker }: Folder, signal: AbortSignal): Promise<readonly Folder[]> {
    const listing = await client.listBlobs({ container, prefix, byFolder: true, marker }, signal);
    for (const { name, size } of listing.blobs) {
      // Accounts with a hierarchical namespace list folders as empty blobs.
      if (size > 0 && strangers.length < strangersKept) strangers.push(name);
    }
    const below: Folder[] = [];
    for (const folder of listing.prefixes) {
      if (yearForm.test(folder.slice(prefix.length))) found.add(prefix);
      else if (known.has(folder)) found.add(folder);
      else if (folder.split('/').length <= deepest) below.push({ prefix: folder, marker: undefined });
    }
    if (listing.marker !== undefined) below.push({ prefix, marker: listing.marker });
    return below;
  }

  return {
    async step(signal, isOver) {
      do {
        const batch = pending.slice(0, parallel);
        const looks = await Promise.all(batch.map((folder) => look(folder, signal)));
        // Deep first: few folders wait at a time.
        pending = [...looks.flat(), ...pending.slice(parallel)];
      } while (pending.length > 0 && !isOver());
      return pending.length === 0;
    },
    roots: () => [...found].toSorted((one, other) => (one < other ? -1 : 1)),
    strangers: () => strangers,
  };
}
