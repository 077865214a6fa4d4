import type { Decoding } from '../records/decoded-text.ts';
import type { Event } from '../records/event.ts';
import type { SeverityOf } from '../records/severity.ts';
import type { Composition } from './keyed/composition.ts';
import type { LineBuffer } from './line-buffer.ts';

/** What may be chosen for each format, but XML: that is what Windows wrote. */
export interface CommonOptions {
  /** Whether codes are written as they are, as text, or both; `both` where absent. */
  readonly decoding?: Decoding | undefined;
  /** Severities, where some are set by the configuration. */
  readonly severityOf?: SeverityOf | undefined;
}

/** A way to write an event as one line of text. */
export interface Format {
  readonly name: string;
  /**
   * Whether it reads the description only of events that nothing else tells (`isToldByText`). Where all formats of a page do, the other
   * descriptions, a quarter of a page, are not decoded.
   */
  readonly skipsDescriptions?: boolean;
  /**
   * Adds one event to `line` as a message in UTF-8, without syslog header and without line break.
   * @param maxBytes largest size of the message in bytes; values are shortened to fit. Infinity for no limit.
   */
  write(event: Event, line: LineBuffer, maxBytes: number): void;
  /** The same message as text. */
  format(event: Event, maxBytes: number): string;
  /** What the message of an event is made of, before any shortening; only of formats that write keys and values. */
  compose?(event: Event): Composition;
  /** Paths under which each field of an event stands, by its position; only of formats whose messages have paths. */
  pathsOf?(event: Event): readonly (readonly string[])[];
}
