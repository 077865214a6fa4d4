import type { ChannelCatalogue } from './channel-catalogue.ts';

const process = 'RuleName, UtcTime, ProcessGuid, ProcessId, Image';
const written = `${process}, TargetFilename, CreationUtcTime`;
const removed = 'RuleName, UtcTime, ProcessGuid, ProcessId, User, Image, TargetFilename, Hashes';
const module = 'FileVersion, Description, Product, Company, OriginalFileName';
const signature = 'Hashes, Signed, Signature, SignatureStatus';
const registry = 'RuleName, EventType, UtcTime, ProcessGuid, ProcessId, Image, TargetObject';
const pipe = 'RuleName, EventType, UtcTime, ProcessGuid, ProcessId, PipeName, Image, User';

/** Microsoft Sysinternals Sysmon, by the names that it gives its events itself. */
export const sysmon: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Sysmon'],
  category: 'Sysmon',
  subcategories: {
    Process: {
      1: [
        'Process Create.',
        `${process}, ${module}, CommandLine, CurrentDirectory, User, LogonGuid, LogonId, TerminalSessionId, IntegrityLevel, Hashes, ParentProcessGuid, ParentProcessId, ParentImage, ParentCommandLine, ParentUser`,
      ],
      5: ['Process terminated.', `${process}, User`],
      8: [
        'CreateRemoteThread detected.',
        'RuleName, UtcTime, SourceProcessGuid, SourceProcessId, SourceImage, TargetProcessGuid, TargetProcessId, TargetImage, NewThreadId, StartAddress, StartModule, StartFunction, SourceUser, TargetUser',
        'medium',
      ],
      10: [
        'Process accessed.',
        'RuleName, UtcTime, SourceProcessGUID, SourceProcessId, SourceThreadId, SourceImage, TargetProcessGUID, TargetProcessId, TargetImage, GrantedAccess, CallTrace, SourceUser, TargetUser',
      ],
      25: ['Process Tampering.', `${process}, Type, User`, 'high'],
    },
    Image: {
      6: ['Driver loaded.', `RuleName, UtcTime, ImageLoaded, ${signature}`],
      7: ['Image loaded.', `${process}, ImageLoaded, ${module}, ${signature}, User`],
    },
    Network: {
      3: [
        'Network connection detected.',
        `${process}, User, Protocol, Initiated, SourceIsIpv6, SourceIp, SourceHostname, SourcePort, SourcePortName, DestinationIsIpv6, DestinationIp, DestinationHostname, DestinationPort, DestinationPortName`,
      ],
      22: [
        'Dns query.',
        'RuleName, UtcTime, ProcessGuid, ProcessId, QueryName, QueryStatus, QueryResults, Image, User',
      ],
    },
    File: {
      2: ['File creation time changed.', `${written}, PreviousCreationUtcTime, User`, 'medium'],
      9: ['RawAccessRead detected.', `${process}, Device, User`, 'medium'],
      11: ['File created.', `${written}, User`],
      15: ['File stream created.', `${written}, Hash, Contents, User`],
      23: ['File Delete archived.', `${removed}, IsExecutable, Archived`],
      26: ['File Delete logged.', `${removed}, IsExecutable`],
      27: ['File Block Executable.', removed, 'mediumHigh'],
      28: ['File Block Shredding.', `${removed}, IsExecutable`, 'mediumHigh'],
      29: ['File Executable Detected.', removed],
    },
    Registry: {
      12: ['Registry object added or deleted.', `${registry}, User`],
      13: ['Registry value set.', `${registry}, Details, User`],
      14: ['Registry object renamed.', `${registry}, NewName, User`],
    },
    Pipe: {
      17: ['Pipe Created.', pipe],
      18: ['Pipe Connected.', pipe],
    },
    WMI: {
      19: [
        'WmiEventFilter activity detected.',
        'RuleName, EventType, UtcTime, Operation, User, EventNamespace, Name, Query',
        'medium',
      ],
      20: [
        'WmiEventConsumer activity detected.',
        'RuleName, EventType, UtcTime, Operation, User, Name, Type, Destination',
        'medium',
      ],
      21: [
        'WmiEventConsumerToFilter activity detected.',
        'RuleName, EventType, UtcTime, Operation, User, Consumer, Filter',
        'medium',
      ],
    },
    Clipboard: {
      24: ['Clipboard changed.', `${process}, Session, ClientInfo, Hashes, Archived, User`],
    },
    Service: {
      4: ['Sysmon service state changed.', 'UtcTime, State, Version, SchemaVersion', 'medium'],
      16: ['Sysmon config state changed.', 'UtcTime, Configuration, ConfigurationFileHash', 'medium'],
      255: ['Error report.', 'UtcTime, ID, Description', 'medium'],
    },
  },
};
