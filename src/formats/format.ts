import type { SecurityEvent } from '../events/security-event.ts';
import type { LineBuffer } from './line-buffer.ts';

/** A way to write an event as one line of text. */
export interface Format {
  readonly name: string;
  /**
   * Whether it reads the description only of events without fields. Where all formats of a page do, the other
   * descriptions, a quarter of a page, are not decoded.
   */
  readonly skipsDescriptions?: boolean;
  /**
   * Adds one event to `line` as a message in UTF-8, without syslog header and without line break.
   * @param maxBytes largest size of the message in bytes; values are shortened to fit. Infinity for no limit.
   */
  write(event: SecurityEvent, line: LineBuffer, maxBytes: number): void;
  /** The same message as text. */
  format(event: SecurityEvent, maxBytes: number): string;
}
