import type { BlobClient } from './blob-client.ts';
import { createRootWalk, type RootWalk } from './find-roots.ts';

const minuteMs = 60_000;
const discoverMs = 10 * minuteMs;
/** Roots that are known are looked into again every so many walks: a database below a server that has logs itself. */
const deepEvery = 6;
const quietestMs = 5 * minuteMs;

/**
 * What a poller has seen of a container. All of it saves requests only, and nothing is wrong where it is missing: what
 * must not be lost is in the cursor.
 */
export interface ContainerMemory {
  /** The roots, in the order of names; undefined until they have all been found once. */
  roots(): readonly string[] | undefined;
  /** Names that no layout of Azure Monitor has, the first few; each is given once. */
  newStrangers(): readonly string[];
  /** Goes on finding roots, where that is due. */
  discover(now: number, signal: AbortSignal, isOver: () => boolean): Promise<void>;
  isDue(root: string, now: number): boolean;
  /** Notes a look at a root: one that is quiet is looked at less and less often, at least each five minutes. */
  noteLook(root: string, now: number, found: 'quiet' | 'grown' | 'more'): void;
  /** When the next of the roots is due. */
  nextDue(now: number): number;
  /** What a blob of this size has behind this offset gave nothing, tried so hard. */
  noteTail(key: string, offset: number, size: number, effort: number): void;
  hasTried(key: string, offset: number, size: number, effort: number): boolean;
}

const tailsKept = 10_000;

export function createContainerMemory(
  client: BlobClient,
  container: string,
  pollMs: number,
): ContainerMemory {
  let roots: readonly string[] | undefined;
  let walk: RootWalk | undefined;
  let walks = 0;
  let walkedAt = Number.NEGATIVE_INFINITY;
  let strangers: readonly string[] = [];
  let toldStrangers = false;
  const looks = new Map<string, { readonly dueAt: number; readonly pauseMs: number }>();
  const tails = new Map<
    string,
    { readonly offset: number; readonly size: number; readonly effort: number }
  >();
  return {
    roots: () => roots,
    newStrangers() {
      if (toldStrangers || strangers.length === 0) return [];
      toldStrangers = true;
      return strangers;
    },
    async discover(now, signal, isOver) {
      if (walk === undefined && now - walkedAt < discoverMs) return;
      if (walk === undefined) {
        const isDeep = roots === undefined || walks % deepEvery === 0;
        walk = createRootWalk(client, container, new Set(isDeep ? [] : roots));
      }
      if (!(await walk.step(signal, isOver))) return;
      const found = walk.roots();
      // A walk that is not deep passes over what lies below a known root.
      roots = walks % deepEvery === 0 ? found : [...new Set([...(roots ?? []), ...found])].toSorted(byName);
      strangers = walk.strangers();
      walk = undefined;
      walks += 1;
      walkedAt = now;
    },
    isDue: (root, now) => (looks.get(root)?.dueAt ?? now) <= now,
    noteLook(root, now, found) {
      const before = looks.get(root)?.pauseMs ?? pollMs / 2;
      const pauseMs = found !== 'quiet' ? pollMs : Math.max(pollMs, Math.min(before * 2, quietestMs));
      looks.set(root, { dueAt: found === 'more' ? now : now + pauseMs, pauseMs });
    },
    nextDue(now) {
      if (roots === undefined) return now;
      return roots.reduce((first, root) => Math.min(first, looks.get(root)?.dueAt ?? now), now + quietestMs);
    },
    noteTail(key, offset, size, effort) {
      if (tails.size >= tailsKept) tails.clear();
      tails.set(key, { offset, size, effort });
    },
    hasTried(key, offset, size, effort) {
      const tried = tails.get(key);
      return tried?.offset === offset && tried.size === size && tried.effort >= effort;
    },
  };
}

function byName(one: string, other: string): number {
  return one < other ? -1 : 1;
}
