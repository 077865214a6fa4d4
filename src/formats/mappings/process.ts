import type { EventMappings } from '../mapping.ts';

const actor = { SubjectUserName: 'duser', SubjectDomainName: 'dntdom', SubjectLogonId: 'duid' } as const;
const actorLeef = { SubjectUserName: 'usrName', SubjectDomainName: 'domain' } as const;

/** Processes and services. */
export const processMappings: EventMappings = {
  // A new process has been created. The destination user is the creator; the owner of the new process' token
  // (TargetUserName ...), where it differs, stays under own keys.
  4688: {
    cef: {
      ...actor,
      NewProcessId: ['cs3: New Process ID', 'dpid'],
      NewProcessName: 'dproc',
      TokenElevationType: 'cs1: Token Elevation Type',
      ProcessId: ['cs5: Creator Process ID', 'spid'],
      CommandLine: 'cs4: Process Command Line',
      ParentProcessName: 'sproc',
    },
    leef: {
      ...actorLeef,
      NewProcessName: 'resource',
      TokenElevationType: 'tokenElevationType',
      CommandLine: 'commandLine',
    },
  },
  // A service was installed in the system
  4697: {
    cef: {
      ...actor,
      ServiceName: 'destinationServiceName',
      ServiceFileName: 'filePath',
      ServiceType: 'cs1: Service Type',
      ServiceStartType: 'cs4: Service Start Type',
      ServiceAccount: 'cs5: Service Account',
    },
    leef: { ...actorLeef, ServiceName: 'resource' },
  },
};
