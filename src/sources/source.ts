import type { Cursor, RawPage } from '../pipeline.ts';
import type { TellStep } from '../probe/probe.ts';
import type { SourceCredential } from './credential.ts';

/** What one read of a source gave. */
export interface ReadResult {
  /** The pages read; they are committed together with `cursor`. May be empty. */
  readonly pages: readonly RawPage[];
  /** Where to continue. */
  readonly cursor: Cursor;
  /** How long to wait before the next read, in milliseconds; 0 when more is known to be there. */
  readonly waitMs: number;
  /** How far behind the newest readable row the source is, in seconds. */
  readonly lagSeconds: number;
}

/** Secrets of a source by option; those that are not given stay. */
export type SourceSecrets = {
  readonly [option in 'accountKey' | 'sas' | 'connectionString']?: string;
};

/**
 * A place that rows come from. It keeps no state between reads: everything it must remember is in the cursor, so any
 * poller can continue where another stopped. Reading twice from one cursor must be harmless.
 */
export interface Source {
  readonly name: string;
  /** What tells this place from another (account and table): a changed identity starts a new cursor. */
  readonly identity: string;
  /**
   * Reads on from `cursor`, from the configured start where it is undefined.
   * @throws AzlogError of kind `retryable` (its `retryAfterMs` set when the server named a time) or `config`.
   */
  read(cursor: Cursor | undefined, signal: AbortSignal): Promise<ReadResult>;
  /** What it signs in with: the same object until `renew` replaces it. */
  credential(): SourceCredential;
  /** The service's time as far as it is known, otherwise this machine's: milliseconds since 1970. */
  now(): number;
  /**
   * Signs in with other secrets from now on, a read under way included. Where they cannot be used, those that it has stay.
   * @throws AzlogError `CONFIG_INVALID`; its message has no secret
   */
  renew(secrets: SourceSecrets): void;
  /**
   * Tries the way to the place once, and tells each step of it. It looks only: reading goes on as if it had not been.
   * @returns whether all went well
   */
  probe(tell: TellStep, signal: AbortSignal): Promise<boolean>;
}
