import { AzlogError } from '../../../errors.ts';
import { type Event, rawXmlFields } from '../../event.ts';
import { decodeEventXml, type RowOrigin, securityEvent } from './decode-event.ts';
import { timeOf } from './event-time.ts';
import { type PartialEvent, readPartially } from './parse-event.ts';
import { emptyEvent, type ScannedEvent } from './scanned-event.ts';

/** A row as the Table service answers it, or anything else. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * The event of a row. XML is what Windows wrote, the columns are what the agent took from it, so XML decides where it
 * makes an event. XML that makes none (it is broken, or lacks id or time) is completed by the columns, and kept whole in
 * the field `RawXml`, with the reason in `RawXmlProblem`. A row without XML is its columns.
 * @throws AzlogError XML_INVALID, EVENT_INCOMPLETE or ROW_UNREADABLE where neither has an id, or neither has a time
 */
export function eventOfRow(row: Row): Event {
  const origin: RowOrigin = {
    partitionKey: textIn(row, 'PartitionKey'),
    rowKey: textIn(row, 'RowKey'),
    deploymentId: textIn(row, 'DeploymentId'),
    role: textIn(row, 'Role'),
    roleInstance: textIn(row, 'RoleInstance'),
  };
  const rawXml = row['RawXml'] ?? '';
  if (typeof rawXml !== 'string') {
    const problem = `The column RawXml holds a ${typeof rawXml} instead of a text.`;
    const nothing = { event: emptyEvent(), problem, isWhole: false };
    return completedEvent(row, origin, nothing, new AzlogError('ROW_UNREADABLE', problem));
  }
  if (rawXml.trim() === '') {
    const columns = columnsOf(row, origin);
    const event = withFields(columns, columns, contradictions(row, columns));
    return { ...securityEvent(event, origin, textIn(row, 'Description')), toldByText: true };
  }
  try {
    return decodeEventXml(rawXml, origin, textIn(row, 'Description'));
  } catch (error) {
    if (!(error instanceof AzlogError)) throw error;
    return completedEvent(row, origin, readPartially(rawXml), error);
  }
}

type Field = readonly [name: string, value: string];

/** The event of a row whose XML makes none by itself. */
function completedEvent(row: Row, origin: RowOrigin, part: PartialEvent, reason: AzlogError): Event {
  const columns = columnsOf(row, origin);
  const isSound = part.problem === undefined && part.isWhole;
  const xml = isSound || isSameEvent(part.event, columns) ? part.event : emptyEvent();
  const joined = isSound ? join(xml, columns) : join(columns, xml);
  const rawXml = row['RawXml'];
  const beside: readonly Field[] = [
    ...fieldsOf(columns),
    ...contradictions(row, joined),
    [rawXmlFields.text, typeof rawXml === 'string' ? rawXml : JSON.stringify(rawXml)],
    [rawXmlFields.problem, `${reason.code}: ${part.problem ?? lacking(part.event)}`],
  ];
  // The agent knows a machine by its role instance only, which stays beside it.
  const event = { ...withFields(joined, xml, beside), computer: xml.computer || columns.computer };
  try {
    const made = securityEvent(event, origin, textIn(row, 'Description') || xml.description);
    return isSound && xml.names.length > 0 ? made : { ...made, toldByText: true };
  } catch (error) {
    if (!(error instanceof AzlogError)) throw error;
    const message = `${reason.message} The other columns do not complete it: ${error.message}`;
    throw new AzlogError(reason.code, message);
  }
}

/** Where XML is damaged and its id is not that of the row, nobody knows which event its fields belong to. */
function isSameEvent(xml: ScannedEvent, columns: ScannedEvent): boolean {
  return xml.eventId === undefined || columns.eventId === undefined || xml.eventId === columns.eventId;
}

function lacking({ eventId, timeText }: ScannedEvent): string {
  const missing = [
    ...(eventId === undefined ? ['no event id that is a number (System/EventID)'] : []),
    ...(Number.isNaN(timeOf(timeText)) ? ['no time in ISO 8601 (System/TimeCreated@SystemTime)'] : []),
  ];
  return `The event XML has ${missing.join(' and ')}.`;
}

/** What the first one says, and where that says nothing (0 and '' are nothing), what the second one says. */
function join(first: ScannedEvent, second: ScannedEvent): ScannedEvent {
  // An id means something only beside its provider.
  const [owner, other] = first.eventId === undefined ? [second, first] : [first, second];
  return {
    provider: owner.provider || other.provider,
    eventId: owner.eventId,
    version: owner.version || other.version,
    level: first.level || second.level,
    task: owner.task || other.task,
    opcode: owner.opcode || other.opcode,
    keywords: first.keywords || second.keywords,
    timeText: Number.isNaN(timeOf(first.timeText)) ? second.timeText || first.timeText : first.timeText,
    recordId: first.recordId || second.recordId,
    channel: owner.channel || other.channel,
    computer: first.computer || second.computer,
    processId: first.processId || second.processId,
    threadId: first.threadId || second.threadId,
    userSid: first.userSid || second.userSid,
    activityId: first.activityId || second.activityId,
    names: [],
    values: [],
    description: '',
  };
}

function fieldsOf({ names, values }: ScannedEvent): readonly Field[] {
  return names.map((name, index) => [name, values[index] ?? '']);
}

function withFields(event: ScannedEvent, from: ScannedEvent, more: readonly Field[]): ScannedEvent {
  const fields = [...fieldsOf(from), ...more];
  return { ...event, names: fields.map(([name]) => name), values: fields.map(([, value]) => value) };
}

/**
 * Columns that say nothing of the event itself, or that the event has a place for; all others become fields.
 * `Timestamp` is when the row was stored, `TIMESTAMP` the minute that the agent put it in: neither is the event's time.
 */
const ownColumns: ReadonlySet<string> = new Set([
  'PartitionKey',
  'RowKey',
  'Timestamp',
  'TIMESTAMP',
  'RowIndex',
  'N',
  'DeploymentId',
  'Role',
  'RoleInstance',
  'PreciseTimeStamp',
  'EventTickCount',
  'ProviderName',
  'Keywords',
  'Channel',
  'RawXml',
  'Description',
]);
const textColumns = { ProviderName: 'provider', Keywords: 'keywords', Channel: 'channel' } as const;
/** Columns that the event has a place for if they hold a number. */
const numberColumns = {
  EventId: 'eventId',
  Version: 'version',
  Level: 'level',
  Task: 'task',
  Opcode: 'opcode',
  Pid: 'processId',
  Tid: 'threadId',
} as const;

/** What the columns say. The agent names the instance of a virtual machine `_` and its computer name. */
function columnsOf(row: Row, origin: RowOrigin): ScannedEvent {
  const names: string[] = [];
  const values: string[] = [];
  for (const [name, value] of Object.entries(row)) {
    if (ownColumns.has(name) || name.includes('odata.') || name === '' || value === null) continue;
    if (Object.hasOwn(numberColumns, name) && integerIn(row, name) !== undefined) continue;
    names.push(name);
    values.push(typeof value === 'string' ? value : JSON.stringify(value));
  }
  const precise = textIn(row, 'PreciseTimeStamp');
  const ticks = timeOfTicks(textIn(row, 'EventTickCount'));
  return {
    ...emptyEvent(),
    provider: textIn(row, 'ProviderName'),
    eventId: integerIn(row, 'EventId'),
    version: integerIn(row, 'Version') ?? 0,
    level: integerIn(row, 'Level') ?? 0,
    task: integerIn(row, 'Task') ?? 0,
    opcode: integerIn(row, 'Opcode') ?? 0,
    keywords: textIn(row, 'Keywords'),
    timeText: Number.isNaN(timeOf(precise)) ? ticks || precise : precise,
    channel: textIn(row, 'Channel'),
    computer: origin.roleInstance.replace(/^_/, ''),
    processId: integerIn(row, 'Pid') ?? 0,
    threadId: integerIn(row, 'Tid') ?? 0,
    names,
    values,
  };
}

/** The columns that the event has a place for, but another value in it: each stays as a field. */
function contradictions(row: Row, event: ScannedEvent): readonly Field[] {
  const fields: Field[] = [];
  for (const [column, place] of Object.entries(textColumns)) {
    const text = textIn(row, column);
    if (text !== '' && text !== event[place]) fields.push([column, text]);
  }
  for (const [column, place] of Object.entries(numberColumns)) {
    const number = integerIn(row, column);
    if (number !== undefined && number !== event[place]) fields.push([column, String(number)]);
  }
  const time = timeOf(event.timeText);
  const precise = textIn(row, 'PreciseTimeStamp');
  if (precise !== '' && timeOf(precise) !== time) fields.push(['PreciseTimeStamp', precise]);
  const ticks = textIn(row, 'EventTickCount');
  const ticksTime = timeOf(timeOfTicks(ticks));
  if (!Number.isNaN(ticksTime) && ticksTime !== time) fields.push(['EventTickCount', ticks]);
  return fields;
}

/** ISO 8601 of .NET ticks: units of 100 ns since the year 1. '' for what is no such number. */
function timeOfTicks(ticks: string): string {
  if (!/^\d{17,19}$/.test(ticks)) return '';
  const since1970 = BigInt(ticks) - 621_355_968_000_000_000n;
  if (since1970 < 0n) return '';
  const seconds = new Date(Number(since1970 / 10_000_000n) * 1000);
  if (Number.isNaN(seconds.getTime())) return '';
  const fraction = String(since1970 % 10_000_000n).padStart(7, '0');
  return `${seconds.toISOString().slice(0, -5)}.${fraction}Z`;
}

/** Text of a column; a number as its digits, '' for anything else. */
function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** Number of a column of type Int32, or of type Int64, which JSON has as text. */
function integerIn(row: Row, column: string): number | undefined {
  const value = row[column];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : undefined;
}
