import type { CompactCatalogue } from './compact.ts';

/** What the event log service itself writes to the Security channel; its fields stand in UserData. */
export const eventLog: CompactCatalogue = {
  provider: 'Microsoft-Windows-Eventlog',
  category: 'Event Log',
  subcategories: {
    'Service Shutdown': {
      1100: {
        title: 'The event logging service has shut down.',
        v0: '',
      },
    },
    'Event Processing': {
      1101: {
        title: 'Audit events have been dropped by the transport.',
        v0: 'Reason',
      },
      1106: {
        title: 'Events have been dropped by the event logging service.',
        v0: 'Reason',
      },
      1107: {
        title: 'The event logging service could not process the metadata of an incoming event.',
        v0: 'ErrorCode EventID PublisherName PublisherGuid ProcessID',
      },
      1108: {
        title: 'The event logging service could not process an incoming event.',
        v0: 'ErrorCode EventID PubID',
      },
    },
    'Log Clear': {
      1102: {
        title: 'The audit log was cleared.',
        criticality: 'mediumHigh',
        v0: 'S4',
        v1: '+ ClientProcessId ClientProcessStartKey',
      },
    },
    'Log Full': {
      1103: {
        title: 'The security log is nearly full.',
        v0: 'PercentFull',
      },
      1104: {
        title: 'The security log is now full.',
        v0: '',
      },
    },
    'Log Automatic Backup': {
      1105: {
        title: 'Event log automatic backup.',
        v0: 'Channel BackupPath',
      },
    },
  },
};
