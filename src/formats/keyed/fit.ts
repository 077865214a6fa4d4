import { trimmed } from '../../records/trimmed.ts';
import type { ValueWriter } from './escape.ts';
import { type Rank, ranks } from './keys.ts';
import type { Pairs, Slot } from './plan.ts';

/** Smallest message size that can hold what is never dropped; the least that RFC 5424 makes every receiver take. */
export const smallestMessage = 480;

/** What fitting needs to know of a format. */
export interface Fitting {
  readonly writer: ValueWriter;
  /** Slots of the two markers: keys with a shortened value, keys that were left out. */
  readonly shortened: Slot;
  readonly dropped: Slot;
}

interface Entry {
  readonly slot: Slot;
  text: string;
  /** Bytes of prefix and value in the line. */
  bytes: number;
  isCut: boolean;
  isGone: boolean;
}

/**
 * The published order. Each pass takes the values of its ranks, one rank after the other, the longest value first, and
 * ends as soon as the message fits. First long values give way, each keeping `keep` bytes; then own keys are left out;
 * then the standard keys are shortened hard, and at the very end left out.
 */
const passes: readonly { readonly ranks: readonly Rank[]; readonly keep: number }[] = [
  {
    ranks: [ranks.copy, ranks.message, ranks.data, ranks.surroundings, ranks.custom, ranks.detail],
    keep: 128,
  },
  { ranks: [ranks.copy, ranks.message, ranks.data, ranks.surroundings], keep: 0 },
  { ranks: [ranks.custom, ranks.detail, ranks.identity], keep: 24 },
  { ranks: [ranks.custom, ranks.detail, ranks.identity], keep: 0 },
];

function valueBytes(text: string, writer: ValueWriter): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) bytes += writer.width(text.charCodeAt(i));
  return bytes;
}

/** The first part of a folded text that takes no more than `bytes` in the line; never half a character or escape. */
export function cutToBytes(text: string, bytes: number, width: (code: number) => number): string {
  let used = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const isPair = code >= 0xd800 && code <= 0xdbff;
    used += isPair ? 4 : width(code);
    if (used > bytes) return trimmed(text.slice(0, i));
    if (isPair) i++;
  }
  return text;
}

/** As many of the names as fit, then how many more there are. */
function nameList(names: readonly string[], bytes: number): string {
  let list = '';
  for (const [index, name] of names.entries()) {
    const next = list === '' ? name : `${list},${name}`;
    const more = names.length - index - 1;
    if (next.length + (more > 0 ? `,+${more}`.length : 0) > bytes) {
      return `${list}${list === '' ? '' : ','}+${names.length - index}`;
    }
    list = next;
  }
  return list;
}

function shrink(entry: Entry, excess: number, keep: number, writer: ValueWriter): number {
  const prefixBytes = Buffer.byteLength(entry.slot.prefix);
  const before = entry.bytes;
  const target = before - prefixBytes - excess;
  if (keep === 0) {
    entry.isGone = true;
    return before;
  }
  if (before - prefixBytes <= keep) return 0;
  entry.text = cutToBytes(entry.text, Math.max(keep, target), writer.width);
  entry.bytes = prefixBytes + valueBytes(entry.text, writer);
  entry.isCut = true;
  return before - entry.bytes;
}

/** Bytes kept free for both markers. */
function markerRoom(maxBytes: number): number {
  return Math.min(512, Math.max(112, Math.floor(maxBytes / 8)));
}

/** Does another value hold as much as is left of this copy? Then saying it twice helps nobody. */
function isRepeated(copy: Entry, entries: readonly Entry[]): boolean {
  return entries.some((entry) => entry !== copy && !entry.isGone && entry.text.startsWith(copy.text));
}

/**
 * Writes a message that is too large once more, with values shortened before they are escaped and then left out, in
 * the published order, until it has at most `maxBytes` bytes. Markers name what was shortened and what left out.
 * @param head everything before the first value, no more than half of `maxBytes`
 * @throws RangeError where `maxBytes` is below `smallestMessage`
 */
export function fit(head: string, lists: readonly Pairs[], maxBytes: number, fitting: Fitting): string {
  if (!(maxBytes >= smallestMessage)) {
    throw new RangeError(
      `A message size of ${maxBytes} bytes is too small: allowed are ${smallestMessage} or more. Raise the limit.`,
    );
  }
  const { writer } = fitting;
  const cut = new Set(lists.flatMap((pairs) => pairs.cut));
  const entries = lists.flatMap((pairs) =>
    pairs.slots.slice(0, pairs.count).map((slot, index): Entry => {
      const text = trimmed(writer.fold(pairs.values[index] ?? ''));
      const bytes = Buffer.byteLength(slot.prefix) + valueBytes(text, writer);
      return { slot, text, bytes, isCut: cut.has(slot.key), isGone: text === '' };
    }),
  );
  const room = markerRoom(maxBytes);
  let excess = Buffer.byteLength(head) + room - maxBytes;
  for (const entry of entries) if (!entry.isGone) excess += entry.bytes;
  for (const pass of passes) {
    for (const rank of pass.ranks) {
      const candidates = entries.filter((entry) => entry.slot.rank === rank && !entry.isGone);
      candidates.sort((a, b) => b.bytes - a.bytes);
      for (const entry of candidates) {
        if (excess <= 0) break;
        excess -= shrink(entry, excess, pass.keep, writer);
        if (rank === ranks.copy && !entry.isGone && isRepeated(entry, entries)) {
          entry.isGone = true;
          excess -= entry.bytes;
        }
      }
    }
  }
  let line = head;
  for (const entry of entries) if (!entry.isGone) line += entry.slot.prefix + writer.escape(entry.text);
  const copies = entries.filter((entry) => entry.slot.rank === ranks.copy);
  const shortened = entries.filter((entry) => entry.isCut && !entry.isGone).map((entry) => entry.slot.key);
  const dropped = entries
    .filter((entry) => entry.isGone && entry.text !== '' && !copies.includes(entry))
    .map((entry) => entry.slot.key);
  for (const [slot, keys] of [
    [fitting.shortened, shortened],
    [fitting.dropped, dropped],
  ] as const) {
    if (keys.length > 0) line += slot.prefix + nameList(keys, room / 2 - slot.prefix.length);
  }
  return line;
}
