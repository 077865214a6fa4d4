import type { Batch } from '../pipeline.ts';
import type { TailChunk } from '../status/tail.ts';
import type { Stage } from './stage.ts';

const flushMs = 1_000;
/** Longest message that is shown whole, and what all of one second may take. */
const mostMessageBytes = 16 * 1024;
const mostChunkBytes = 256 * 1024;
const lineFeed = 0x0a;

/**
 * Shows messages as a sender proves them: about once a second, at most `rate` of them, the first of each batch.
 * @returns ends it
 */
export function startTailTap(
  sender: Stage,
  destination: string,
  rate: number,
  show: (chunk: TailChunk) => void,
): () => void {
  let messages: string[] = [];
  let bytes = 0;
  let total = 0;
  let told = 0;
  let number = 0;

  const take = (batch: Batch): void => {
    total += batch.messages;
    const { body } = batch;
    let start = 0;
    while (start < body.length && messages.length < rate && bytes < mostChunkBytes) {
      const found = body.indexOf(lineFeed, start);
      const end = found < 0 ? body.length : found;
      const message = textOf(body.subarray(start, end));
      messages.push(message);
      bytes += message.length;
      start = end + 1;
    }
  };
  const flush = (): void => {
    if (total === told) return;
    number += 1;
    told = total;
    show({ number, total, messages });
    messages = [];
    bytes = 0;
  };
  const end = sender.onProven?.(destination, take);
  const timer = setInterval(flush, flushMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    end?.();
  };
}

function textOf(line: Uint8Array): string {
  if (line.length <= mostMessageBytes) return Buffer.from(line).toString();
  // A character that is cut is left out.
  const kept = new TextDecoder().decode(line.subarray(0, mostMessageBytes), { stream: true });
  return `${kept}… (${line.length - Buffer.byteLength(kept)} bytes more)`;
}
