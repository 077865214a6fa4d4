import { decodePage } from '../events/decode-page.ts';
import type { SecurityEvent } from '../events/security-event.ts';
import type { Format } from '../formats/format.ts';
import { type Batch, type DeadLetter, type Page, queueNames } from '../pipeline.ts';
import { batchToJob, deadLettersToJob, jobToPage } from '../queue/jobs.ts';
import type { NewJob } from '../queue/queue.ts';
import { errorFields } from '../telemetry/logger.ts';
import type { Stage, StageContext } from './stage.ts';

/** Two pages at a time: while one is compressed or on its way to the queue, the other is decoded. */
const pagesAtOnce = 2;

/** How events become messages for one destination. */
export interface Output {
  readonly destination: string;
  readonly format: Format;
  /** Syslog header of an event, with the space behind it; ASCII. */
  readonly header: (event: SecurityEvent) => string;
  /** Largest message in bytes, header included. */
  readonly maxMessageBytes: number;
  /** Names of the sources that it takes; undefined for all. */
  readonly sources: ReadonlySet<string> | undefined;
}

/** Starts to turn pages into batches, one for each destination that takes the page's source. */
export function startFormatter(outputs: readonly Output[], context: StageContext): Stage {
  const { queue, log, metrics } = context;
  const consumer = queue.consume(
    queueNames.pages,
    {
      concurrency: pagesAtOnce,
      onError(error, job) {
        log.error(
          { page: job?.id, ...errorFields(error) },
          'formatter: a page could not be handled; it will be tried again',
        );
      },
    },
    async (job) => {
      const started = performance.now();
      const page = await jobToPage(job.data);
      const { batches, letters } = formatPage(page, outputs);
      const jobs: NewJob[] = await Promise.all(
        batches.map(async (batch) => ({
          queue: queueNames.batches(batch.destination),
          id: batch.id,
          data: await batchToJob(batch),
          keep: 'nothing' as const,
        })),
      );
      if (letters.length > 0) {
        jobs.push({
          queue: queueNames.deadLetters,
          id: page.id,
          data: await deadLettersToJob(letters),
          keep: 'nothing',
        });
        for (const letter of letters) metrics.deadLetters.inc({ source: page.source, code: letter.code });
        const [first] = letters;
        log.warn(
          {
            source: page.source,
            page: page.id,
            rows: letters.length,
            code: first?.code,
            reason: first?.reason,
          },
          'rows that cannot be used were set aside in the dead letters',
        );
      }
      await queue.add(jobs);
      for (const batch of batches) {
        metrics.eventsFormatted.inc({ source: page.source, destination: batch.destination }, batch.messages);
      }
      metrics.pageDuration.observe({ stage: 'formatter' }, (performance.now() - started) / 1000);
      return 'done';
    },
  );
  return {
    name: 'formatter',
    checks: () => [],
    close: () => consumer.close(),
  };
}

/** Decodes a page and writes its events for every output. Pure; what cannot be used comes back as dead letters. */
export function formatPage(
  page: Page,
  outputs: readonly Output[],
): { readonly batches: readonly Batch[]; readonly letters: readonly DeadLetter[] } {
  const events: SecurityEvent[] = [];
  const letters: DeadLetter[] = [];
  const setAside = (index: number, code: string, reason: string, row: string): void => {
    letters.push({ source: page.source, page: page.id, index, code, reason, row });
  };
  decodePage(page.kind, page.body).forEach((decoded, index) => {
    if ('event' in decoded) events.push(decoded.event);
    else setAside(index, decoded.rejected.code, decoded.rejected.reason, decoded.rejected.row);
  });
  const batches: Batch[] = [];
  for (const output of outputs) {
    if (output.sources !== undefined && !output.sources.has(page.source)) continue;
    const batch = writeBatch(page, events, output);
    if (batch !== undefined) batches.push(batch);
  }
  return { batches, letters };
}

function writeBatch(page: Page, events: readonly SecurityEvent[], output: Output): Batch | undefined {
  if (events.length === 0) return undefined;
  const body = createLineBuffer(events.length);
  let oldest = Number.POSITIVE_INFINITY;
  let newest = 0;
  for (const event of events) {
    const header = output.header(event);
    body.add(header + output.format.format(event, output.maxMessageBytes - header.length));
    if (event.time < oldest) oldest = event.time;
    if (event.time > newest) newest = event.time;
  }
  return {
    id: `${page.id}.${output.destination}`,
    source: page.source,
    destination: output.destination,
    messages: events.length,
    body: body.bytes(),
    readAt: page.readAt,
    oldest,
    newest,
  };
}

/** Gathers lines as UTF-8. One by one, since a single text of all would be of two bytes a character for one umlaut. */
function createLineBuffer(lines: number): { add(line: string): void; bytes(): Uint8Array } {
  let buffer = Buffer.allocUnsafe(lines * 1_200);
  let length = 0;
  return {
    add(line) {
      const most = length + line.length * 3 + 1;
      if (most > buffer.length) {
        const larger = Buffer.allocUnsafe(Math.max(most, buffer.length * 2));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      length += buffer.write(line, length, 'utf8');
      buffer[length++] = 0x0a;
    },
    bytes: () => buffer.subarray(0, length),
  };
}
