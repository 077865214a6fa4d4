import { hash } from 'node:crypto';
import type { Event } from '../event.ts';
import { trimmed } from '../trimmed.ts';
import type { AzureKind } from './azure-kind.ts';
import { type AzureRecord, extended, renamed } from './azure-record.ts';
import { readTime } from './record-time.ts';

type Outcome = Event['outcome'];

const times = [
  'time',
  'timestamp',
  'eventTimestamp',
  'EventTimeString',
  'createdDateTime',
  'properties.createdDateTime',
  'properties.timeGenerated',
  'TimeGenerated [UTC]',
] as const;

const levels: Readonly<Record<string, number>> = {
  critical: 1,
  error: 2,
  warning: 3,
  warn: 3,
  information: 4,
  informational: 4,
  info: 4,
  verbose: 5,
  debug: 5,
  trace: 5,
};

/** The level on Windows' scale, which Azure's numbers are on, too; informational where a record has none. */
export function levelOf(record: AzureRecord): number {
  const text = record.get('level').toLowerCase();
  const number = Number(text);
  if (text !== '' && Number.isInteger(number) && number >= 0 && number <= 5) return number;
  return levels[text] ?? 4;
}

const success = new Set(['success', 'succeeded', 'accepted', 'ok', '0', 'resolved', 'updated', 'allow']);
const failure = new Set([
  'failure',
  'failed',
  'error',
  'denied',
  'deny',
  'forbidden',
  'unauthorized',
  'clienterror',
  'servererror',
]);

/** The outcome by a status of HTTP where there is one, else by the result. Begun is neither. */
export function generalOutcome(record: AzureRecord): Outcome {
  const status = statusOf(record);
  if (status !== undefined) return status < 400 ? 'success' : 'failure';
  for (const name of ['resultType', 'status', 'properties.result', 'resultSignature']) {
    const text = record.get(name).toLowerCase();
    if (success.has(text)) return 'success';
    if (failure.has(text)) return 'failure';
  }
  return undefined;
}

/** Status of HTTP of a record, 100 to 599. */
export function statusOf(record: AzureRecord): number | undefined {
  for (const name of [
    'properties.httpStatusCode',
    'httpStatusCode_d',
    'statusCode',
    'properties.statusCode',
    'properties.responseStatusCode',
    'properties.httpStatus',
    'resultSignature',
  ]) {
    const text = record.get(name);
    if (/^[1-5]\d\d$/.test(text)) return Number(text);
  }
  return undefined;
}

/** Name of the resource, the one right behind its provider and type; '' for tenants and subscriptions. */
export function resourceNameOf(record: AzureRecord): string {
  const id = record.get('resourceId');
  return /\/providers\/[^/]+\/[^/]+\/([^/]+)/i.exec(id)?.[1] ?? '';
}

/**
 * The events of a record, as its kind describes them.
 * @param raw the record's JSON, its secrets masked
 */
export function azureEvents(kind: AzureKind, found: AzureRecord, raw: string): readonly Event[] {
  const record = renamed(found, kind.aliases);
  const parts = kind.spec.split?.(record);
  if (parts === undefined) return [azureEvent(kind, record, raw)];
  return parts.map((part) => azureEvent(kind, part, JSON.stringify(part.json)));
}

function azureEvent(kind: AzureKind, found: AzureRecord, raw: string): Event {
  const { spec } = kind;
  const record = spec.derive === undefined ? found : extended(found, spec.derive(found));
  const time = timeOf(record, spec.times ?? []);
  const outcome = spec.outcome === undefined ? generalOutcome(record) : spec.outcome(record);
  const own = spec.uid?.(record);
  return {
    kind,
    uid: hash('sha1', own === undefined || own === '' ? record.place : `${spec.name}\n${own}`, 'base64url'),
    provider: spec.product,
    id: trimmed(spec.id(record)) || spec.name,
    channel: spec.channel?.(record) ?? record.get('category'),
    host: spec.host?.(record) ?? resourceNameOf(record),
    time: time.time,
    timeText: time.text,
    level: spec.level?.(record) ?? levelOf(record),
    outcome,
    severity: spec.severity?.(record, outcome),
    names: record.names,
    values: record.values,
    facts: [],
    description: spec.description?.(record) ?? '',
    toldByText: false,
    raw,
  };
}

function timeOf(
  record: AzureRecord,
  own: readonly string[],
): { readonly time: number; readonly text: string } {
  for (const name of [...own, ...times]) {
    const text = record.get(name);
    const time = text === '' ? undefined : readTime(text);
    if (time !== undefined) return time;
  }
  return { time: record.receivedAt, text: new Date(record.receivedAt).toISOString() };
}
