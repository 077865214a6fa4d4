import { errorTable, isQueueError } from '../errors.ts';
import type { Format } from '../formats/format.ts';
import { LineBuffer } from '../formats/line-buffer.ts';
import { type Batch, type DeadLetter, type Page, queueNames } from '../pipeline.ts';
import { batchToJob, deadLettersToJob, jobToPage } from '../queue/jobs.ts';
import type { NewJob } from '../queue/queue.ts';
import type { Event } from '../records/event.ts';
import { readPage } from '../records/pages/decode-page.ts';
import type { RowTaker } from '../records/pages/row-taker.ts';
import { errorFields } from '../telemetry/logger.ts';
import type { SelectedRules } from '../transforms/select-rules.ts';
import type { Stage, StageContext } from './stage.ts';

/** Two pages at a time: while one is compressed or on its way to the queue, the other is decoded. */
const pagesAtOnce = 2;

/** How events become messages for one destination. */
export interface Output {
  readonly destination: string;
  readonly format: Format;
  /** Syslog header of an event, with the space behind it; ASCII. */
  readonly header: (event: Event) => string;
  /** Largest message in bytes, header included. */
  readonly maxMessageBytes: number;
  /** Names of the sources that it takes; undefined for all. */
  readonly sources: ReadonlySet<string> | undefined;
  /** The operator's rules for events of a source on their way there; there are none unless given. */
  readonly rules?: (source: string) => SelectedRules;
}

/** Events that a rule kept from a destination. */
export interface Filtered {
  readonly destination: string;
  readonly rule: string;
  readonly events: number;
}

/** Why a row may be set aside. */
const permanentCodes: readonly string[] = Object.entries(errorTable).flatMap(([code, { kind }]) =>
  kind === 'permanent' ? code : [],
);

/** How long a page waits that belongs to no source of this process's configuration, for one that knows it. */
const strangerMs = 30_000;

/**
 * Starts to turn pages into batches, one for each destination that takes the page's source.
 * @param sources names of the configured sources: a page of another one that no destination takes is not let go
 */
export function startFormatter(
  outputs: readonly Output[],
  sources: ReadonlySet<string>,
  context: StageContext,
): Stage {
  const { queue, log, metrics } = context;
  const strangers = new Set<string>();
  // A count that begins with its first row hides that row from `rate` and `increase`.
  for (const source of sources) {
    for (const code of permanentCodes) metrics.deadLetters.inc({ source, code }, 0);
    for (const { destination, sources: taken, rules } of outputs) {
      if (taken !== undefined && !taken.has(source)) continue;
      for (const rule of rules?.(source).filters ?? [])
        metrics.eventsFiltered.inc({ source, destination, rule }, 0);
    }
  }
  const consumer = queue.consume(
    queueNames.pages,
    {
      concurrency: pagesAtOnce,
      onError(error, job) {
        if (isQueueError(error)) return;
        log.error(
          { page: job?.id, ...errorFields(error) },
          'formatter: a page could not be processed, retrying',
        );
      },
    },
    async (job) => {
      const started = performance.now();
      const page = await jobToPage(job.data);
      const taken = outputs.some((output) => takes(output, page));
      if (!taken && !sources.has(page.source)) {
        if (!strangers.has(page.source)) {
          strangers.add(page.source);
          log.error(
            { source: page.source },
            'formatter: pages are waiting for a destination that accepts their source; configure the source again, or name it in the sources of a destination',
          );
        }
        return { againInMs: strangerMs };
      }
      const { batches, letters, filtered, rows } = formatPage(page, outputs);
      release(page.body);
      const jobs: NewJob[] = await Promise.all(
        batches.map(async (batch) => {
          const data = await batchToJob(batch);
          release(batch.body);
          return {
            queue: queueNames.batches(batch.destination),
            id: batch.id,
            data,
            keep: 'nothing' as const,
          };
        }),
      );
      if (letters.length > 0) {
        jobs.push({
          queue: queueNames.deadLetters,
          id: page.id,
          data: await deadLettersToJob(letters),
          keep: 'nothing',
        });
      }
      await queue.add(jobs);
      // The poller counts the rows of pages that it knows them of.
      if (page.rows === undefined) metrics.rowsRead.inc({ source: page.source }, rows);
      for (const letter of letters) metrics.deadLetters.inc({ source: page.source, code: letter.code });
      const [first] = letters;
      if (first !== undefined) {
        log.warn(
          {
            source: page.source,
            page: page.id,
            rows: letters.length,
            code: first.code,
            reason: first.reason,
          },
          'formatter: rows that cannot be used were set aside in the dead letters',
        );
      }
      for (const batch of batches) {
        metrics.eventsFormatted.inc({ source: page.source, destination: batch.destination }, batch.messages);
      }
      for (const { destination, rule, events } of filtered) {
        metrics.eventsFiltered.inc({ source: page.source, destination, rule }, events);
      }
      metrics.pageDuration.observe({ stage: 'formatter' }, (performance.now() - started) / 1000);
      return 'done';
    },
  );
  return {
    name: 'formatter',
    checks: () => [],
    activity: () => [],
    close: () => consumer.close(),
  };
}

function takes({ sources }: Output, page: Page): boolean {
  return sources === undefined || sources.has(page.source);
}

/**
 * Gives the memory of bulk bytes back at once; nothing may look at them any more. Left to the garbage collector, a few
 * pages' worth of it would bring on a collection of the whole heap, again and again.
 */
function release(bytes: Uint8Array): void {
  // Small buffers are parts of a pool that others use too.
  if (bytes.buffer instanceof ArrayBuffer && bytes.buffer.byteLength > Buffer.poolSize) {
    bytes.buffer.transfer(0);
  }
}

/** What a page comes to: each row is in all batches, filtered, or a dead letter. */
export interface FormattedPage {
  /** None for a destination for which every event was filtered. */
  readonly batches: readonly Batch[];
  readonly letters: readonly DeadLetter[];
  readonly filtered: readonly Filtered[];
  /** Records that the page held. */
  readonly rows: number;
}

/** Decodes a page and writes its events for every output. Pure; what cannot be used comes back as dead letters. */
export function formatPage(page: Page, outputs: readonly Output[]): FormattedPage {
  const letters: DeadLetter[] = [];
  const taking = outputs.filter((output) => takes(output, page));
  const writers = taking.map((output) => createBatchWriter(page, output));
  const descriptions = taking.every(({ format }) => format.skipsDescriptions === true) ? 'needed' : 'all';
  let index = 0;
  // Each row is written as soon as it is decoded: what is made of it is garbage then, before it costs a collection.
  const taker: RowTaker = {
    take(decoded) {
      if ('event' in decoded) {
        for (const writer of writers) writer.add(decoded.event);
      } else {
        letters.push({ source: page.source, page: page.id, index, ...decoded.rejected });
      }
      index += 1;
    },
    restart() {
      letters.length = 0;
      index = 0;
      for (const writer of writers) writer.clear();
    },
  };
  readPage(page.form, page.body, taker, descriptions);
  const batches = writers.map((writer) => writer.batch()).filter((batch) => batch !== undefined);
  return { batches, letters, filtered: writers.flatMap((writer) => writer.filtered()), rows: index };
}

interface BatchWriter {
  add(event: Event): void;
  clear(): void;
  /** undefined where no event was added, or all were filtered. */
  batch(): Batch | undefined;
  /** By rule. */
  filtered(): readonly Filtered[];
}

function createBatchWriter(page: Page, output: Output): BatchWriter {
  const { destination, format, header, maxMessageBytes } = output;
  const transform = output.rules?.(page.source).transform;
  const lines = new LineBuffer(page.body.length >> 1);
  const filtered = new Map<string, number>();
  let messages = 0;
  let oldest = Number.POSITIVE_INFINITY;
  let newest = 0;
  return {
    add(read) {
      const event = transform === undefined ? read : transform(read);
      if (typeof event === 'string') {
        filtered.set(event, (filtered.get(event) ?? 0) + 1);
        return;
      }
      const start = lines.length;
      lines.write(header(event));
      format.write(event, lines, maxMessageBytes - (lines.length - start));
      lines.write('\n');
      messages += 1;
      if (event.time < oldest) oldest = event.time;
      if (event.time > newest) newest = event.time;
    },
    clear() {
      lines.cutTo(0);
      filtered.clear();
      messages = 0;
      oldest = Number.POSITIVE_INFINITY;
      newest = 0;
    },
    batch() {
      if (messages === 0) return undefined;
      return {
        id: `${page.id}.${destination}`,
        source: page.source,
        destination,
        messages,
        body: lines.bytes(),
        readAt: page.readAt,
        oldest,
        newest,
      };
    },
    filtered: () => Array.from(filtered, ([rule, events]) => ({ destination, rule, events })),
  };
}
