import { AzlogError } from '../../errors.ts';
import type { Cursor } from '../../pipeline.ts';
import type { Clocks } from '../server-time.ts';
import { type BlobClient, stopped } from './blob-client.ts';
import {
  type BlobCursor,
  type BlobState,
  blobKey,
  type Pass,
  parseBlobCursor,
  writeBlobCursor,
} from './blob-cursor.ts';
import { type ContainerMemory, createContainerMemory } from './blob-memory.ts';
import { hourAt } from './hour-names.ts';
import { type HourBlob, listHours } from './list-hours.ts';
import { type BlobPiece, type BlobRead, type ReadBudget, readBlob } from './read-blob.ts';

export interface BlobReaderOptions {
  /** Of the source, for errors. */
  readonly name: string;
  /** `now`: what is appended from the first look on; `beginning`: everything; or the time from whose hour on. */
  readonly start: 'now' | 'beginning' | number;
  readonly pollMs: number;
  /** How late a record may come after the end of its blob's hour, by container. */
  lateMs(container: string): number;
}

/** What one read of a container gave. */
export interface BlobReadResult {
  /** Roots in the order of their names, blobs of a root in that of their hours, and bytes in theirs. */
  readonly pieces: readonly BlobPiece[];
  readonly cursor: Cursor;
  readonly waitMs: number;
  readonly lagSeconds: number;
  readonly notes: readonly string[];
}

export interface BlobReader {
  /** @throws AzlogError `SOURCE_…`, `STOPPING`, or what a damaged cursor gives */
  read(container: string, cursor: Cursor | undefined, signal: AbortSignal): Promise<BlobReadResult>;
  /** The service's time as far as it is known, otherwise this machine's: milliseconds since 1970. */
  now(): number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Every hour is looked at each five minutes, and the newest two with every poll. */
const fullMs = 5 * minuteMs;
const hotHours = 1;
/** Clocks of machines run ahead: Azure files a record by its time, at most a day after it arrived. */
const aheadHours = 25;
/** A container that is so young may have appeared while nobody looked: all of it is new. */
const youngMs = 24 * hourMs;
const readMs = 2000;
const patienceMs = 60_000;
const readBytes = 8 * 1024 * 1024;
/** What one root may take of a read from its newest hours before the next one has its turn. */
const shareBytes = 4 * 1024 * 1024;
const parallel = 8;
/** A container that does not exist is looked for so often. */
const missingMs = minuteMs;

/** The cursor while a read moves it on. */
interface Draft {
  from: number;
  readTo: number;
  fullAt: number;
  pass: Pass | undefined;
  readonly hours: Map<number, Map<string, BlobState>>;
}

/**
 * Reads the blobs of Azure Monitor's layouts, each byte once: by position, up to the size that a listing gave. Passes
 * over all roots look at the newest hours with every poll, and at every hour that may still grow each five minutes;
 * `blob-cursor.ts` says what is remembered.
 *
 * An hour is given up once a full pass that began `lateMs` after its end has read it to the end. So nothing is passed
 * over after an outage, however long: the pass begins at the first hour that was not given up.
 *
 * `lagSeconds` is the age of the last pass that read all that it saw. Roots that are quiet are seen each five minutes.
 */
export function createBlobReader(options: BlobReaderOptions, client: BlobClient, clocks: Clocks): BlobReader {
  const { name, start, pollMs } = options;
  const memories = new Map<string, ContainerMemory>();

  function now(): number {
    return Math.floor(clocks.wall() - (client.skewMs() ?? 0));
  }

  function memoryOf(container: string): ContainerMemory {
    let memory = memories.get(container);
    if (memory === undefined) {
      memory = createContainerMemory(client, container, pollMs);
      memories.set(container, memory);
    }
    return memory;
  }

  async function read(
    container: string,
    stored: Cursor | undefined,
    signal: AbortSignal,
  ): Promise<BlobReadResult> {
    if (signal.aborted) throw stopped(name);
    const endsAt = clocks.monotonic() + readMs;
    const memory = memoryOf(container);
    const known = stored === undefined ? undefined : parseBlobCursor(stored, name);
    const isLate = () => signal.aborted || clocks.monotonic() >= endsAt;
    try {
      await memory.discover(now(), signal, isLate);
    } catch (error) {
      // Whatever a container holds that appears later is new, so reading it begins at its beginning.
      if (known !== undefined || !isMissing(error)) throw error;
      const cursor = { from: 0, readTo: now(), fullAt: 0, pass: undefined, hours: new Map() };
      const notes = [
        `container ${container} does not exist (yet): it is read from its beginning once it does`,
      ];
      return { pieces: [], cursor: writeBlobCursor(cursor), waitMs: missingMs, lagSeconds: 0, notes };
    }
    const cursor = draftOf(known ?? (await beginAt(container, signal)));
    const notes = strangersNote(container, memory.newStrangers());
    const budget: ReadBudget = {
      bytes: readBytes,
      isWide: false,
      hasProgress: false,
      // Where every answer takes long, a read lasts until it has achieved something.
      isOver: () => isLate() && (budget.hasProgress || clocks.monotonic() >= endsAt + patienceMs),
    };
    const pieces =
      memory.roots() === undefined ? [] : await readPass(container, cursor, budget, signal, notes);
    const at = now();
    return {
      pieces,
      cursor: writeBlobCursor(cursor),
      waitMs: memory.roots() === undefined ? 0 : waitOf(cursor, memory, at),
      lagSeconds: Math.max(0, at - cursor.readTo) / 1000,
      notes,
    };
  }

  async function beginAt(container: string, signal: AbortSignal): Promise<BlobCursor> {
    const at = now();
    const fresh = { readTo: at, fullAt: 0, pass: undefined, hours: new Map() };
    if (start === 'beginning') return { ...fresh, from: 0 };
    if (start !== 'now') return { ...fresh, from: hourAt(start) };
    if (await isYoung(container, at, signal)) return { ...fresh, from: 0 };
    const from = hourAt(at - options.lateMs(container));
    return {
      ...fresh,
      from,
      pass: { kind: 'first', at, to: from, done: undefined, under: {}, hasMore: false },
    };
  }

  /** Only whoever may list the containers learns it; a signature for one container may not. */
  async function isYoung(container: string, at: number, signal: AbortSignal): Promise<boolean> {
    try {
      const { containers } = await client.listContainers(container, undefined, signal);
      const found = containers.find((one) => one.name === container);
      return found !== undefined && at - found.modified < youngMs;
    } catch (error) {
      if (error instanceof AzlogError && error.code === 'SOURCE_REFUSED') return false;
      throw error;
    }
  }

  /** Goes on with the pass of the cursor, or begins one that is due. Changes the cursor. */
  async function readPass(
    container: string,
    cursor: Draft,
    budget: ReadBudget,
    signal: AbortSignal,
    notes: string[],
  ): Promise<readonly BlobPiece[]> {
    const memory = memoryOf(container);
    const at = now();
    const pass = cursor.pass ?? nextPass(container, cursor, memory, at);
    if (pass === undefined) return [];
    const roots = (memory.roots() ?? []).filter(
      (root) =>
        (pass.done === undefined || root > pass.done) && (pass.kind !== 'hot' || memory.isDue(root, pass.at)),
    );
    const read: BlobRead = { client, container, memory, budget, now: at, signal, notes };
    const looks: RootLook[] = roots.map((root) => ({
      root,
      place: pass.under[root],
      pieces: [],
      isDone: false,
    }));
    let hasMore = pass.hasMore;
    let failure: { readonly error: unknown } | undefined;
    const waiting = looks.values();
    const work = async (): Promise<void> => {
      for (const look of waiting) {
        if (budget.isOver() || failure !== undefined) return;
        try {
          hasMore = (await readRoot(read, cursor, pass, look)) || hasMore;
        } catch (error) {
          failure ??= { error };
        }
      }
    };
    await Promise.all(Array.from({ length: parallel }, work));
    const pieces = looks.flatMap((look) => look.pieces);
    const isFinished = looks.every(({ isDone }) => isDone);
    cursor.pass = movedOn(pass, looks, hasMore);
    if (isFinished) finish(cursor, cursor.pass);
    // What was read is kept; the next read meets the error first.
    if (failure !== undefined && pieces.length === 0) throw failure.error;
    return pieces;
  }

  function nextPass(container: string, cursor: Draft, memory: ContainerMemory, at: number): Pass | undefined {
    const fresh = { at, done: undefined, under: {}, hasMore: false };
    if (at - cursor.fullAt >= Math.max(fullMs, pollMs)) {
      const to = Math.max(cursor.from, hourAt(at - options.lateMs(container)));
      return { kind: 'full', to, ...fresh };
    }
    return memory.nextDue(at) <= at ? { kind: 'hot', to: cursor.from, ...fresh } : undefined;
  }

  function waitOf(cursor: Draft, memory: ContainerMemory, at: number): number {
    if (cursor.pass !== undefined) return 0;
    const next = Math.min(memory.nextDue(at), cursor.fullAt + Math.max(fullMs, pollMs));
    return Math.max(0, next - at);
  }

  return { read, now };
}

/** A root in a read. */
interface RootLook {
  readonly root: string;
  /** The last blob done of those that are not looked at again; '' where the whole root is done. */
  place: string | undefined;
  pieces: BlobPiece[];
  isDone: boolean;
}

/**
 * Reads a root as far as the pass goes. Changes the cursor.
 * @returns whether there is more than the root's share
 */
async function readRoot(read: BlobRead, cursor: Draft, pass: Pass, look: RootLook): Promise<boolean> {
  if (look.place === '') {
    look.isDone = true;
    return false;
  }
  const { container, memory, budget, now, signal } = read;
  const hot = hourAt(pass.at) - hotHours;
  const from = pass.kind === 'hot' ? Math.max(cursor.from, hot) : cursor.from;
  const range = { container, root: look.root, from, to: hourAt(pass.at) + aheadHours, after: look.place };
  let share = shareBytes;
  let hasGrown = false;
  const finish = (hasMore: boolean): boolean => {
    look.isDone = true;
    look.place = '';
    read.budget.hasProgress = true;
    if (pass.kind !== 'first')
      memory.noteLook(look.root, now, hasMore ? 'more' : hasGrown ? 'grown' : 'quiet');
    return hasMore;
  };
  for await (const page of listHours(read.client, range, signal)) {
    for (const blob of page) {
      const { hour, size, created, type } = blob;
      if (size === 0 || type === 'page') continue;
      const blobs = hourOfDraft(cursor, hour);
      const key = blobKey(blob.name);
      if (pass.kind === 'first') {
        // A read that is repeated, or continued, keeps what was noted first.
        if (!blobs.has(key)) blobs.set(key, { offset: size, created, form: 'unknown', isSkipping: false });
        continue;
      }
      const isLast = hour < pass.to;
      if (share <= 0 && hour >= hot && !isLast) return finish(true);
      const end = await readOne(read, look, blob, blobs, isLast);
      hasGrown ||= end.bytes > 0 || end.isChanged;
      if (hour >= hot) share -= end.bytes;
      // Another version of one that is not looked at again: the next read lists it once more.
      if (end.isStopped) return false;
      if (isLast) {
        look.place = blob.name;
        blobs.delete(key);
      }
    }
    if (budget.isOver()) return false;
  }
  return finish(false);
}

async function readOne(
  read: BlobRead,
  look: RootLook,
  blob: HourBlob,
  blobs: Map<string, BlobState>,
  isLast: boolean,
): Promise<{ readonly bytes: number; readonly isChanged: boolean; readonly isStopped: boolean }> {
  const key = blobKey(blob.name);
  const { state, pieces, end } = await readBlob(read, blob, blobs.get(key), isLast);
  blobs.set(key, state);
  look.pieces.push(...pieces);
  const bytes = pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
  const isChanged = end === 'changed';
  return { bytes, isChanged, isStopped: end === 'stopped' || (isChanged && isLast) };
}

function hourOfDraft({ hours }: Draft, hour: number): Map<string, BlobState> {
  let blobs = hours.get(hour);
  if (blobs === undefined) {
    blobs = new Map();
    hours.set(hour, blobs);
  }
  return blobs;
}

/** The pass behind this read: roots done in their order are summed up as the last of them. */
function movedOn(pass: Pass, looks: readonly RootLook[], hasMore: boolean): Pass {
  const firstOpen = looks.findIndex(({ isDone }) => !isDone);
  const done = looks.slice(0, firstOpen === -1 ? undefined : firstOpen).at(-1)?.root ?? pass.done;
  const open = firstOpen === -1 ? [] : looks.slice(firstOpen);
  const under = Object.fromEntries(
    open.flatMap(({ root, place }) => (place === undefined ? [] : [[root, place]])),
  );
  return { ...pass, done, under, hasMore };
}

function finish(cursor: Draft, pass: Pass): void {
  cursor.pass = undefined;
  if (pass.kind !== 'hot') cursor.fullAt = pass.at;
  if (!pass.hasMore) cursor.readTo = Math.max(cursor.readTo, pass.at);
  cursor.from = Math.max(cursor.from, pass.to);
  for (const hour of cursor.hours.keys()) if (hour < cursor.from) cursor.hours.delete(hour);
}

function draftOf(cursor: BlobCursor): Draft {
  const hours = new Map([...cursor.hours].map(([hour, blobs]) => [hour, new Map(blobs)] as const));
  return { ...cursor, hours };
}

function isMissing(error: unknown): boolean {
  return error instanceof AzlogError && error.code === 'SOURCE_NOT_FOUND';
}

function strangersNote(container: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  return [
    `container ${container} has blobs outside of the folders of Azure Monitor (y=…/m=…/d=…/h=…), which are not read: ${names.join(', ')}`,
  ];
}
