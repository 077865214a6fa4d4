import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

/** Service Control Manager: the service is told by its display name, but by its short name in 7045. */
const service: EventMapping = {
  cef: { param1: 'destinationServiceName', param2: 'reason' },
  leef: { param1: 'resource' },
};
const serviceAlone: EventMapping = {
  cef: { param1: 'destinationServiceName' },
  leef: { param1: 'resource' },
};
const timeout: EventMapping = {
  cef: { param1: 'cn1: Timeout Milliseconds', param2: 'destinationServiceName' },
  leef: { param2: 'resource' },
};
const terminated: EventMapping = {
  cef: { param1: 'destinationServiceName', param2: 'cn1: Terminations' },
  leef: { param1: 'resource' },
};

export const serviceControlMappings: EventMappings = {
  // Failed to start
  7000: service,
  // Depends on a service that failed to start
  7001: {
    cef: { param1: 'destinationServiceName', param2: 'cs5: Needed Service', param3: 'reason' },
    leef: { param1: 'resource' },
  },
  // Timeouts: connecting, a transaction
  7009: timeout,
  7011: timeout,
  // Hung on starting; terminated with an error, with a service-specific error
  7022: serviceAlone,
  7023: service,
  7024: service,
  // Drivers that failed to load
  7026: { cef: { param1: 'cs5: Drivers' }, leef: {} },
  // Marked as interactive, which is not allowed
  7030: serviceAlone,
  // Terminated unexpectedly: with a corrective action, without
  7031: { ...terminated, cef: { ...terminated.cef, param3: 'cn2: Delay Milliseconds', param5: 'act' } },
  7034: terminated,
  // A corrective action failed
  7032: {
    cef: { param3: 'act', param4: 'destinationServiceName', param5: 'reason' },
    leef: { param4: 'resource' },
  },
  // Sent a control
  7035: { cef: { param1: 'destinationServiceName', param2: 'act' }, leef: { param1: 'resource' } },
  // Entered a state
  7036: {
    cef: { param1: 'destinationServiceName', param2: 'cs6: Service State' },
    leef: { param1: 'resource' },
  },
  // Could not log on
  7038: {
    cef: { param1: 'destinationServiceName', param2: 'duser', param3: 'reason' },
    leef: { param1: 'resource', param2: 'usrName' },
  },
  // The start type was changed
  7040: {
    cef: {
      param1: 'destinationServiceName',
      param2: 'cs5: Old Service Start Type',
      param3: 'cs4: Service Start Type',
      param4: 'cs6: Service Short Name',
    },
    leef: { param1: 'resource' },
  },
  // Lacks the right to log on as a service
  7041: {
    cef: { param1: 'destinationServiceName', param2: 'duser' },
    leef: { param1: 'resource', param2: 'usrName' },
  },
  // Sent a control with a reason
  7042: {
    cef: { param1: 'destinationServiceName', param2: 'act', param3: 'reason', param5: 'msg' },
    leef: { param1: 'resource', param5: 'msg' },
  },
  // A service was installed: the labels are those of the Security channel's 4697
  7045: {
    cef: {
      ServiceName: 'destinationServiceName',
      ImagePath: 'filePath',
      ServiceType: 'cs1: Service Type',
      StartType: 'cs4: Service Start Type',
      AccountName: 'cs5: Service Account',
    },
    leef: { ServiceName: 'resource' },
  },
};

/** The event log service, about channels other than Security. */
export const eventLogMappings: EventMappings = {
  // A log was cleared
  104: {
    cef: {
      SubjectUserName: 'duser',
      SubjectDomainName: 'dntdom',
      Channel: 'cs6: Log Name',
      BackupPath: ['fname', 'filePath'],
    },
    leef: { SubjectUserName: 'usrName', SubjectDomainName: 'domain', Channel: 'resource' },
  },
  // A log was backed up
  105: {
    cef: { Channel: 'cs6: Log Name', BackupPath: ['fname', 'filePath'] },
    leef: { Channel: 'resource' },
  },
};

/** The classic source `EventLog`; its data has no names. */
export const classicEventLogMappings: EventMappings = {
  // The previous shutdown was unexpected: local time and date
  6008: { cef: { Data1: 'cs5: Shutdown Time', Data2: 'cs6: Shutdown Date' }, leef: {} },
  // Version at start
  6009: { cef: { Data1: 'cs5: Windows Version', Data2: 'cs6: Windows Build' }, leef: {} },
  // The computer was renamed
  6011: {
    cef: { Data1: 'cs5: Old Computer Name', Data2: 'cs6: New Computer Name' },
    leef: { Data2: 'resource' },
  },
  // Uptime
  6013: { cef: { Data5: 'cn1: Uptime Seconds' }, leef: {} },
};

/** Who shut the computer down, or asked to; `param2` names that computer once more. */
export const shutdownMappings: EventMappings = {
  1074: {
    cef: {
      param1: 'dproc',
      param3: 'reason',
      param4: 'cs4: Reason or Error Code',
      param5: 'act',
      param6: 'msg',
      param7: 'duser',
    },
    leef: { param1: 'resource', param6: 'msg', param7: 'usrName' },
  },
};

/** The same from versions of Windows whose data has no names. */
export const classicShutdownMappings: EventMappings = {
  1074: {
    cef: {
      Data1: 'dproc',
      Data3: 'reason',
      Data4: 'cs4: Reason or Error Code',
      Data5: 'act',
      Data6: 'msg',
      Data7: 'duser',
    },
    leef: { Data1: 'resource', Data6: 'msg', Data7: 'usrName' },
  },
  // The reason for an unexpected shutdown
  1076: {
    cef: { Data1: 'reason', Data2: 'cs4: Reason or Error Code', Data5: 'msg', Data6: 'duser' },
    leef: { Data5: 'msg', Data6: 'usrName' },
  },
};

export const kernelGeneralMappings: EventMappings = {
  // The system time was changed
  1: {
    cef: {
      OldTime: 'cs5: Previous Time',
      NewTime: 'cs6: New Time',
      ProcessName: 'dproc',
      ProcessID: 'dpid',
    },
    leef: {},
  },
  // The system started, is shutting down
  12: { cef: { StartTime: 'cs6: Start Time' }, leef: {} },
  13: { cef: { StopTime: 'cs6: Stop Time' }, leef: {} },
  // A registry hive was reorganised, its access history cleared
  15: { cef: { HiveName: ['fname', 'filePath'] }, leef: { HiveName: 'resource' } },
  16: { cef: { HiveName: ['fname', 'filePath'] }, leef: { HiveName: 'resource' } },
};

export const kernelPowerMappings: EventMappings = {
  // The system rebooted without shutting down cleanly
  41: { cef: { BugcheckCode: 'reason' }, leef: {} },
  // Entering, leaving sleep
  42: { cef: { Reason: 'reason' }, leef: {} },
  // The kernel initiated a shutdown
  109: { cef: { ShutdownReason: 'reason', ShutdownActionType: 'cn1: Shutdown Action Type' }, leef: {} },
};

export const kernelBootMappings: EventMappings = {
  // How the last shutdown and boot went
  20: { cef: { LastShutdownGood: 'cs5: Last Shutdown Good', LastBootGood: 'cs6: Last Boot Good' }, leef: {} },
  // The boot type
  27: { cef: { BootType: 'cn1: Boot Type', LoadOptions: 'cs5: Load Options' }, leef: {} },
};

/** Trust between computers and domain controllers; the data has no names. */
export const netlogonMappings: EventMappings = {
  // No domain controller is available
  5719: { cef: { Data1: 'dntdom', Data2: 'reason' }, leef: { Data1: 'domain' } },
  // A computer failed to authenticate: wrong password, no trust account, other
  5722: {
    cef: { Data1: 'shost', Data2: 'duser', Data3: 'reason' },
    leef: { Data2: 'usrName' },
  },
  5723: { cef: { Data1: 'shost', Data2: 'duser' }, leef: { Data2: 'usrName' } },
  5805: { cef: { Data1: 'shost', Data2: 'reason' }, leef: {} },
  // A vulnerable secure channel of a computer account was denied, allowed, allowed by policy
  5827: {
    cef: { Data1: 'duser', Data2: 'dntdom' },
    leef: { Data1: 'usrName', Data2: 'domain' },
    constants: { act: 'denied' },
  },
  5829: {
    cef: { Data1: 'duser', Data2: 'dntdom' },
    leef: { Data1: 'usrName', Data2: 'domain' },
    constants: { act: 'allowed' },
  },
  5830: {
    cef: { Data1: 'duser', Data2: 'dntdom' },
    leef: { Data1: 'usrName', Data2: 'domain' },
    constants: { act: 'allowed' },
  },
};

const policyRun: EventMapping = {
  cef: { DCName: 'cs6: Domain Controller', ProcessingTimeInMilliseconds: 'cn1: Processing Milliseconds' },
  leef: {},
};
const policyFailure: EventMapping = {
  cef: {
    ...policyRun.cef,
    ErrorCode: 'reason',
    ErrorDescription: 'msg',
    FilePath: ['fname', 'filePath'],
    GPOCNName: 'cs5: Group Policy Object',
  },
  leef: { ErrorDescription: 'msg' },
};
const policyStart: EventMapping = {
  cef: { PrincipalSamName: 'duser', PolicyActivityId: 'cs3: Policy Activity ID' },
  leef: { PrincipalSamName: 'usrName' },
};
const policyEnd: EventMapping = {
  cef: { PrincipalSamName: 'duser', ErrorCode: 'reason' },
  leef: { PrincipalSamName: 'usrName' },
};

export const groupPolicyMappings: EventMappings = {
  // Processing failed: the account's domain, a query, a file, no directory
  1006: policyFailure,
  1030: policyFailure,
  1055: policyFailure,
  1058: policyFailure,
  1096: policyFailure,
  1129: policyFailure,
  // Processed, with and without changes
  1500: policyRun,
  1501: policyRun,
  1502: policyRun,
  1503: policyRun,
  // Operational: processing started and completed, of computer and user, by what caused it
  4000: policyStart,
  4001: policyStart,
  4002: policyStart,
  4003: policyStart,
  4004: policyStart,
  4005: policyStart,
  4006: policyStart,
  4007: policyStart,
  7000: policyEnd,
  7001: policyEnd,
  7004: policyEnd,
  7005: policyEnd,
  8000: policyEnd,
  8001: policyEnd,
  8002: policyEnd,
  8003: policyEnd,
  8004: policyEnd,
  8005: policyEnd,
  8006: policyEnd,
  8007: policyEnd,
};

export const lsaMappings: EventMappings = {
  // A Kerberos or negotiate error with a server
  40960: { cef: { Target: 'destinationServiceName', Error: 'reason' }, leef: { Target: 'resource' } },
  40961: { cef: { Target: 'destinationServiceName' }, leef: { Target: 'resource' } },
};

export const kerberosMappings: EventMappings = {
  // A Kerberos error message was received
  3: {
    cef: {
      ErrorCode: 'reason',
      ErrorMessage: 'cs4: Reason or Error Code',
      ClientRealm: 'sntdom',
      ClientName: 'suser',
      ServerRealm: 'dntdom',
      ServerName: 'destinationServiceName',
      ErrorText: 'msg',
    },
    leef: { ClientRealm: 'domain', ClientName: 'usrName', ServerName: 'resource', ErrorText: 'msg' },
  },
  // A ticket was encrypted with another key than the server's
  4: {
    cef: {
      Server: 'duser',
      TargetRealm: 'dntdom',
      Targetname: 'destinationServiceName',
      ClientRealm: 'sntdom',
    },
    leef: { Server: 'usrName', TargetRealm: 'domain', Targetname: 'resource' },
  },
};

const windowsUpdate: EventMapping = {
  cef: { updateTitle: 'cs6: Update Title', updateGuid: 'cs3: Update GUID' },
  leef: { updateTitle: 'resource' },
};
const updateList: EventMapping = { cef: { updatelist: 'cs6: Updates' }, leef: {} };

export const windowsUpdateMappings: EventMappings = {
  // Ready to install, restart needed
  18: updateList,
  21: updateList,
  22: updateList,
  // Installed, failed, started, download started
  19: windowsUpdate,
  20: { ...windowsUpdate, cef: { ...windowsUpdate.cef, errorCode: 'reason' } },
  41: windowsUpdate,
  43: windowsUpdate,
  44: windowsUpdate,
};

const timeSource: EventMapping = {
  cef: { TimeSource: 'cs5: Time Source' },
  leef: { TimeSource: 'resource' },
};

export const timeServiceMappings: EventMappings = {
  // Synchronised with a source, a source gave time
  35: timeSource,
  37: timeSource,
  // Not synchronised
  36: { cef: { UnsynchronizedTimeSeconds: 'cn1: Unsynchronized Seconds' }, leef: {} },
  // The service stopped with an error
  46: { cef: { ErrorMessage: 'msg' }, leef: { ErrorMessage: 'msg' } },
  // A large difference, a jump
  50: {
    cef: {
      TimeDifferenceMilliseconds: 'cn1: Time Difference Milliseconds',
      TimeSampleSeconds: 'cn2: Time Sample Seconds',
    },
    leef: {},
  },
  52: { cef: { TimeOffsetSeconds: 'cn1: Time Offset Seconds' }, leef: {} },
  // A peer's name could not be resolved
  134: {
    cef: { DomainPeer: 'cs5: Time Source', ErrorMessage: 'msg' },
    leef: { DomainPeer: 'resource', ErrorMessage: 'msg' },
  },
};

const device: EventMapping = { cef: { Data1: ['fname', 'filePath'] }, leef: { Data1: 'resource' } };

/** Disks; the data has no names. */
export const diskMappings: EventMappings = {
  7: device,
  11: device,
  15: device,
  34: device,
  51: device,
  153: device,
};

const volume: EventMapping = {
  cef: { DriveName: ['fname', 'filePath'], DeviceName: 'cs5: Device Name' },
  leef: { DriveName: 'resource' },
};

export const ntfsMappings: EventMappings = { 55: volume, 98: volume, 130: volume };

const shadowCopy: EventMapping = {
  cef: { DeviceName: 'cs5: Device Name', VolumeName: ['fname', 'filePath'], NTSTATUS: 'reason' },
  leef: { VolumeName: 'resource' },
};

export const shadowCopyMappings: EventMappings = {
  // The oldest copy was deleted to make room
  33: shadowCopy,
};

export const distributedComMappings: EventMappings = {
  // A service could not be started for a server
  10005: {
    cef: { param1: 'reason', param2: 'destinationServiceName', param4: 'cs5: CLSID' },
    leef: { param2: 'resource' },
  },
  // A server did not register in time
  10010: { cef: { param1: 'cs5: CLSID' }, leef: {} },
  // An account lacks a permission
  10016: {
    cef: {
      param1: 'cs1: Permission Source',
      param3: 'act',
      param4: 'cs5: CLSID',
      param5: 'cs6: APPID',
      param6: 'dntdom',
      param7: 'duser',
      param8: 'cs4: User SID',
      param9: 'src',
    },
    leef: { param6: 'domain', param7: 'usrName', param9: 'src' },
  },
  // A client's authentication level is too low
  10036: {
    cef: { param1: 'sntdom', param2: 'suser', param3: 'cs4: User SID', param4: 'src' },
    leef: { param1: 'domain', param2: 'usrName', param4: 'src' },
  },
};

const signIn: EventMapping = {
  cef: { TSId: 'cn1: Session ID', UserSid: 'duser' },
  leef: { UserSid: 'usrName' },
};

/** Logon and logoff notifications, with the account's SID alone. */
export const winlogonMappings: EventMappings = { 7001: signIn, 7002: signIn };

/** A client was disconnected because of an error in the protocol. */
export const terminalDeviceMappings: EventMappings = {
  50: { cef: { Data2: 'cs5: Component' }, leef: {} },
  56: { cef: { Data1: 'cs5: Device Name', Data2: 'src' }, leef: { Data2: 'src' } },
};

export const dnsClientMappings: EventMappings = {
  // Name resolution timed out
  1014: { cef: { QueryName: 'cs5: Query Name' }, leef: { QueryName: 'resource' } },
  // Operational: query, its result
  3006: {
    cef: { QueryName: 'cs5: Query Name', QueryType: 'cs3: Query Type' },
    leef: { QueryName: 'resource' },
  },
  3008: {
    cef: {
      QueryName: 'cs5: Query Name',
      QueryType: 'cs3: Query Type',
      QueryStatus: 'reason',
      QueryResults: 'cs6: Query Results',
    },
    leef: { QueryName: 'resource' },
  },
};

export const samMappings: EventMappings = {
  16401: {
    cef: { AccountName: 'duser', GroupName: 'cs6: Group', ErrorMessage: 'msg' },
    leef: { AccountName: 'usrName', ErrorMessage: 'msg' },
  },
  16403: {
    cef: { AccountName: 'duser', ErrorMessage: 'msg' },
    leef: { AccountName: 'usrName', ErrorMessage: 'msg' },
  },
  16413: {
    cef: { AccountName: 'duser', GroupName: 'cs6: Group', ErrorString: 'msg' },
    leef: { AccountName: 'usrName', ErrorString: 'msg' },
  },
};

export const pnpMappings: EventMappings = {
  // A driver was installed for a device
  20001: {
    cef: {
      DriverName: ['fname', 'filePath'],
      DeviceInstanceID: 'cs5: Device Instance ID',
      DriverDescription: 'cs6: Driver Description',
      DriverProvider: 'cs4: Driver Provider',
      InstallStatus: 'reason',
    },
    leef: { DeviceInstanceID: 'resource' },
  },
  // A service was added for a device
  20003: {
    cef: {
      ServiceName: 'destinationServiceName',
      DriverFileName: ['fname', 'filePath'],
      DeviceInstanceID: 'cs5: Device Instance ID',
      AddServiceStatus: 'reason',
    },
    leef: { ServiceName: 'resource' },
  },
};

export const kernelPnpMappings: EventMappings = {
  // A driver failed to load
  219: {
    cef: { DriverName: 'cs5: Device Instance ID', FailureName: ['fname', 'filePath'], Status: 'reason' },
    leef: { DriverName: 'resource' },
  },
};
