import type { EventMappings } from '../mapping.ts';

const actor = { SubjectUserName: 'duser', SubjectDomainName: 'dntdom', SubjectLogonId: 'duid' } as const;
const actorLeef = { SubjectUserName: 'usrName', SubjectDomainName: 'domain' } as const;

const share = {
  ...actor,
  ObjectType: 'fileType',
  IpAddress: 'src',
  IpPort: 'spt',
  ShareName: 'filePath',
  AccessList: 'cs1: Accesses',
} as const;

const shareLeef = {
  ...actorLeef,
  IpAddress: 'src',
  IpPort: 'srcPort',
  ShareName: 'resource',
  AccessList: 'accesses',
} as const;

/** Files, registry, shares, scheduled tasks: who acts is the destination user. */
export const objectMappings: EventMappings = {
  // An attempt was made to access an object
  4663: {
    cef: {
      ...actor,
      ObjectType: 'fileType',
      ObjectName: ['fname', 'filePath'],
      HandleId: 'fileId',
      AccessList: 'cs1: Accesses',
      ProcessId: 'cs3: Process ID',
      ProcessName: 'dproc',
    },
    leef: { ...actorLeef, ObjectName: 'resource', AccessList: 'accesses' },
  },
  // A scheduled task was created
  4698: {
    cef: { ...actor, TaskName: 'cs6: Task Name', TaskContent: 'cs5: Task Content' },
    leef: { ...actorLeef, TaskName: 'resource' },
  },
  // A network share object was accessed
  5140: { cef: share, leef: shareLeef },
  // A network share object was checked to see whether client can be granted desired access
  5145: { cef: { ...share, RelativeTargetName: 'fname' }, leef: shareLeef },
};
