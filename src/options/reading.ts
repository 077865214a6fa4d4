/** What is wrong with a value, and the right form. Never the value itself where that is secret. */
export interface Fault {
  readonly what: string;
  /** What is allowed, or how to fix it. Sentences. */
  readonly fix: string;
}

/** A value that was read, or why it cannot be. */
export type Reading<T> = { readonly value: T } | { readonly fault: Fault };

export function fault(what: string, fix: string): { readonly fault: Fault } {
  return { fault: { what, fix } };
}

const quotePairs = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
] as const;

/** Takes off what comes along when a value is copied: spaces and line breaks around it, and a pair of quotes. */
export function unwrapPasted(text: string): string {
  const trimmed = text.trim();
  const isQuoted = quotePairs.some(
    ([open, close]) => trimmed.length >= 2 && trimmed.startsWith(open) && trimmed.endsWith(close),
  );
  return isQuoted ? trimmed.slice(1, -1).trim() : trimmed;
}

/** What is wrong with a value that must be one line; undefined where it is one. */
export function lineFault(text: string): Fault | undefined {
  const lines = text.trim().split(/\r\n?|\n/).length;
  if (lines === 1) return undefined;
  return {
    what: `it has ${lines} lines, and it must be one`,
    fix: 'Remove the line breaks inside it, which copying may have added.',
  };
}
