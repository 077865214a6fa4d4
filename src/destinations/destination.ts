import type { Batch } from '../pipeline.ts';
import type { TellStep } from '../probe/probe.ts';

/** When a certificate of a destination expires. */
export interface CertificateExpiry {
  /** That of the receiver, our own, or that of the authority which the receiver is verified with. */
  readonly certificate: 'server' | 'client' | 'ca';
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What a destination tells of itself, for health and metrics. Counts only grow. */
export interface DestinationStatus {
  readonly connected: boolean;
  /** Messages written and not yet proven. */
  readonly unprovenMessages: number;
  readonly connects: number;
  /** Connections that ended with unproven messages, or could not be made. */
  readonly failures: number;
  /** Why nothing is proven at present; gone once something is. */
  readonly lastError: string | undefined;
  /** Since when, in milliseconds since 1970. */
  readonly failingSince: number | undefined;
  /** The last error, and when it was; kept when all is well again. */
  readonly lastTrouble: { readonly at: number; readonly message: string } | undefined;
  /** Of those certificates that are known and whose dates matter. */
  readonly certificates: readonly CertificateExpiry[];
}

/** A place that messages go to. */
export interface Destination {
  readonly name: string;
  /** Bytes of batches that should be in flight at once, so that proof keeps up under load; the sender's window. */
  readonly windowBytes: number;
  /**
   * Delivers one batch and resolves when it is proven. A receiver that is away is tried again for ever, so this
   * rejects only when `signal` aborts or the destination is closed first (AzlogError `stopping`: the batch is not
   * proven and must be delivered again).
   */
  deliver(batch: Batch, signal: AbortSignal): Promise<void>;
  /**
   * Tries the whole way to the receiver with one batch, on a connection of its own, and tells each step of it. Unlike
   * `deliver` it tries once.
   * @returns whether all went well
   */
  probe(batch: Batch, tell: TellStep, signal: AbortSignal): Promise<boolean>;
  status(): DestinationStatus;
  /** Ends in order: proves what it can until `deadline` (milliseconds since 1970), then gives the rest back. */
  close(deadline: number): Promise<void>;
}
