import type { SecurityEvent } from '../events/security-event.ts';

/** A way to write an event as one line of text. */
export interface Format {
  readonly name: string;
  /**
   * Writes one event as a message without syslog header and without line break.
   * @param maxBytes largest size of the result in UTF-8 bytes; values are shortened to fit. Infinity for no limit.
   */
  format(event: SecurityEvent, maxBytes: number): string;
}
