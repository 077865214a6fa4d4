import type { Event } from '../../src/records/event.ts';
import { numberFact, textFact } from '../../src/records/windows/facts.ts';
import type { RowOrigin } from '../../src/records/windows/reading/decode-event.ts';
import { windows } from '../../src/records/windows/windows.ts';

/** A Windows event with a name for each fact. */
export interface WindowsFields extends Omit<Event, 'kind' | 'facts'> {
  readonly version: number;
  readonly task: number;
  readonly opcode: number;
  readonly keywords: string;
  readonly userSid: string;
  readonly recordId: string;
  readonly processId: number;
  readonly threadId: number;
  readonly activityId: string;
  /** Columns of the row; undefined for an event that came from none. */
  readonly row: Omit<RowOrigin, 'partitionKey' | 'rowKey'> | undefined;
}

export function windowsEvent({ row, ...fields }: WindowsFields): Event {
  const { version, task, opcode, keywords, userSid, recordId, processId, threadId, activityId, ...rest } =
    fields;
  return {
    ...rest,
    kind: windows,
    facts: [
      version,
      task,
      opcode,
      keywords,
      userSid,
      row?.deploymentId,
      row?.role,
      row?.roleInstance,
      recordId,
      processId,
      threadId,
      activityId,
    ],
  };
}

/** The facts of an event, each under its name. */
export function factsOf(event: Event): Omit<WindowsFields, keyof Event> {
  const [deploymentId, role, roleInstance] = event.facts.slice(5, 8).map((value) => String(value ?? ''));
  return {
    version: numberFact('Version')(event),
    task: numberFact('Task')(event),
    opcode: numberFact('Opcode')(event),
    keywords: textFact('Keywords')(event),
    userSid: textFact('UserSid')(event),
    recordId: textFact('RecordId')(event),
    processId: numberFact('ProcessId')(event),
    threadId: numberFact('ThreadId')(event),
    activityId: textFact('ActivityId')(event),
    row:
      event.facts[5] === undefined
        ? undefined
        : { deploymentId: deploymentId ?? '', role: role ?? '', roleInstance: roleInstance ?? '' },
  };
}
