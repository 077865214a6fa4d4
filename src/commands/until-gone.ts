import type { Writable } from 'node:stream';

/**
 * Aborts when a stop is asked for, and when whoever read the output has gone, as `head` does: there is nobody left to
 * write for then, and that is no error.
 */
export function untilGone(output: Writable, stop: AbortSignal): AbortSignal {
  const gone = new AbortController();
  output.on('error', () => gone.abort());
  return AbortSignal.any([stop, gone.signal]);
}
