import type { Fault } from './reading.ts';

/** A JSON Schema (2020-12), as far as it is used here. */
export type JsonSchema = { readonly [key: string]: unknown };

/**
 * What values an option takes. Every test is strict: convict's own formats turn `no` into true and `12abc` into 12,
 * so none of them is used.
 */
export interface ValueType<T> {
  /** What is allowed, for errors and for the reference, such as `a whole number, 1 to 65535`. */
  readonly allowed: string;
  readonly schema: JsonSchema;
  readonly accepts: (value: unknown) => value is T;
  /** What a file would hold where the environment has this text; the text itself where it is of no such form. */
  readonly fromText: (text: string) => unknown;
  /** From the notation of a file to the value used: `8MiB` to 8388608. What cannot be read is left as it is. */
  readonly read: (value: unknown, folder: string) => unknown;
  /** How the value is shown where it is refused; everything that is secret is left out. */
  readonly show: (value: unknown) => string;
  /** Why a value is not accepted, where more can be said than what is allowed. */
  readonly fault: (value: unknown) => Fault | undefined;
  /** Secrets may also be given as `{ env: NAME }`, `{ file: PATH }` or by `AZLOG_…_FILE`. */
  readonly secret: boolean;
  /** Whether nothing of a value is ever shown, so that log fields of the option's name are hidden too. */
  readonly wholeIsSecret: boolean;
  /** How a value that is used is shown. */
  readonly mask: (value: unknown) => unknown;
  /** What within a value is secret by itself, in each spelling that it may be met in. */
  readonly secretParts: (value: unknown) => readonly string[];
}

export const hidden = '(hidden)';

const shownLength = 80;

/** A connection string, a signature, or a key of a storage account, pasted where another value belongs. */
const misplacedSecret = /\b(AccountKey|SharedAccess\w+|sig|password)\s*=|:.*@|^[A-Za-z0-9+/]{86}==$/i;

/** Shows a value that is not secret, shortened so that a pasted file does not fill the screen. */
export function showPlain(value: unknown): string {
  if (typeof value === 'string' && misplacedSecret.test(value)) return hidden;
  // Not by JSON alone, which has no words for `.inf` and `.nan`.
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > shownLength ? `${text.slice(0, shownLength)}…` : text;
}

/** A type of values; what is not given is that of plain text that is no secret. */
export function valueType<T>(
  parts: Pick<ValueType<T>, 'allowed' | 'schema' | 'accepts'> & Partial<ValueType<T>>,
): ValueType<T> {
  return {
    fromText: (text) => text,
    read: (value) => value,
    show: showPlain,
    fault: () => undefined,
    secret: false,
    wholeIsSecret: false,
    mask: (value) => value,
    secretParts: () => [],
    ...parts,
  };
}
