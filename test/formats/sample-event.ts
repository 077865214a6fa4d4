import type { Event } from '../../src/records/event.ts';
import { type WindowsFields, windowsEvent } from '../records/windows-fields.ts';

type FieldList = readonly (readonly [string, string])[];

function isList(fields: Readonly<Record<string, string>> | FieldList): fields is FieldList {
  return Array.isArray(fields);
}

/** An event of our own making: a success audit on DC01 unless told otherwise. */
export function sampleEvent(
  eventId: number,
  fields: Readonly<Record<string, string>> | FieldList,
  other: Partial<WindowsFields> = {},
): Event {
  const pairs = isList(fields) ? fields : Object.entries(fields);
  return windowsEvent({
    uid: 'abcdefghijklmnopqrstuvwxyz1',
    provider: 'Microsoft-Windows-Security-Auditing',
    id: eventId,
    version: 0,
    level: 0,
    task: 12544,
    opcode: 0,
    keywords: '0x8020000000000000',
    outcome: 'success',
    time: 1_700_000_000_123,
    timeText: '2023-11-14T22:13:20.1234567Z',
    recordId: '12345',
    channel: 'Security',
    host: 'DC01.contoso.local',
    processId: 624,
    threadId: 1000,
    userSid: '',
    activityId: '',
    names: pairs.map(([name]) => name),
    values: pairs.map(([, value]) => value),
    description: '',
    row: undefined,
    ...other,
  });
}
