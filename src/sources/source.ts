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
  /** Records that are gone before they were read, such as those that a hub keeps no longer. */
  readonly lost?: { readonly records: number; readonly reason: string } | undefined;
  /** What an operator should know of this read: sentences for the log, without secrets. */
  readonly notes?: readonly string[] | undefined;
}

/** Which read of which part it is. */
export interface Turn {
  /** '' for a source that has no parts. */
  readonly part: string;
  /** Number of the poll in its chain: it grows by 1 with each poll, whoever reads. */
  readonly number: number;
}

/** Secrets of a source by option; those that are not given stay. */
export type SourceSecrets = Readonly<Record<string, string>>;

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
  read(cursor: Cursor | undefined, signal: AbortSignal, turn: Turn): Promise<ReadResult>;
  /**
   * The parts that it has now, such as the partitions of a hub; a source without this is one part. Each part is read by
   * itself, so several pollers share them. Asked again from time to time, since there may be more.
   * @throws AzlogError as `read`
   */
  parts?(signal: AbortSignal): Promise<readonly string[]>;
  /** Whether the same process should read a part again: it keeps something open for it. */
  readonly sticky?: boolean;
  /** Gives back what was kept open between reads. Nothing is read any more. */
  close?(): void;
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
