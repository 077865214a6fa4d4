import type { RecordKind } from './record-kind.ts';

/**
 * A decoded record: what all formats write from, whatever kind of record it was. Strings hold no entity, no CDATA, no
 * markup.
 */
export interface Event {
  /** The description of its kind itself, so that nothing has to be looked up. */
  readonly kind: RecordKind;
  /**
   * Stable across re-reads and re-sends, unique for each event: 27 characters, base64url of a SHA-1 over the id that the
   * record has of its own, where it is unique, else over its place. Never of content alone.
   */
  readonly uid: string;
  /** Who wrote it: of Windows the provider, such as `Microsoft-Windows-Security-Auditing`; of Azure the service. */
  readonly provider: string;
  /** What it tells of: a Windows event id, or the signature of an Azure record. */
  readonly id: number | string;
  /** Windows' channel, Azure's category. */
  readonly channel: string;
  /** The computer or resource that it comes from; '' where a record names none. */
  readonly host: string;
  /** Event time, milliseconds since 1970 (UTC). */
  readonly time: number;
  /** Event time as the record has it, up to 100 ns: ISO 8601 with `Z`. */
  readonly timeText: string;
  /** 0 LogAlways, 1 Critical, 2 Error, 3 Warning, 4 Informational, 5 Verbose. Says nothing of audit failure. */
  readonly level: number;
  readonly outcome: 'success' | 'failure' | undefined;
  /** Severity from 0 to 10, where the record itself decides; undefined: by its type, level and outcome. */
  readonly severity?: number | undefined;
  /**
   * Names and values of the data in document order, parallel arrays; dotted paths where the record is nested. Names may
   * repeat; none is empty. Events of one shape may share one array of names (so it can serve as the key of a cache):
   * never change it.
   */
  readonly names: readonly string[];
  readonly values: readonly string[];
  /** What surrounds the data: values of `kind.facts`, in their order. */
  readonly facts: readonly FactValue[];
  /**
   * Text that was rendered for people, where the record has it; may be localised, so never mapped on. May be '' where
   * fields tell the event and no format asks for it (`skipsDescriptions`).
   */
  readonly description: string;
  /** Whether none of the fields tells what happened: they are columns of the row, or were added by a rule. */
  readonly toldByText?: boolean | undefined;
  /**
   * The record as it came, whole: XML of Windows, JSON of Azure with its secrets masked. Absent where the event was made
   * from columns, where its XML was cut off, or where what it holds was changed since.
   */
  readonly raw?: string | undefined;
}

/** '', 0 and undefined mean that there is none. */
export type FactValue = string | number | undefined;

/** Names of the fields with XML that makes no event by itself, and with the reason. Both may quote any other field. */
export const rawXmlFields = { text: 'RawXml', problem: 'RawXmlProblem' } as const;

/** Whether only the description tells what happened. */
export function isToldByText({ names, toldByText }: Event): boolean {
  return toldByText === true || names.length === 0;
}

/** A row that could not be decoded. */
export interface Rejected {
  /** A code from `src/errors.ts`. */
  readonly code: string;
  readonly reason: string;
  /** The row as far as it could be read. */
  readonly row: string;
}

/** Result of decoding one row. */
export type Decoded = { readonly event: Event } | { readonly rejected: Rejected };
