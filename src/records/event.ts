/** An event decoded from a row: what all formats write from. Strings hold no entity, no CDATA, no markup. */
export interface Event {
  /**
   * Stable across re-reads and re-sends, unique for each event: 27 characters, base64url of a SHA-1 over what
   * identifies the row (PartitionKey and RowKey; else computer, channel, record id, provider, event id and time).
   */
  readonly uid: string;
  /** Provider name, such as `Microsoft-Windows-Security-Auditing`. */
  readonly provider: string;
  readonly eventId: number;
  readonly version: number;
  /** 0 LogAlways, 1 Critical, 2 Error, 3 Warning, 4 Informational, 5 Verbose. Says nothing of audit failure. */
  readonly level: number;
  readonly task: number;
  readonly opcode: number;
  /** `0x` and hexadecimal digits as Windows writes them, or ''. */
  readonly keywords: string;
  /** From Keywords: bit 0x0010000000000000 is failure, bit 0x0020000000000000 is success. */
  readonly outcome: 'success' | 'failure' | undefined;
  /** Event time, milliseconds since 1970 (UTC). */
  readonly time: number;
  /** Event time as Windows wrote it, up to 100 ns: ISO 8601 with `Z`. */
  readonly timeText: string;
  readonly recordId: string;
  readonly channel: string;
  readonly computer: string;
  readonly processId: number;
  readonly threadId: number;
  /** `System/Security@UserID`, or ''. */
  readonly userSid: string;
  /** `System/Correlation@ActivityID`, or ''. */
  readonly activityId: string;
  /**
   * Names and values of EventData or UserData in document order, parallel arrays. Names may repeat; none is empty.
   * Events of one shape may share one array of names (so it can serve as the key of a cache): never change it.
   */
  readonly names: readonly string[];
  readonly values: readonly string[];
  /**
   * Text that Windows rendered, where the row has it; localised, so never mapped on. May be '' where fields tell the
   * event and no format asks for it (`skipsDescriptions`).
   */
  readonly description: string;
  /** Whether none of the fields tells what happened: they are columns of the row, or were added by a rule. */
  readonly toldByText?: boolean | undefined;
  /**
   * The XML of the event as it came, whole. Absent where the event was made from columns, where its XML was cut off, or
   * where what it holds was changed since.
   */
  readonly xml?: string | undefined;
  /** Where the row came from; undefined for an event that did not come from an Azure table. */
  readonly row: RowOrigin | undefined;
}

/** Names of the fields with XML that makes no event by itself, and with the reason. Both may quote any other field. */
export const rawXmlFields = { text: 'RawXml', problem: 'RawXmlProblem' } as const;

/** Whether only the description tells what happened. */
export function isToldByText({ names, toldByText }: Event): boolean {
  return toldByText === true || names.length === 0;
}

/** Columns of the Azure Diagnostics row around the event. */
export interface RowOrigin {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly deploymentId: string;
  readonly role: string;
  readonly roleInstance: string;
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
