/** The clocks of this machine; tests bring their own. */
export interface Clocks {
  /** Milliseconds that only ever go on. */
  readonly monotonic: () => number;
  /** Milliseconds since 1970. Only compared with the service's to explain a refusal. */
  readonly wall: () => number;
}

/**
 * The service's clock, from the `Date` of its answers and the time passed since. `Date` is cut to the second and
 * was written before the answer arrived, so the estimate is never ahead. The lower of two estimates counts: one
 * answer with a wrong date (a proxy's) does not move the clock forward.
 */
export function createServerTime({ monotonic, wall }: Clocks) {
  let samples: readonly { readonly date: number; readonly at: number }[] = [];
  let skew: number | undefined;
  return {
    note(header: string | undefined): void {
      const date = Date.parse(header ?? '');
      if (Number.isNaN(date)) return;
      // On average half a second was cut off.
      skew = wall() - date - 500;
      samples = [...samples, { date, at: monotonic() }].slice(-2);
    },
    skew: () => skew,
    now(): number | undefined {
      if (samples.length < 2) return undefined;
      const now = monotonic();
      return Math.floor(Math.min(...samples.map(({ date, at }) => date + now - at)));
    },
  };
}
