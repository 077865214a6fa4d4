import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { decodeEventXml } from '../events/decode-event.ts';
import type { SecurityEvent } from '../events/security-event.ts';
import type { Piece } from '../events/split-events.ts';
import { createFormat } from '../formats/formats.ts';
import { headerOf } from '../stages/message-header.ts';
import { chosenMessage, type FormatChoice } from './chosen-format.ts';
import { readPieces } from './read-pieces.ts';

export interface FormatCommandOptions extends FormatChoice {
  /** With the syslog header of the preset. */
  readonly header: boolean;
}

/** Output is written in pieces of about this many characters. */
const writeSize = 65_536;

/**
 * Reads Windows events as XML and writes one message a line, streaming. What cannot be used goes to `errors` with its
 * line number and reason; the rest goes on.
 * @returns 0 when every event was written, else 1
 */
export async function formatCommand(
  options: FormatCommandOptions,
  input: Readable,
  output: Writable,
  errors: Writable,
): Promise<number> {
  const write = writerOf(options);
  let failed = 0;
  let text = '';

  const handle = (piece: Piece): void => {
    try {
      if (piece.problem !== undefined) throw new Error(piece.problem);
      text += `${write(decodeEventXml(piece.text))}\n`;
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
  if (failed > 0) errors.write(`${failed} of the events could not be used\n`);
  return failed === 0 ? 0 : 1;
}

function writerOf({ header, ...choice }: FormatCommandOptions): (event: SecurityEvent) => string {
  const message = chosenMessage(choice);
  const encoder = createFormat(message.format, message);
  const prefixOf = headerOf(header ? message : { ...message, header: 'none' });
  return (event) => prefixOf(event) + encoder.format(event, Number.POSITIVE_INFINITY);
}
