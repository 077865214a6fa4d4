import type { Json } from '../pipeline.ts';
import type { Metrics } from '../telemetry/metrics.ts';

const everyMs = 1_000;

/** How far a source has been read; times in milliseconds since 1970. It travels with the next poll. */
export interface Reading {
  /** When it was last read without an error; undefined where it never was. */
  readonly readAt: number | undefined;
  /** The instant up to which its rows had been read then, or when its chain of polls began. */
  readonly currentTo: number;
}

/** Tells how far each source is behind, as time goes by. */
export interface SourceLag {
  /** Takes what this process read, or what it found in the queue of another's reading; the later one counts. */
  note(source: string, reading: Reading): void;
  close(): void;
}

/**
 * Starts to tell the lag of the sources, anew each second: it must grow while reads fail, while reading is paused, and
 * while nobody takes the poll. Of a source of which nothing is known, the lag counts from now on.
 */
export function watchSourceLag(
  sources: readonly string[],
  metrics: Pick<Metrics, 'sourceLagSeconds' | 'sourceLastRead'>,
  now: () => number = Date.now,
): SourceLag {
  const begun: Reading = { readAt: undefined, currentTo: now() };
  const readings = new Map<string, Reading>();
  const tell = (): void => {
    for (const source of sources) {
      const { readAt, currentTo } = readings.get(source) ?? begun;
      metrics.sourceLagSeconds.set({ source }, Math.max(0, now() - currentTo) / 1000);
      if (readAt !== undefined) metrics.sourceLastRead.set({ source }, readAt / 1000);
    }
  };
  tell();
  const timer = setInterval(tell, everyMs);
  timer.unref();
  return {
    note(source, reading) {
      const known = readings.get(source);
      if (known !== undefined && (known.readAt ?? 0) > (reading.readAt ?? 0)) return;
      readings.set(source, reading);
      tell();
    },
    close: () => clearInterval(timer),
  };
}

/** What a poll carries of it; older programs leave it alone. */
export function readingToJob({ readAt, currentTo }: Reading): { readAt: number | null; currentTo: number } {
  return { readAt: readAt ?? null, currentTo };
}

/** Undefined where the poll was made by a program that did not tell yet. */
export function jobToReading({
  readAt,
  currentTo,
}: {
  readAt?: Json;
  currentTo?: Json;
}): Reading | undefined {
  if (typeof currentTo !== 'number') return undefined;
  return { readAt: typeof readAt === 'number' ? readAt : undefined, currentTo };
}
