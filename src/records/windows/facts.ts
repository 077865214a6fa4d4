import type { Event, Fact } from '../event.ts';

/**
 * What surrounds the data of a Windows event: values of its System section, and columns of the row that it came from.
 * Events of one computer share the first ones.
 */
export const windowsFacts = [
  { name: 'Version', origin: 'System: Version' },
  { name: 'Task', origin: 'System: Task' },
  { name: 'Opcode', origin: 'System: Opcode' },
  /** `0x` and hexadecimal digits as Windows writes them. */
  { name: 'Keywords', origin: 'System: Keywords' },
  { name: 'UserSid', origin: 'System: Security@UserID', rule: 'System.UserID' },
  { name: 'DeploymentId', origin: 'table row: DeploymentId', isXmlTail: true },
  { name: 'Role', origin: 'table row: Role', isXmlTail: true },
  // Of a machine with the agent it is the name of the computer, too.
  { name: 'RoleInstance', origin: 'table row: RoleInstance', isXmlTail: true, isHost: true },
  { name: 'RecordId', origin: 'System: EventRecordID' },
  { name: 'ProcessId', origin: 'System: Execution@ProcessID' },
  { name: 'ThreadId', origin: 'System: Execution@ThreadID' },
  { name: 'ActivityId', origin: 'System: Correlation@ActivityID' },
] as const satisfies readonly Fact[];

/** How many of the facts events of one computer share. */
export const sharedWindowsFacts = 8;

type TextFact = 'Keywords' | 'UserSid' | 'DeploymentId' | 'Role' | 'RoleInstance' | 'RecordId' | 'ActivityId';
type NumberFact = 'Version' | 'Task' | 'Opcode' | 'ProcessId' | 'ThreadId';

/** Reads a text among the facts; '' where there is none. */
export function textFact(name: TextFact): (event: Event) => string {
  const at = windowsFacts.findIndex((fact) => fact.name === name);
  return ({ facts }) => {
    const value = facts[at];
    return typeof value === 'string' ? value : '';
  };
}

/** Reads a number among the facts; 0 where there is none. */
export function numberFact(name: NumberFact): (event: Event) => number {
  const at = windowsFacts.findIndex((fact) => fact.name === name);
  return ({ facts }) => {
    const value = facts[at];
    return typeof value === 'number' ? value : 0;
  };
}

export const taskOf = numberFact('Task');
export const keywordsOf = textFact('Keywords');
export const recordIdOf = textFact('RecordId');
export const userSidOf = textFact('UserSid');
