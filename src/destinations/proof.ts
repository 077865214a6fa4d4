/**
 * Which bytes of one connection are proven, and by what. Pure: told of writes, acknowledgements and time.
 *
 * Two signs prove while a connection lives (the third, the orderly close, proves all of it at its end):
 * - The peer's kernel has acknowledged `receiveBufferBytes` beyond a byte. Its receive buffer cannot hold more, so the
 *   peer's program has read that byte.
 * - `kernel` only: the peer's kernel acknowledged a byte, and the connection has lived for `graceMs` since.
 */
export interface ProofRules {
  readonly receiveBufferBytes: number;
  /** Undefined: an acknowledgement by the kernel alone proves nothing. */
  readonly graceMs: number | undefined;
  /**
   * Largest piece that the peer's program can only read whole: a TLS record's content (RFC 8446 §5.1), else 0. An
   * acknowledgement in the middle of a record says nothing of what that record holds.
   */
  readonly recordBytes: number;
}

/** One piece of work on the wire. Offsets are in bytes of the connection before encryption. */
export interface Written<Item> {
  readonly item: Item;
  readonly start: number;
  readonly end: number;
  /** When it was written, milliseconds. */
  readonly at: number;
}

export interface ProofLedger<Item> {
  /** Records that `item` takes the next `bytes` of the connection. */
  write(item: Item, bytes: number, now: number): void;
  /**
   * Takes an observation: of the first `handed` bytes, which were with the kernel before the look, at most
   * `unacknowledged` are not acknowledged. Gives the items that are now proven, oldest first.
   */
  observe(handed: number, unacknowledged: number, now: number): Item[];
  /** What is not wholly proven, oldest first. */
  unproven(): readonly Written<Item>[];
  /** Offset up to which all is proven. */
  provenBytes(): number;
  /** Offset up to which the peer's kernel has acknowledged. */
  acknowledgedBytes(): number;
}

export function createProofLedger<Item>(rules: ProofRules): ProofLedger<Item> {
  let items: Written<Item>[] = [];
  let written = 0;
  let acknowledged = 0;
  let proven = 0;
  /** When which offset was known to be acknowledged, oldest first. */
  let marks: { readonly offset: number; readonly at: number }[] = [];

  const byGrace = (now: number): number => {
    const { graceMs } = rules;
    if (graceMs === undefined) return 0;
    const old = marks.filter((mark) => now - mark.at >= graceMs);
    marks = marks.slice(old.length);
    return old.at(-1)?.offset ?? 0;
  };

  return {
    write(item, bytes, now) {
      items.push({ item, start: written, end: written + bytes, at: now });
      written += bytes;
    },
    observe(handed, unacknowledged, now) {
      // Encryption only makes bytes more, so counting each unacknowledged byte as one of ours is on the safe side.
      const missing = unacknowledged === 0 ? 0 : unacknowledged + rules.recordBytes;
      if (handed - missing > acknowledged) {
        acknowledged = handed - missing;
        if (rules.graceMs !== undefined) marks.push({ offset: acknowledged, at: now });
      }
      const byBuffer = acknowledged - rules.receiveBufferBytes - rules.recordBytes;
      proven = Math.max(proven, byBuffer, byGrace(now));
      const remaining = items.findIndex((entry) => entry.end > proven);
      const count = remaining < 0 ? items.length : remaining;
      const done = items.slice(0, count).map((entry) => entry.item);
      items = items.slice(count);
      return done;
    },
    unproven: () => items,
    provenBytes: () => proven,
    acknowledgedBytes: () => acknowledged,
  };
}
