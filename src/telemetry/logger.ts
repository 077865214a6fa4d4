import {
  type DestinationStream,
  destination as fileDescriptor,
  type Logger as PinoLogger,
  pino,
  stdTimeFunctions,
} from 'pino';
import { secretNames } from '../config/secret-names.ts';
import { AzlogError, type ErrorKind } from '../errors.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { logText } from './log-text.ts';
import { wantsColour } from './wants-colour.ts';

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Named in every line: a stage, or what else runs. */
  readonly stage: string;
  /** Values that are taken out of every line, wherever they stand in it. */
  readonly secrets?: Secrets;
  /** Standard error unless given. */
  readonly destination?: DestinationStream;
  /** How lines are written: as JSON unless given. */
  readonly style?: LogStyle;
}

/** Lines for programs, or for people, with or without colours. */
export type LogStyle = 'json' | 'text' | 'coloured text';

/** How a log on `stream` is written where the configuration says `format`. */
export function logStyle(
  format: 'auto' | 'json' | 'text',
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): LogStyle {
  const isTerminal = stream.isTTY === true;
  if (format === 'json' || (format === 'auto' && !isTerminal)) return 'json';
  return wantsColour(env, isTerminal) ? 'coloured text' : 'text';
}

/** Secrets by value: a fixed list, or one that grows. */
type Secrets = readonly string[] | KnownSecrets;

const mask = '(hidden)';

/** Forms that secrets take within texts of other programs: URLs, connection strings, signatures, headers. */
const secretForms: readonly (readonly [form: RegExp, replacement: string])[] = [
  [/(\/\/[^/\s:@"]*:)[^\s"]*@/g, `$1${mask}@`],
  [
    /\b(sig|AccountKey|SharedAccessKey|SharedAccessSignature|password|passphrase)=[^&;\s"\\]+/gi,
    `$1=${mask}`,
  ],
  [/\b(SharedKeyLite|SharedKey|Bearer|Basic) [^\s"\\]+/g, `$1 ${mask}`],
];

/** Takes what looks like a secret out of a text. */
export function withoutSecrets(text: string): string {
  return secretForms.reduce((rest, [form, replacement]) => rest.replace(form, replacement), text);
}

/** Shortest value taken out literally: shorter ones would also match text that has nothing to do with them. */
const shortestSecret = 4;

/**
 * Takes these values, as they are or as they stand in a URL, and what looks like a secret, out of a text.
 * @param written how the text writes a value
 */
export function createScrubber(
  secrets: Secrets,
  written: (value: string) => string = (value) => value,
): (text: string) => string {
  let values: readonly string[] | undefined;
  let literals: readonly string[] = [];
  return (text) => {
    const current = 'add' in secrets ? secrets.values : secrets;
    if (current !== values) {
      values = current;
      literals = literalsOf(current, written);
    }
    return literals.reduce((rest, literal) => rest.replaceAll(literal, mask), withoutSecrets(text));
  };
}

function literalsOf(secrets: readonly string[], written: (value: string) => string): readonly string[] {
  // The longest goes first, since one may be part of another.
  return secrets
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .map(written)
    .toSorted((a, b) => b.length - a.length);
}

/** Writes one JSON line, or a text, for each entry: ISO time, level by name, stage. */
export function createLogger({
  level,
  stage,
  secrets = [],
  destination,
  style = 'json',
}: LoggerOptions): Logger {
  const scrub = createScrubber(secrets, (value) => JSON.stringify(value).slice(1, -1));
  const hiddenPaths = ['authorization', ...secretNames()].flatMap((field) => [
    field,
    `*.${field}`,
    `*.*.${field}`,
  ]);
  return pino(
    {
      level,
      base: { stage },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: hiddenPaths, censor: mask },
      serializers: { err: errorFields, error: errorFields },
      hooks: {
        streamWrite: style === 'json' ? scrub : (line) => logText(scrub(line), style === 'coloured text'),
      },
    },
    // Written at once: the last lines before an exit are the ones that matter.
    destination ?? fileDescriptor({ dest: 2, sync: true }),
  );
}

export interface ErrorFields {
  /** Of `src/errors.ts`, or the system's (`ECONNREFUSED`), or `UNEXPECTED`. */
  readonly code: string;
  readonly kind: ErrorKind;
  readonly message: string;
  /** Message of what it was caused by, where that says more. */
  readonly cause?: string;
  /** Where it arose, for errors that are not made on purpose. */
  readonly stack?: string;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // Only words in capitals: the code becomes a metric's label, which must not take just any text.
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'UNEXPECTED';
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node.js leaves the message empty where it tried several addresses of one host.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error.message;
}

/** What a log tells of an error. Whatever was thrown is taken; secrets in its texts are hidden. */
export function errorFields(error: unknown): ErrorFields {
  const message = withoutSecrets(messageOf(error));
  const cause =
    error instanceof Error && error.cause instanceof Error ? withoutSecrets(error.cause.message) : '';
  const causeField = cause === '' || message.includes(cause) ? {} : { cause };
  if (error instanceof AzlogError) return { code: error.code, kind: error.kind, message, ...causeField };
  const stack =
    error instanceof Error && error.stack !== undefined ? { stack: withoutSecrets(error.stack) } : {};
  return { code: codeOf(error), kind: 'retryable', message, ...causeField, ...stack };
}
