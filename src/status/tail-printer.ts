import { plural } from './quantity.ts';
import { safeText } from './safe-text.ts';
import type { TailChunk } from './tail.ts';

/** Prints what senders show, each message once and not more than so many a second. */
export interface TailPrinter {
  /** @param from tells one sender from another */
  take(from: string, chunks: readonly TailChunk[]): void;
}

interface Seen {
  number: number;
  total: number;
}

/**
 * @param rate messages a second that are printed at most
 * @param print takes a line that cannot act on a terminal
 * @param tell takes a remark that is no message
 */
export function createTailPrinter(
  rate: number,
  print: (line: string) => void,
  tell: (remark: string) => void,
): TailPrinter {
  const seen = new Map<string, Seen>();
  let second = 0;
  let printed = 0;

  function mayPrint(): boolean {
    const now = Math.floor(Date.now() / 1_000);
    if (now !== second) {
      second = now;
      printed = 0;
    }
    if (printed >= rate) return false;
    printed += 1;
    return true;
  }

  return {
    take(from, chunks) {
      const before = seen.get(from) ?? { number: 0, total: 0 };
      const newest = chunks.at(-1);
      if (newest === undefined) return;
      // One that counts from the beginning again was started anew.
      const known = newest.number < before.number ? { number: 0, total: 0 } : before;
      const fresh = chunks.filter(({ number }) => number > known.number);
      let shown = 0;
      for (const message of fresh.flatMap(({ messages }) => messages)) {
        if (!mayPrint()) continue;
        // A tab does no harm, and parts the fields of LEEF 1.0.
        print(message.split('\t').map(safeText).join('\t'));
        shown += 1;
      }
      const hidden = newest.total - known.total - shown;
      if (hidden > 0) tell(`… ${plural(hidden, 'message')} more not shown`);
      seen.set(from, { number: newest.number, total: newest.total });
    },
  };
}
