import type { EventMappings } from '../mapping.ts';

/** The event log service's own events; their fields come from UserData. */
export const auditLogMappings: EventMappings = {
  // The audit log was cleared
  1102: {
    cef: { SubjectUserName: 'duser', SubjectDomainName: 'dntdom', SubjectLogonId: 'duid' },
    leef: { SubjectUserName: 'usrName', SubjectDomainName: 'domain' },
  },
};
