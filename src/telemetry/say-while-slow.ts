/** Nobody wonders before that. */
const firstMs = 2_000;
const mostMs = 30_000;

/**
 * Does something and says that it is still being done: after two seconds, then ever more seldom, at least each 30 s.
 * @param say takes the whole seconds that it has taken so far
 */
export async function sayWhileSlow<T>(say: (seconds: number) => void, action: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const next = (ms: number): void => {
    timer = setTimeout(() => {
      say(Math.round((performance.now() - startedAt) / 1_000));
      next(Math.min(mostMs, ms * 2));
    }, ms);
    timer.unref();
  };
  next(firstMs);
  try {
    return await action();
  } finally {
    clearTimeout(timer);
  }
}
