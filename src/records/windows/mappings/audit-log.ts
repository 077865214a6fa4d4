import type { EventMappings } from '../../event-mapping.ts';
import { actor, clientProcess, join } from './shapes.ts';

/** Why events are missing. */
const dropped = { cef: { Reason: 'cs4: Reason or Error Code' }, leef: {} } as const;

/** The event log service's own events; their fields come from UserData. 1100 and 1104 have none. */
export const auditLogMappings: EventMappings = {
  // Audit events have been dropped by the transport
  1101: dropped,
  // The audit log was cleared
  1102: join(actor, clientProcess),
  // The security log is nearly full
  1103: { cef: { PercentFull: 'cn3: Percent Full' }, leef: {} },
  // Event log automatic backup
  1105: {
    cef: { Channel: 'cs6: Channel', BackupPath: ['fname', 'filePath'] },
    leef: { BackupPath: 'resource' },
  },
  // Events have been dropped by the event logging service
  1106: dropped,
  // The event logging service could not process the metadata of an incoming event
  1107: {
    cef: {
      ErrorCode: 'cs4: Reason or Error Code',
      EventID: 'cn2: Event ID',
      PublisherName: 'cs5: Publisher Name',
      ProcessID: 'cs3: Process ID',
    },
    leef: { PublisherName: 'resource' },
  },
  // The event logging service could not process an incoming event.
  // Real events spell two of the fields otherwise than the manifest.
  1108: {
    cef: {
      ErrorCode: 'cs4: Reason or Error Code',
      'Error.Code': 'cs4: Reason or Error Code',
      EventID: 'cn2: Event ID',
      PubID: 'cs5: Publisher Name',
      PublisherID: 'cs5: Publisher Name',
    },
    leef: { PubID: 'resource', PublisherID: 'resource' },
  },
};
