import { hash } from 'node:crypto';
import { AzlogError } from '../../../errors.ts';
import type { Event } from '../../event.ts';
import { windows } from '../windows.ts';
import { inUtc, timeOf } from './event-time.ts';
import { parseEvent, truncatedField } from './parse-event.ts';
import { scanEvent } from './scan-event.ts';
import type { ScannedEvent } from './scanned-event.ts';

/** Columns of the Azure Diagnostics row around the event. */
export interface RowOrigin {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly deploymentId: string;
  readonly role: string;
  readonly roleInstance: string;
}

/**
 * Decodes the XML of one event. The XML of a row may be cut off (a table column holds 32,768 UTF-16 units): what there
 * is of it is kept then, and the field `RawXmlTruncated` says so. Without a row, XML that ends too early is an error.
 * @param row where the event came from.
 * @param description text that Windows rendered; '' to take the one of the XML's RenderingInfo, if there is one.
 * @throws AzlogError XML_INVALID, or EVENT_INCOMPLETE for XML without event id or time.
 */
export function decodeEventXml(xml: string, row?: RowOrigin, description = ''): Event {
  const scanned = scanEvent(xml) ?? parseEvent(xml, row !== undefined);
  const isWhole = scanned.names.at(-1) !== truncatedField;
  const text = description === '' ? scanned.description : description;
  return securityEvent(scanned, row, text, isWhole ? xml : undefined);
}

/**
 * The event that a scanned one means.
 * @param xml what it was read from, if that is the whole event.
 * @throws AzlogError EVENT_INCOMPLETE without event id, or without a time as ISO 8601.
 */
export function securityEvent(
  scanned: ScannedEvent,
  row: RowOrigin | undefined,
  description: string,
  xml?: string,
): Event {
  const { eventId, timeText } = scanned;
  if (eventId === undefined) {
    throw new AzlogError(
      'EVENT_INCOMPLETE',
      'The event has no event id (System/EventID, or the column EventId), or one that is not a number.',
    );
  }
  const time = timeOf(timeText);
  if (Number.isNaN(time)) {
    throw new AzlogError(
      'EVENT_INCOMPLETE',
      `The event ${eventId} has no usable time: "${timeText.slice(0, 100)}" instead of ISO 8601 as in 2026-01-31T12:34:56.1234567Z (System/TimeCreated@SystemTime, or the column PreciseTimeStamp).`,
    );
  }
  return {
    uid:
      row === undefined || row.rowKey === ''
        ? uidOf(scanned)
        : hash('sha1', `${row.partitionKey}\n${row.rowKey}`, 'base64url'),
    kind: windows,
    provider: scanned.provider,
    id: eventId,
    channel: scanned.channel,
    host: scanned.computer,
    time,
    timeText: inUtc(timeText, time),
    level: scanned.level,
    outcome: outcomeOf(scanned.keywords),
    names: scanned.names,
    values: scanned.values,
    // In the order of `windowsFacts`.
    facts: [
      scanned.version,
      scanned.task,
      scanned.opcode,
      scanned.keywords,
      scanned.userSid,
      row?.deploymentId,
      row?.role,
      row?.roleInstance,
      scanned.recordId,
      scanned.processId,
      scanned.threadId,
      scanned.activityId,
    ],
    description,
    raw: xml,
  };
}

/** Identity of an event that is in no table. */
function uidOf(event: ScannedEvent): string {
  const identity = [
    event.computer,
    event.channel,
    event.recordId,
    event.provider,
    event.eventId,
    event.timeText,
  ];
  return hash('sha1', identity.join('\n'), 'base64url');
}

/**
 * Failure is the bit 0x0010000000000000 and success 0x0020000000000000: bits of the 14th hexadecimal digit from the
 * right. Where both are set it is a failure.
 */
function outcomeOf(keywords: string): Event['outcome'] {
  const at = keywords.length - 14;
  if (at < 2) return undefined;
  const digit = Number.parseInt(keywords.charAt(at), 16);
  if ((digit & 1) !== 0) return 'failure';
  return (digit & 2) !== 0 ? 'success' : undefined;
}
