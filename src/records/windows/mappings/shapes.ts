import type { EventMapping } from '../../event-mapping.ts';

/**
 * What many events have in common, by name. A mapping is put together of these with `join`; what is particular to an
 * event stands beside them in the table of its family.
 */
export type Shape = Partial<EventMapping>;

/** One mapping of several shapes: their fields together. A later shape's target for a field replaces an earlier one's. */
export function join(...shapes: readonly Shape[]): EventMapping {
  let whole: EventMapping = { cef: {}, leef: {} };
  for (const shape of shapes) {
    whole = {
      ...whole,
      ...shape,
      cef: { ...whole.cef, ...shape.cef },
      leef: { ...whole.leef, ...shape.leef },
    };
  }
  return whole;
}

/**
 * The account that acts, in events that name no other account: the destination user, as ArcSight has it; `duid` is its
 * logon id.
 */
export const actor = {
  cef: { SubjectUserName: 'duser', SubjectDomainName: 'dntdom', SubjectLogonId: 'duid' },
  leef: { SubjectUserName: 'usrName', SubjectDomainName: 'domain' },
} as const satisfies Shape;

/** The account that acts, in events that also name the account it acts on: the source user. */
export const subject = {
  cef: { SubjectUserName: 'suser', SubjectDomainName: 'sntdom', SubjectLogonId: 'suid' },
  leef: { SubjectUserName: 'usrName', SubjectDomainName: 'domain' },
} as const satisfies Shape;

/** The account that logs on or off, or has done so: the destination user; `duid` is its logon id. */
export const target = {
  cef: { TargetUserName: 'duser', TargetDomainName: 'dntdom', TargetLogonId: 'duid' },
  leef: { TargetUserName: 'usrName', TargetDomainName: 'domain' },
} as const satisfies Shape;

/** The account that something is done to, beside the one that does it. */
export const affected = {
  cef: { TargetUserName: 'duser', TargetDomainName: 'dntdom' },
  leef: { TargetUserName: 'accountName' },
} as const satisfies Shape;

/** The process that acts. Windows writes its id in hexadecimal: rules search for it under the label. */
export const actingProcess = {
  cef: { ProcessId: 'cs3: Process ID', ProcessName: 'dproc' },
} as const satisfies Shape;

/** The process that asked a service to act, in newer builds. Windows writes its id in decimal. */
export const clientProcess = { cef: { ClientProcessId: 'cs3: Client Process ID' } } as const satisfies Shape;

/** The other end of a connection. */
export const peer = {
  cef: { IpAddress: 'src', IpPort: 'spt' },
  leef: { IpAddress: 'src', IpPort: 'srcPort' },
} as const satisfies Shape;

/** A security descriptor before and after. */
export const descriptorChange = {
  cef: { OldSd: 'oldFilePermission', NewSd: 'filePermission' },
} as const satisfies Shape;

/** A result code that also tells the outcome, where Keywords are missing. */
export function resultCode(field: string): Shape {
  return { cef: { [field]: 'cs4: Reason or Error Code' }, outcomeField: field };
}

/** A code of what went wrong, in events that only tell of trouble. */
export function errorCode(field: string): Shape {
  return { cef: { [field]: 'cs4: Reason or Error Code' } };
}
