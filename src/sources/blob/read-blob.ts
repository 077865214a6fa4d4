import type { BlobClient, RangeAnswer } from './blob-client.ts';
import { type BlobState, blobKey } from './blob-cursor.ts';
import type { ContainerMemory } from './blob-memory.ts';
import { type Cut, cutSlice, formOf, headBytes, type Slice } from './cut-slice.ts';
import type { HourBlob } from './list-hours.ts';

/** Records of one blob, as they are there. */
export interface BlobPiece {
  readonly form: 'json-lines' | 'json-records';
  /** `<container>/<blob>` */
  readonly place: string;
  /** Position of the first byte in the blob. */
  readonly at: number;
  readonly bytes: Buffer;
}

/** What the blobs of one read share. */
export interface ReadBudget {
  /** Bytes that may still be asked for. */
  bytes: number;
  /** Whether a record is being read that is longer than a slice: one at a time, for it takes memory. */
  isWide: boolean;
  /** Whether something was read: then a read that takes long may end. */
  hasProgress: boolean;
  isOver(): boolean;
}

export interface BlobRead {
  readonly client: BlobClient;
  readonly container: string;
  readonly memory: ContainerMemory;
  readonly budget: ReadBudget;
  /** The service's time, milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
  readonly notes: string[];
}

export interface BlobResult {
  readonly state: BlobState;
  readonly pieces: readonly BlobPiece[];
  /**
   * `done`: read up to the listed size, as far as that is possible now; `changed`: it is another version by now, which
   * the next listing shows; `stopped`: the budget is used up.
   */
  readonly end: 'done' | 'changed' | 'stopped';
}

const kib = 1024;
const mib = 1024 * kib;
/** What one request asks for. A document is looked through for the end of its last record, so in smaller parts. */
const sliceBytes = { lines: 4 * mib, document: mib, unknown: 4 * mib } as const;
/** The longest record that is used. */
export const longestRecord = 64 * mib;
/** With less than that no request is made. */
const leastBytes = 64 * kib;
const standstillMs = 15 * 60_000;
const efforts = { no: 0, 'if-json': 1, always: 2 } as const;

/**
 * Reads a blob from where it was read up to, to the size that was listed. A blob that was created at another time, or
 * that is shorter than what was read of it, is another one under the same name, and is read from its beginning.
 * @param isLast whether the blob is not looked at again: what is left at its end is used as it is
 */
export async function readBlob(
  read: BlobRead,
  blob: HourBlob,
  known: BlobState | undefined,
  isLast: boolean,
): Promise<BlobResult> {
  const { memory, budget, now } = read;
  const key = blobKey(blob.name);
  const pieces: BlobPiece[] = [];
  let state = stateOf(read, blob, known);
  const isStill = now - blob.modified >= standstillMs;
  const takeTail = isLast ? 'always' : isStill ? 'if-json' : 'no';
  while (hasUnread(state, blob)) {
    if (memory.hasTried(key, state.offset, blob.size, efforts[takeTail])) break;
    if (budget.isOver()) return { state, pieces, end: 'stopped' };
    const step = await readSlice(read, blob, state, takeTail);
    if (typeof step === 'string') return endOf(read, blob, state, pieces, step);
    pieces.push(...step.pieces);
    budget.hasProgress = true;
    if (step.pieces.length === 0 && step.state.offset === state.offset) {
      memory.noteTail(key, state.offset, blob.size, efforts[takeTail]);
    }
    state = step.state;
  }
  return { state, pieces, end: 'done' };
}

function stateOf({ container, notes }: BlobRead, blob: HourBlob, known: BlobState | undefined): BlobState {
  const fresh = { offset: 0, created: blob.created, form: 'unknown', isSkipping: false } as const;
  if (known === undefined) return fresh;
  if (known.created === blob.created && blob.size >= known.offset) return known;
  const why = known.created === blob.created ? 'it is shorter than it was' : 'it was created again';
  notes.push(`blob ${container}/${blob.name} is another one now (${why}): reading it from its beginning`);
  return fresh;
}

/** The end of a document, `]}`, is no record. */
function hasUnread({ form, offset }: BlobState, { size }: HourBlob): boolean {
  return size - offset > (form === 'document' ? 2 : 0);
}

function endOf(
  { container, notes }: BlobRead,
  blob: HourBlob,
  state: BlobState,
  pieces: readonly BlobPiece[],
  why: 'changed' | 'stopped' | 'gone',
): BlobResult {
  if (why !== 'gone') return { state, pieces, end: why };
  notes.push(
    `blob ${container}/${blob.name} was deleted before its last ${blob.size - state.offset} bytes were read: does a lifecycle rule delete logs too early?`,
  );
  return { state, pieces, end: 'done' };
}

interface Step {
  readonly state: BlobState;
  readonly pieces: readonly BlobPiece[];
}

type NoStep = Exclude<RangeAnswer['state'], 'read' | 'archived'> | 'stopped';

async function readSlice(
  read: BlobRead,
  blob: HourBlob,
  known: BlobState,
  takeTail: Slice['takeTail'],
): Promise<Step | NoStep> {
  const { container, budget } = read;
  let state = known;
  if (state.form === 'unknown' && state.offset > 0) {
    // Only its size was noted: its beginning says what it is.
    const head = await ask(read, blob, 0, Math.min(headBytes, blob.size));
    if (head.state !== 'read') return head.state === 'archived' ? archived(read, blob, state) : head.state;
    const form = formOf(head.bytes);
    state = { ...state, form, offset: form === 'document' ? Math.max(0, state.offset - 2) : state.offset };
    if (!hasUnread(state, blob)) return { state, pieces: [] };
  }
  const rest = blob.size - state.offset;
  let want = Math.min(sliceBytes[state.form], rest);
  if (budget.bytes < Math.min(want, leastBytes)) return 'stopped';
  want = Math.min(want, budget.bytes);
  let isMine = false;
  try {
    for (;;) {
      budget.bytes -= want;
      const answer = await ask(read, blob, state.offset, state.offset + want);
      if (answer.state === 'archived') return archived(read, blob, state);
      if (answer.state !== 'read') return answer.state;
      const slice = { bytes: answer.bytes, at: state.offset, reachesEnd: want === rest, takeTail };
      const cut = cutSlice(state, slice);
      if (!cut.isTooShort) return stepOf(container, blob, cut);
      if (want >= longestRecord) return tooLong(container, blob, state, cut, want);
      if (budget.isWide && !isMine) return 'stopped';
      isMine = true;
      budget.isWide = true;
      want = Math.min(want * 2, longestRecord, rest);
    }
  } finally {
    if (isMine) budget.isWide = false;
  }
}

/** An append blob grows while it is read, and what was there stays; any other blob is replaced as a whole. */
function ask(read: BlobRead, blob: HourBlob, from: number, to: number): Promise<RangeAnswer> {
  const { client, container, signal } = read;
  const etag = blob.type === 'append' ? undefined : blob.etag;
  return client.readRange({ container, blob: blob.name, from, to, etag }, signal);
}

function stepOf(container: string, blob: HourBlob, { form, found, offset, isSkipping }: Cut): Step {
  const state = { offset, created: blob.created, form, isSkipping };
  if (found === undefined) return { state, pieces: [] };
  const place = `${container}/${blob.name}`;
  return { state, pieces: [{ form: form === 'document' ? 'json-records' : 'json-lines', place, ...found }] };
}

/** A record that is too long becomes a dead letter: a piece that says so, for it is no JSON. */
function tooLong(
  container: string,
  blob: HourBlob,
  { offset }: BlobState,
  { form }: Cut,
  length: number,
): Step {
  const isDocument = form === 'document';
  const end = isDocument ? Math.max(blob.size - 2, offset + length) : offset + length;
  const what = isDocument
    ? `no record ends within ${length} bytes; the document is passed over up to byte ${end}`
    : `the line is longer than ${length} bytes; it is passed over up to its end`;
  return {
    state: { offset: end, created: blob.created, form, isSkipping: !isDocument },
    pieces: [notice(container, blob, offset, what)],
  };
}

/** A blob in the archive tier cannot be read: its rest becomes a dead letter. */
function archived({ container }: BlobRead, blob: HourBlob, state: BlobState): Step {
  const what = `the blob is in the archive tier; its bytes up to ${blob.size} were not read`;
  return {
    state: { ...state, offset: blob.size },
    pieces: [notice(container, blob, state.offset, what)],
  };
}

function notice(container: string, blob: HourBlob, at: number, what: string): BlobPiece {
  const place = `${container}/${blob.name}`;
  const text = `azlog: blob ${place} at byte ${at}: ${what}\n`;
  return { form: 'json-lines', place, at, bytes: Buffer.from(text) };
}
