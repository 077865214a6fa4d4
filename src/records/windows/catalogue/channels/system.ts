import { type ChannelCatalogue, parameters, unnamed } from './channel-catalogue.ts';

export const serviceControl: ChannelCatalogue = {
  providers: ['Service Control Manager', 'Microsoft-Windows-Service Control Manager'],
  category: 'Service',
  subcategories: {
    Start: {
      7000: ['A service failed to start.', parameters(2), 'medium'],
      7001: ['A service depends on a service that failed to start.', parameters(3), 'medium'],
      7009: ['A timeout was reached while waiting for a service to connect.', parameters(2), 'medium'],
      7011: ['A timeout was reached while waiting for the response of a service.', parameters(2), 'medium'],
      7022: ['A service hung on starting.', parameters(2), 'medium'],
      7026: ['Boot-start or system-start drivers did not load.', 'param1', 'medium'],
      7030: [
        'A service is marked as interactive, but interactive services are not allowed.',
        parameters(2),
        'medium',
      ],
      7038: ['A service could not log on.', parameters(3), 'medium'],
      7041: [
        'A service could not start because its account lacks the right to log on as a service.',
        parameters(2),
        'medium',
      ],
    },
    Stop: {
      7023: ['A service terminated with an error.', parameters(2), 'medium'],
      7024: ['A service terminated with a service-specific error.', parameters(2), 'medium'],
      7031: [
        'A service terminated unexpectedly, and a corrective action will be taken.',
        parameters(5),
        'medium',
      ],
      7032: [
        'A corrective action after the unexpected termination of a service failed.',
        parameters(5),
        'medium',
      ],
      7034: ['A service terminated unexpectedly.', parameters(5), 'medium'],
      7043: ['A service did not shut down properly after a shutdown control.', parameters(1)],
    },
    State: {
      7035: ['A service was sent a control.', parameters(2)],
      7036: ['A service entered a state.', parameters(2)],
      7042: ['A service was sent a control with a reason.', parameters(5)],
    },
    Configuration: {
      7040: ['The start type of a service was changed.', parameters(4), 'medium'],
      7045: [
        'A service was installed in the system.',
        'ServiceName, ImagePath, ServiceType, StartType, AccountName',
        'mediumHigh',
      ],
    },
  },
};

/** What the event log service writes to System. Its audits in Security are in the Security catalogue. */
export const eventLogService: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Eventlog'],
  category: 'Event Log',
  subcategories: {
    'Log Clear': {
      104: [
        'An event log was cleared.',
        'SubjectUserName, SubjectDomainName, Channel, BackupPath, ClientProcessId, ClientProcessStartKey',
        'mediumHigh',
      ],
    },
    'Log Automatic Backup': {
      105: ['An event log was backed up automatically.', 'Channel, BackupPath'],
    },
    'Log Configuration': {
      20: ['The configuration of an event log could not be used.'],
      26: ['An event log could not be activated.'],
    },
  },
};

export const classicEventLog: ChannelCatalogue = {
  providers: ['EventLog'],
  category: 'System State',
  subcategories: {
    Start: {
      6005: ['The Event log service was started.', ''],
      6009: ['The version of Windows at start.', unnamed(5)],
    },
    Shutdown: {
      6006: ['The Event log service was stopped.', ''],
      6008: ['The previous system shutdown was unexpected.', unnamed(7), 'medium'],
    },
    Computer: {
      6011: ['The NetBIOS name and DNS host name of this machine have been changed.', unnamed(2), 'medium'],
      6013: ['The system uptime.', unnamed(7)],
    },
  },
};

/** Shutdowns with reasons; the names without `param` are those of earlier versions of Windows. */
export const shutdown: ChannelCatalogue = {
  providers: ['User32', 'Microsoft-Windows-User32', 'USER32'],
  category: 'System State',
  subcategories: {
    Shutdown: {
      1073: ['An attempt to restart or shut down the computer failed.', `${parameters(2)}, ${unnamed(2)}`],
      1074: [
        'A process initiated a restart or shutdown of the computer on behalf of a user.',
        `${parameters(7)}, ${unnamed(7)}`,
      ],
      1075: ['A restart or shutdown of the computer was aborted.', `${parameters(4)}, ${unnamed(4)}`],
      1076: ['A user gave the reason for the last unexpected shutdown.', `${parameters(6)}, ${unnamed(6)}`],
    },
  },
};

export const kernelGeneral: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Kernel-General'],
  category: 'System State',
  subcategories: {
    Time: {
      1: ['The system time has changed.', 'NewTime, OldTime, Reason, ProcessName, ProcessID', 'medium'],
    },
    Start: {
      12: [
        'The operating system started.',
        'MajorVersion, MinorVersion, BuildVersion, QfeVersion, ServiceVersion, BootMode, StartTime',
      ],
    },
    Shutdown: {
      13: ['The operating system is shutting down.', 'StopTime'],
    },
    Registry: {
      5: ['A registry hive was damaged and has been recovered.', undefined, 'medium'],
      11: [
        'A transactional resource manager of the registry failed.',
        'ExtraStringLength, ExtraString, TmId, RmId, Status, InternalCode',
      ],
      15: ['A registry hive was reorganized.', 'HiveNameLength, HiveName, OriginalSize, NewSize'],
      16: [
        'The access history of a registry hive was cleared.',
        'HiveNameLength, HiveName, KeysUpdated, DirtyPages',
      ],
    },
  },
};

export const kernelPower: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Kernel-Power'],
  category: 'System State',
  subcategories: {
    Power: {
      41: [
        'The system has rebooted without cleanly shutting down first.',
        'BugcheckCode, BugcheckParameter1, BugcheckParameter2, BugcheckParameter3, BugcheckParameter4, SleepInProgress, PowerButtonTimestamp, BootAppStatus, Checkpoint, ConnectedStandbyInProgress, SystemSleepTransitionsToOn, CsEntryScenarioInstanceId, BugcheckInfoFromEFI, CheckpointStatus, CsEntryScenarioInstanceIdV2, LongPowerButtonPressDetected, LidReliability, InputSuppressionState, PowerButtonSuppressionState, LidState',
        'mediumHigh',
      ],
      42: ['The system is entering sleep.', 'TargetState, EffectiveState, Reason, Flags, TransitionsToOn'],
      107: [
        'The system has resumed from sleep.',
        'TargetState, EffectiveState, WakeFromState, ProgrammedWakeTimeAc, ProgrammedWakeTimeDc, WakeRequesterTypeAc, WakeRequesterTypeDc',
      ],
      109: [
        'The kernel power manager has initiated a shutdown transition.',
        'ShutdownActionType, ShutdownEventCode, ShutdownReason',
      ],
      172: ['The connectivity state in standby.', 'State, Reason'],
    },
  },
};

export const kernelBoot: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Kernel-Boot'],
  category: 'System State',
  subcategories: {
    Start: {
      18: ['The boot options in the boot loader.', 'EntryCount'],
      20: [
        'The success of the last shutdown and of the last boot.',
        'LastShutdownGood, LastBootGood, LastBootId, BootStatusPolicy',
      ],
      25: ['The boot menu policy.', 'BootMenuPolicy'],
      27: ['The boot type.', 'BootType, LoadOptions'],
      30: [
        'The firmware reported boot metrics.',
        'ResetEndStart, LoadOSImageStart, StartOSImageStart, ExitBootServicesEntry, ExitBootServicesExit',
      ],
      32: ['The boot manager waited for user input.', 'BitlockerUserInputTime'],
      153: ['The state of virtualization-based security.', 'Status, EnableDisableReason, VsmPolicy'],
    },
  },
};

export const plugAndPlay: ChannelCatalogue = {
  providers: ['Microsoft-Windows-UserPnp'],
  category: 'Device',
  subcategories: {
    Driver: {
      20001: [
        'A driver was installed for a device.',
        'DriverName, DriverVersion, DriverProvider, DeviceInstanceID, SetupClass, RebootOption, UpgradeDevice, IsDriverOEM, InstallStatus, DriverDescription',
        'medium',
      ],
      20003: [
        'A service was added for a device.',
        'ServiceName, DriverFileName, DeviceInstanceID, PrimaryService, UpdateService, AddServiceStatus',
        'medium',
      ],
      20010: [
        'The state of the device installation subsystem changed.',
        'InstallSubsystemState, CachingSubsystemState',
      ],
    },
  },
};

export const kernelPnp: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Kernel-PnP'],
  category: 'Device',
  subcategories: {
    Driver: {
      219: [
        'A driver failed to load for a device.',
        'DriverNameLength, DriverName, Status, FailureNameLength, FailureName, Version',
        'medium',
      ],
    },
  },
};

export const netlogon: ChannelCatalogue = {
  providers: ['NETLOGON'],
  category: 'Netlogon',
  subcategories: {
    'Secure Channel': {
      3210: ['This computer could not authenticate with a domain controller.', unnamed(2), 'medium'],
      5719: [
        'This computer was not able to set up a secure session with a domain controller.',
        unnamed(2),
        'medium',
      ],
      5721: [
        'The session setup failed because the domain controller has no account for this computer.',
        unnamed(2),
        'medium',
      ],
      5722: ['The session setup from a computer failed to authenticate.', unnamed(3), 'medium'],
      5723: [
        'The session setup from a computer failed because there is no trust account for it.',
        unnamed(2),
        'medium',
      ],
      5805: ['The session setup from a computer failed to authenticate with an error.', unnamed(2), 'medium'],
      5827: [
        'A vulnerable Netlogon secure channel connection from a machine account was denied.',
        unnamed(6),
        'high',
      ],
      5828: [
        'A vulnerable Netlogon secure channel connection using a trust account was denied.',
        unnamed(4),
        'high',
      ],
      5829: [
        'A vulnerable Netlogon secure channel connection from a machine account was allowed.',
        unnamed(6),
        'high',
      ],
      5830: [
        'A vulnerable Netlogon secure channel connection from a machine account was allowed by Group Policy.',
        unnamed(6),
        'mediumHigh',
      ],
      5831: [
        'A vulnerable Netlogon secure channel connection using a trust account was allowed by Group Policy.',
        unnamed(4),
        'mediumHigh',
      ],
    },
    Service: {
      5783: ['The session to a domain controller is not responsive.', unnamed(3), 'medium'],
    },
  },
};

const run = 'SupportInfo1, SupportInfo2, ProcessingMode, ProcessingTimeInMilliseconds, DCName';
const failed = `${run}, ErrorCode, ErrorDescription, GPOCNName, FilePath, ExtensionName, ExtensionId`;
const started =
  'PolicyActivityId, PrincipalSamName, IsMachine, IsDomainJoined, IsBackgroundProcessing, IsAsyncProcessing, IsServiceRestart, ReasonForSyncProcessing';
const ended = 'PolicyElaspedTimeInSeconds, ErrorCode, PrincipalSamName, IsMachine, IsConnectivityFailure';

export const groupPolicy: ChannelCatalogue = {
  providers: ['Microsoft-Windows-GroupPolicy'],
  category: 'Group Policy',
  subcategories: {
    Failure: {
      1006: [
        'The processing of Group Policy failed because the directory could not be bound to.',
        failed,
        'medium',
      ],
      1030: [
        'The processing of Group Policy failed because the new settings could not be queried.',
        failed,
        'medium',
      ],
      1055: [
        'The processing of Group Policy failed because the computer name could not be resolved.',
        failed,
        'medium',
      ],
      1058: ['The processing of Group Policy failed because a file could not be read.', failed, 'medium'],
      1085: ['Windows failed to apply the settings of a Group Policy extension.', failed, 'medium'],
      1096: [
        'The processing of Group Policy failed because the registry settings could not be read.',
        failed,
        'medium',
      ],
      1129: [
        'The processing of Group Policy failed because there is no network connectivity to a domain controller.',
        failed,
        'medium',
      ],
    },
    Success: {
      1500: ['The Group Policy settings for the computer were processed without changes.', run],
      1501: ['The Group Policy settings for the user were processed without changes.', run],
      1502: [
        'The Group Policy settings for the computer were processed with new settings.',
        `${run}, NumberOfGroupPolicyObjects`,
      ],
      1503: [
        'The Group Policy settings for the user were processed with new settings.',
        `${run}, NumberOfGroupPolicyObjects`,
      ],
    },
    Processing: {
      4000: ['Computer boot policy processing was started.', started],
      4001: ['User logon policy processing was started.', started],
      4002: ['Computer policy processing after a network change was started.', started],
      4003: ['User policy processing after a network change was started.', started],
      4004: ['Manual computer policy processing was started.', started],
      4005: ['Manual user policy processing was started.', started],
      4006: ['Periodic computer policy processing was started.', started],
      4007: ['Periodic user policy processing was started.', started],
      7000: ['Computer boot policy processing failed.', ended, 'medium'],
      7001: ['User logon policy processing failed.', ended, 'medium'],
      7004: ['Manual computer policy processing failed.', ended, 'medium'],
      7005: ['Manual user policy processing failed.', ended, 'medium'],
      8000: ['Computer boot policy processing was completed.', ended],
      8001: ['User logon policy processing was completed.', ended],
      8002: ['Computer policy processing after a network change was completed.', ended],
      8003: ['User policy processing after a network change was completed.', ended],
      8004: ['Manual computer policy processing was completed.', ended],
      8005: ['Manual user policy processing was completed.', ended],
      8006: ['Periodic computer policy processing was completed.', ended],
      8007: ['Periodic user policy processing was completed.', ended],
    },
    Service: {
      4115: ['The Group Policy service was started.', 'IsServiceRestart, IsMachineBoot'],
      4116: ['The Group Policy initialization was started.', ''],
      4117: ['A Group Policy session was started.', 'IsMachine, IsBackgroundProcessing, IsAsyncProcessing'],
      4126: ['Group Policy is receiving applicable objects from the domain controller.', 'IsMachine'],
      5115: [
        'The Group Policy service was started successfully.',
        'IsServiceRestart, IsMachineBoot, GpsvcTimeElapsedInMilliseconds',
      ],
      5116: ['The Group Policy initialization was completed.', 'GpsvcInitTimeElapsedInMilliseconds'],
      5117: ['A Group Policy session was completed.', 'IsMachine, SessionTimeElapsedInMilliseconds'],
      5126: [
        'Group Policy received the applicable objects from the domain controller.',
        'IsMachine, IsBackgroundProcessing, IsAsyncProcessing, NumberOfGPOsDownloaded, NumberOfGPOsApplicable, GPODownloadTimeElapsedInMilliseconds',
      ],
      5257: ['Group Policy downloaded its policies.', 'IsMachine, PolicyDownloadTimeElapsedInMilliseconds'],
      5311: ['The loopback processing mode of Group Policy.', 'PolicyProcessingMode'],
      5312: ['The list of applicable Group Policy objects.', 'DescriptionString, GPOInfoList'],
      5313: ['The list of Group Policy objects that were filtered out.', 'DescriptionString, GPOInfoList'],
    },
  },
};

export const lsa: ChannelCatalogue = {
  providers: ['LsaSrv', 'LSASRV'],
  category: 'Local Security Authority',
  subcategories: {
    Authentication: {
      6033: ['An anonymous session tried to open a policy handle on this machine.', unnamed(1), 'medium'],
      6038: ['NTLM authentication is being used between clients and this server.', ''],
      6041: ['A cross-computer loopback of NTLM was detected.', unnamed(2), 'medium'],
      40960: [
        'The security system detected an authentication error for a server.',
        'Target, Error',
        'medium',
      ],
      40961: [
        'The security system could not establish a secured connection with a server.',
        'Target',
        'medium',
      ],
    },
    Service: {
      29223: ['This server is now a domain controller.', '', 'medium'],
    },
  },
};

export const kerberos: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Security-Kerberos', 'Kerberos'],
  category: 'Kerberos',
  subcategories: {
    Client: {
      3: [
        'A Kerberos error message was received.',
        'LogonSession, ClientTime, ServerTime, ErrorCode, ErrorMessage, ExtendedError, ClientRealm, ClientName, ServerRealm, ServerName, TargetName, ErrorText, File, Line, DataSize, Binary',
        'medium',
      ],
      4: [
        'The Kerberos client received an error that a ticket was encrypted with another key than the one of the server.',
        'Server, TargetRealm, Targetname, ClientRealm',
        'medium',
      ],
      7: ['The Kerberos subsystem had a failure in verifying a PAC.', undefined, 'mediumHigh'],
      14: ['The password stored in Credential Manager is not valid.', undefined, 'medium'],
    },
  },
};

export const keyDistributionCenter: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Kerberos-Key-Distribution-Center', 'KDC'],
  category: 'Kerberos',
  subcategories: {
    'Key Distribution Center': {
      11: ['There are duplicate service principal names.', 'Name, Type', 'medium'],
      14: [
        'An account has no key of the encryption type that was asked for in a ticket request.',
        undefined,
        'medium',
      ],
      16: ['An account has no suitable key for a service ticket.', undefined, 'medium'],
      26: [
        'An account has no key of the encryption type that was asked for by a client.',
        undefined,
        'medium',
      ],
      27: ['A service ticket could not be issued because of its encryption type.', undefined, 'medium'],
      29: ['There is no suitable certificate for smart card logons.', '', 'medium'],
      35: [
        'A ticket-granting ticket without PAC attributes was received from another domain controller.',
        undefined,
        'mediumHigh',
      ],
      36: ['A ticket without a PAC was received.', undefined, 'mediumHigh'],
      37: ['A ticket without the requestor of its PAC was received.', undefined, 'mediumHigh'],
      38: ['A ticket with inconsistent information about its account was received.', undefined, 'high'],
      39: ['A certificate could not be mapped to its account in a strong way.', undefined, 'mediumHigh'],
      40: ['A certificate was issued before the account that it maps to existed.', undefined, 'mediumHigh'],
      41: ['A certificate has another SID than the account that it maps to.', undefined, 'high'],
      42: ['The account of the key distribution center needs new keys.', undefined, 'medium'],
    },
  },
};

const update = 'updateTitle, updateGuid, updateRevisionNumber, serviceGuid';

export const windowsUpdate: ChannelCatalogue = {
  providers: ['Microsoft-Windows-WindowsUpdateClient'],
  category: 'Windows Update',
  subcategories: {
    Installation: {
      17: ['Updates are ready to be installed.', 'updatelist'],
      18: [
        'Updates are ready to be installed at a scheduled time.',
        'schedinstalldate, schedinstalltime, updatelist',
      ],
      19: ['An update was installed successfully.', update],
      20: ['The installation of an update failed.', `errorCode, ${update}`, 'medium'],
      21: ['A restart is required to complete the installation of updates.', 'updatelist'],
      22: ['A restart is required, and the computer will restart soon.', 'restarttime, updatelist'],
      24: ['An update was uninstalled.', update],
      43: ['The installation of an update started.', update],
      44: ['The download of an update started.', update],
    },
    Service: {
      16: ['Windows Update could not connect to the automatic updates service.', undefined, 'medium'],
      25: ['Windows Update failed to check for updates.', undefined, 'medium'],
      26: ['Windows Update found updates.', 'updateCount'],
      27: ['Automatic Updates is now paused.', ''],
      28: ['Automatic Updates is now resumed.', ''],
      31: ['An update could not be downloaded.', `errorCode, ${update}`, 'medium'],
      41: ['An update was downloaded.', update],
    },
  },
};

export const timeService: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Time-Service', 'W32Time'],
  category: 'Time Service',
  subcategories: {
    Synchronization: {
      12: [
        'The time provider has no time source because this computer is the root of the domain hierarchy.',
        '',
      ],
      35: [
        'The time service is now synchronizing the system time with a time source.',
        'TimeSource, TimeSourceRefId, CurrentStratumNumber',
      ],
      36: [
        'The time service has not synchronized the system time for some time.',
        'UnsynchronizedTimeSeconds',
        'medium',
      ],
      37: ['The time provider is receiving valid time data from a time source.', 'TimeSource'],
      47: ['No valid response was received from a manually configured time source.', undefined, 'medium'],
      50: [
        'The time service detected a time difference that is too large.',
        'TimeDifferenceMilliseconds, TimeSampleSeconds',
        'medium',
      ],
      52: ['The time service has set the time with a large offset.', 'TimeOffsetSeconds', 'medium'],
      129: [
        'The time provider could not find a domain controller to use as a time source.',
        undefined,
        'medium',
      ],
      134: [
        'A manually configured time source could not be resolved.',
        'ErrorMessage, RetryMinutes, DomainPeer',
        'medium',
      ],
    },
    Service: {
      46: ['The time service had an error and was forced to shut down.', 'ErrorMessage', 'medium'],
      139: ['The time service has started advertising as a time source.', ''],
      142: ['The time service has stopped advertising as a time source.', ''],
      143: ['The time service has started advertising as a good time source.', ''],
      144: ['The time service has stopped advertising as a good time source.', ''],
    },
  },
};

export const disk: ChannelCatalogue = {
  providers: ['Disk', 'disk'],
  category: 'Storage',
  subcategories: {
    Disk: {
      7: ['A device has a bad block.', unnamed(1), 'medium'],
      11: ['The driver detected a controller error.', unnamed(1), 'medium'],
      15: ['A device is not ready for access yet.', unnamed(1), 'medium'],
      34: ['The write cache of a disk could not be controlled.', unnamed(1)],
      51: ['An error was detected on a device during a paging operation.', unnamed(1), 'medium'],
      153: ['An input or output operation was retried.', unnamed(4), 'medium'],
      157: ['A disk has been surprise removed.', unnamed(1), 'medium'],
    },
  },
};

export const ntfs: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Ntfs', 'Ntfs'],
  category: 'Storage',
  subcategories: {
    'File System': {
      55: [
        'A corruption was discovered in the file system structure of a volume.',
        'DriveName, DeviceName, CorruptionState, HeaderFlags, Severity, Origin, Verb, Description, Signature, Outcome, SampleLength, SampleData, SourceFile, SourceLine, SourceTag, AdditionalInfo, CallStack',
        'medium',
      ],
      98: ['The health of a volume was checked.', 'DriveName, DeviceName, CorruptionActionState'],
      130: ['The file system structure of a volume has been repaired.', 'DriveName, DeviceName', 'medium'],
    },
  },
};

export const shadowCopies: ChannelCatalogue = {
  providers: ['Volsnap', 'volsnap'],
  category: 'Storage',
  subcategories: {
    'Shadow Copy': {
      25: [
        'The shadow copies of a volume were deleted because the shadow copy storage could not grow in time.',
        undefined,
        'mediumHigh',
      ],
      33: [
        'The oldest shadow copy of a volume was deleted to keep the space within its limit.',
        'DeviceName, VolumeName, NTSTATUS, SourceTag, SourceFileID, SourceLine',
      ],
      35: [
        'The shadow copies of a volume were aborted because the shadow copy storage failed to grow.',
        undefined,
        'mediumHigh',
      ],
      36: [
        'The shadow copies of a volume were aborted because of a limit set by a user.',
        unnamed(2),
        'mediumHigh',
      ],
    },
  },
};

export const distributedCom: ChannelCatalogue = {
  providers: ['Microsoft-Windows-DistributedCOM', 'DCOM'],
  category: 'DCOM',
  subcategories: {
    Activation: {
      10005: ['DCOM got an error attempting to start a service to run a server.', parameters(4), 'medium'],
      10010: ['A server did not register with DCOM within the required timeout.', 'param1', 'medium'],
      10028: ['DCOM was unable to communicate with a computer.', parameters(3), 'medium'],
    },
    Permission: {
      10016: ['The permission settings do not grant an account permission for a COM server.', parameters(11)],
      10036: [
        'The server-side authentication level policy does not allow an account to activate a DCOM server.',
        parameters(4),
        'mediumHigh',
      ],
      10037: [
        'An application asks to activate a DCOM server with an authentication level that is set too low.',
        parameters(5),
        'medium',
      ],
      10038: [
        'An application asks to activate a DCOM server with a default authentication level that is too low.',
        parameters(5),
        'medium',
      ],
    },
  },
};

export const winlogon: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Winlogon'],
  category: 'Winlogon',
  subcategories: {
    Notification: {
      6000: ['A subscriber to logon notifications was not available to handle an event.', unnamed(1)],
      7001: ['User logon notification for the Customer Experience Improvement Program.', 'TSId, UserSid'],
      7002: ['User logoff notification for the Customer Experience Improvement Program.', 'TSId, UserSid'],
    },
  },
};

const account = 'AccountName, GroupName, ErrorMessage, ErrorString';

export const accountManager: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Directory-Services-SAM', 'SAM'],
  category: 'Security Account Manager',
  subcategories: {
    Setup: {
      16401: ['A built-in account could not be added to a group during setup.', account],
      16403: ['A built-in account could not be created during setup.', account],
      16413: ['A built-in account could not be removed from a group during setup.', account],
    },
    'Remote Calls': {
      12294: ['An account could not be locked out because of a resource error.', undefined, 'mediumHigh'],
      16962: [
        'Remote calls to the SAM database are restricted by the default security descriptor.',
        'Default SD String:',
      ],
      16963: [
        'Remote calls to the SAM database are restricted by a configured security descriptor.',
        undefined,
        'medium',
      ],
      16965: ['A remote call to the SAM database was denied.', undefined, 'mediumHigh'],
      16968: ['A remote call to the SAM database would have been denied.', undefined, 'medium'],
      16969: ['Remote calls to the SAM database were denied within a period.', undefined, 'mediumHigh'],
    },
  },
};

export const secureChannel: ChannelCatalogue = {
  providers: ['Schannel'],
  category: 'TLS',
  subcategories: {
    Handshake: {
      36871: ['A fatal error occurred while creating a TLS credential.', undefined, 'medium'],
      36874: ['A TLS connection request used no cipher suite that the server supports.', undefined, 'medium'],
      36882: [
        'The certificate received from a remote server was issued by an untrusted authority.',
        undefined,
        'medium',
      ],
      36884: [
        'The certificate received from a remote server does not have the expected name.',
        undefined,
        'medium',
      ],
      36886: ['There is no suitable default server credential on this system.'],
      36887: ['A fatal TLS alert was received.', 'AlertDesc'],
      36888: ['A fatal TLS alert was generated.', 'AlertDesc, ErrorState'],
    },
  },
};

export const systemErrors: ChannelCatalogue = {
  providers: ['Microsoft-Windows-WER-SystemErrorReporting'],
  category: 'System State',
  subcategories: {
    Failure: {
      1001: ['The computer has rebooted from a bugcheck.', parameters(3), 'mediumHigh'],
    },
  },
};

export const wininit: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Wininit'],
  category: 'System State',
  subcategories: {
    Protection: {
      12: ['The Local Security Authority was started as a protected process.', 'Level'],
      14: ['The configuration of Credential Guard.', 'Config, IsTestConfig'],
      15: [
        'Credential Guard is configured to run, but the secure kernel is not running.',
        undefined,
        'medium',
      ],
      16: ['Credential Guard failed to launch.', undefined, 'mediumHigh'],
    },
  },
};
