import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Environment } from '../config/environment.ts';
import type { Event } from '../records/event.ts';
import { decodeEventXml } from '../records/windows/reading/decode-event.ts';
import type { Piece } from '../records/windows/reading/split-events.ts';
import { compileTransforms } from '../transforms/transforms.ts';
import { type FilteredEvents, filteredEvents } from './filtered-events.ts';
import { readPieces } from './read-pieces.ts';
import { type SampleChoice, sampleOutput } from './sample-output.ts';

export interface FormatCommandOptions extends SampleChoice {
  /** Whether with the syslog header. Unless given, with it for a destination, and without for a format or preset. */
  readonly header?: boolean | undefined;
}

/** Output is written in pieces of about this many characters. */
const writeSize = 65_536;

/**
 * Reads Windows events as XML and writes one message a line, streaming. What cannot be used goes to `errors` with its
 * line number and reason; the rest goes on. Events that a rule filters are counted there by rule, with their lines.
 * @returns 0 when every event was written or filtered, else 1
 * @throws AzlogError CONFIG_INVALID
 */
export async function formatCommand(
  options: FormatCommandOptions,
  input: Readable,
  output: Writable,
  errors: Writable,
  env: Environment,
): Promise<number> {
  const { write, filtered } = writerOf(options, env);
  let failed = 0;
  let text = '';

  const handle = (piece: Piece): void => {
    try {
      if (piece.problem !== undefined) throw new Error(piece.problem);
      const message = write(decodeEventXml(piece.text), piece.line);
      if (message !== undefined) text += `${message}\n`;
    } catch (error) {
      failed++;
      errors.write(`line ${piece.line}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
  const flush = async (atLeast: number): Promise<void> => {
    if (text.length < atLeast || text === '') return;
    const drained = output.write(text);
    text = '';
    if (!drained) await once(output, 'drain');
  };

  // A reader that goes away (head, less) ends the work; it is no failure of ours.
  let gone = false;
  output.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') errors.write(`the output cannot be written: ${error.message}\n`);
    gone = true;
    output.emit('drain');
  });
  for await (const piece of readPieces(input)) {
    handle(piece);
    await flush(writeSize);
    if (gone) return 1;
  }
  await flush(0);
  errors.write(filtered.summary());
  if (failed > 0) errors.write(`${failed} of the events could not be used\n`);
  return failed === 0 ? 0 : 1;
}

interface Writer {
  /** The message of the event that begins at a line of the input; undefined where a rule filtered it. */
  write(event: Event, line: number): string | undefined;
  readonly filtered: FilteredEvents;
}

function writerOf({ header, ...choice }: FormatCommandOptions, env: Environment): Writer {
  const { format, header: headerOf, message, destination } = sampleOutput(choice, env);
  const { rules = [], hashKey } = destination ?? {};
  const transform = compileTransforms(rules, hashKey);
  const filtered = filteredEvents(rules);
  const hasHeader = header ?? destination !== undefined;
  // What only shows a format is whole; what goes to a destination is within its limit, header included.
  const limit = destination === undefined ? Number.POSITIVE_INFINITY : message.maxMessageBytes;
  return {
    write(read, line) {
      filtered.seen();
      const event = transform === undefined ? read : transform(read);
      if (typeof event === 'string') return filtered.add(event, line);
      const prefix = headerOf(event);
      const text = format.format(event, limit - Buffer.byteLength(prefix));
      return hasHeader ? prefix + text : text;
    },
    filtered,
  };
}
