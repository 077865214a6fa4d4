/**
 * Every error that the program makes on purpose. Its kind is decided where it is born:
 * - `config`: only an operator can mend it; the program says so and exits with 78.
 * - `retryable`: tried again with capped backoff, for ever. Anything unknown is treated as retryable.
 * - `permanent`: the same input will always fail; one row goes to the dead letters.
 * - `stopping`: not an error; the program was asked to stop.
 */
export type ErrorKind = 'config' | 'retryable' | 'permanent' | 'stopping';

/** Codes with their kind and meaning; docs/errors.md is generated from this table. */
export const errorTable = {
  CONFIG_INVALID: {
    kind: 'config',
    meaning: 'The configuration is not valid; the message lists every problem.',
  },
  NODE_UNSUPPORTED: { kind: 'config', meaning: 'The running Node.js is older than the program supports.' },
  QUEUE_LOCKED: { kind: 'config', meaning: 'Another process uses this embedded queue folder.' },
  QUEUE_UNREACHABLE: { kind: 'retryable', meaning: 'The queue server cannot be reached.' },
  QUEUE_REFUSED: {
    kind: 'retryable',
    meaning: 'The queue server refuses the user, the password, the database or a permission.',
  },
  QUEUE_READ_ONLY: {
    kind: 'retryable',
    meaning: 'The queue server accepts no writes: it is a replica, or read-only.',
  },
  QUEUE_FULL: {
    kind: 'retryable',
    meaning: 'The memory or the disk of the queue is full; reading pauses until there is room.',
  },
  QUEUE_NOT_READY: {
    kind: 'retryable',
    meaning: 'The queue server is starting, overloaded, or without the other servers that it needs.',
  },
  QUEUE_DAMAGED: { kind: 'retryable', meaning: 'The data of the queue is damaged.' },
  JOB_VERSION: {
    kind: 'retryable',
    meaning:
      'A queued job has a version that this program does not read; the job waits for a program that does.',
  },
  JOB_INVALID: {
    kind: 'retryable',
    meaning:
      'A queued job does not have the form of its version: it is damaged, or another program wrote it. It waits without blocking other jobs.',
  },
  JOB_LOST: {
    kind: 'retryable',
    meaning: 'The queue has given the job to another process, or lost it; nothing was committed.',
  },
  SOURCE_REFUSED: { kind: 'retryable', meaning: 'The source refused the key, signature or permission.' },
  SOURCE_NOT_FOUND: { kind: 'retryable', meaning: 'The account or table does not exist (yet).' },
  SOURCE_THROTTLED: { kind: 'retryable', meaning: 'The source asked for fewer requests (throttling).' },
  SOURCE_UNREACHABLE: {
    kind: 'retryable',
    meaning: 'The source did not answer, or its answer was not as expected.',
  },
  ROW_UNREADABLE: { kind: 'permanent', meaning: 'The row does not have the expected form.' },
  RECORD_UNREADABLE: {
    kind: 'permanent',
    meaning: 'Bytes of a message or blob in which no JSON record can be told apart.',
  },
  XML_INVALID: {
    kind: 'permanent',
    meaning: 'The event XML cannot be read, and the other columns of the row do not make up an event either.',
  },
  EVENT_INCOMPLETE: {
    kind: 'permanent',
    meaning: 'Neither the event XML nor the other columns contain both an event id and a time.',
  },
  STOPPING: { kind: 'stopping', meaning: 'The program was asked to stop.' },
} as const satisfies Record<string, { kind: ErrorKind; meaning: string }>;

export type ErrorCode = keyof typeof errorTable;

/** An error with a stable code. Its message is for an operator: what happened, and how to mend it; never a secret. */
export class AzlogError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  /** The server's own wish before a retry, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AzlogError';
    this.code = code;
    this.kind = errorTable[code].kind;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Whether an error is of the queue's store, and not of a job in it: reported once for the whole process (queue-watch.ts). */
export function isQueueError(error: unknown): error is AzlogError {
  return error instanceof AzlogError && error.code.startsWith('QUEUE_');
}
