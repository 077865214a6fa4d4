import type { Json } from '../pipeline.ts';
import type { JobData } from '../queue/queue.ts';
import type { Metrics } from '../telemetry/metrics.ts';

const everyMs = 1_000;

/** How far a part of a source has been read; times in milliseconds since 1970. It travels with the next poll. */
export interface Reading {
  /** When it was last read without an error; undefined where it never was. */
  readonly readAt: number | undefined;
  /** The instant up to which its rows had been read then, or when its chain of polls began. */
  readonly currentTo: number;
  /** Records that were gone before they were read, since the chain began, and when the last ones were missed. */
  readonly lost?: { readonly records: number; readonly at: number } | undefined;
}

/** Tells how far each source is behind, as time goes by. */
export interface SourceLag {
  /** Takes what this process read, or what it found in the queue of another's reading; the later one counts. */
  note(source: string, reading: Reading, part?: string): void;
  /** Says which parts a source has: others that were read before count no longer. */
  parts(source: string, parts: readonly string[]): void;
  close(): void;
}

/**
 * Starts to tell the lag of the sources, anew each second: it must grow while reads fail, while reading is paused, and
 * while nobody takes the poll. Of a source of which nothing is known, the lag counts from now on. Of several parts the worst counts.
 */
export function watchSourceLag(
  sources: readonly string[],
  metrics: Pick<Metrics, 'sourceLagSeconds' | 'sourceLastRead'>,
  now: () => number = Date.now,
): SourceLag {
  const begun: Reading = { readAt: undefined, currentTo: now() };
  const readings = new Map<string, Map<string, Reading>>();
  const tell = (): void => {
    for (const source of sources) {
      const known = [...(readings.get(source)?.values() ?? [begun])];
      const currentTo = Math.min(...known.map((reading) => reading.currentTo));
      metrics.sourceLagSeconds.set({ source }, Math.max(0, now() - currentTo) / 1000);
      const readAt = known.flatMap((reading) => reading.readAt ?? []);
      if (readAt.length > 0) metrics.sourceLastRead.set({ source }, Math.min(...readAt) / 1000);
    }
  };
  tell();
  const timer = setInterval(tell, everyMs);
  timer.unref();
  return {
    note(source, reading, part = '') {
      const parts = readings.get(source) ?? new Map<string, Reading>();
      readings.set(source, parts);
      const known = parts.get(part);
      if (known !== undefined && (known.readAt ?? 0) > (reading.readAt ?? 0)) return;
      parts.set(part, reading);
      tell();
    },
    parts(source, names) {
      const parts = readings.get(source);
      for (const part of parts?.keys() ?? []) if (!names.includes(part)) parts?.delete(part);
    },
    close: () => clearInterval(timer),
  };
}

/** What a poll carries of it; older programs leave it alone. */
export function readingToJob({ readAt, currentTo, lost }: Reading): JobData {
  return { readAt: readAt ?? null, currentTo, ...(lost === undefined ? {} : { lost: { ...lost } }) };
}

/** Undefined where the poll was made by a program that did not tell yet. */
export function jobToReading({ readAt, currentTo, lost }: JobData): Reading | undefined {
  if (typeof currentTo !== 'number') return undefined;
  return { readAt: typeof readAt === 'number' ? readAt : undefined, currentTo, lost: lostOf(lost) };
}

function lostOf(lost: Json | undefined): Reading['lost'] {
  if (typeof lost !== 'object' || lost === null || Array.isArray(lost)) return undefined;
  const { records, at } = lost as { readonly records?: Json; readonly at?: Json };
  return typeof records === 'number' && typeof at === 'number' ? { records, at } : undefined;
}
