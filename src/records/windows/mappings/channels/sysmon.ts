import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

/** Keys of every Sysmon event: the rule that let it through, and the process by its machine-wide id. */
const rule = { RuleName: 'cs1: Rule Name' } as const;

/** What the process `Image` did: it and its account stand on the destination's side, as in the Security channel's 4688. */
const process = {
  ...rule,
  ProcessGuid: 'cs3: Process GUID',
  ProcessId: 'dpid',
  Image: 'dproc',
  User: 'duser',
} as const;
const processLeef = { Image: 'resource', User: 'usrName' } as const;

const target = { ...process, TargetFilename: ['fname', 'filePath'] } as const;
const targetLeef = { User: 'usrName', TargetFilename: 'resource' } as const;

/** A file that the process deleted, or was kept from writing or shredding. */
const file: EventMapping = { cef: { ...target, Hashes: 'fileHash' }, leef: targetLeef };

/** A file with code that was loaded. */
const image = {
  ImageLoaded: ['fname', 'filePath'],
  Hashes: 'fileHash',
  Signed: 'cs4: Signed',
  Signature: 'cs5: Signature',
  SignatureStatus: 'cs6: Signature Status',
} as const;

const registry = {
  ...process,
  EventType: 'act',
  TargetObject: 'filePath',
} as const;
const registryLeef = { User: 'usrName', TargetObject: 'resource' } as const;

const pipe: EventMapping = {
  cef: { ...process, EventType: 'act', PipeName: 'cs5: Pipe Name' },
  leef: { User: 'usrName', PipeName: 'resource' },
};

/** One process reaches into another: the source acts, the target is the destination. */
const reach = {
  ...rule,
  SourceProcessId: 'spid',
  SourceImage: 'sproc',
  SourceUser: 'suser',
  TargetProcessId: 'dpid',
  TargetImage: 'dproc',
  TargetUser: 'duser',
} as const;
const reachLeef = { SourceUser: 'usrName', TargetUser: 'accountName', TargetImage: 'resource' } as const;

const wmi = { ...rule, EventType: 'cs3: Event Type', Operation: 'act', User: 'duser' } as const;
const wmiLeef = { User: 'usrName', Name: 'resource' } as const;

/** Microsoft Sysinternals Sysmon. */
export const sysmonMappings: EventMappings = {
  // Process Create
  1: {
    cef: {
      ...process,
      CommandLine: 'cs4: Process Command Line',
      LogonId: 'duid',
      TerminalSessionId: 'cn1: Terminal Session ID',
      IntegrityLevel: 'cs6: Integrity Level',
      Hashes: 'fileHash',
      ParentProcessId: 'spid',
      ParentImage: 'sproc',
      ParentCommandLine: 'cs5: Parent Command Line',
      ParentUser: 'suser',
    },
    leef: { ...processLeef, CommandLine: 'commandLine' },
  },
  // File creation time changed
  2: {
    cef: {
      ...target,
      CreationUtcTime: 'cs6: New Creation Time',
      PreviousCreationUtcTime: 'cs5: Previous Creation Time',
    },
    leef: targetLeef,
  },
  // Network connection detected. The destination is the peer or the computer itself, as `Initiated` says.
  3: {
    cef: {
      ...process,
      Protocol: 'proto',
      Initiated: 'cs4: Initiated',
      SourceIp: 'src',
      SourceHostname: 'shost',
      SourcePort: 'spt',
      DestinationIp: 'dst',
      DestinationHostname: 'dhost',
      DestinationPort: 'dpt',
      DestinationPortName: 'app',
    },
    leef: {
      ...processLeef,
      Protocol: 'proto',
      SourceIp: 'src',
      SourcePort: 'srcPort',
      DestinationIp: 'dst',
      DestinationPort: 'dstPort',
    },
    computerIsDestination: false,
    identity: { address: 'SourceIp', when: 'Initiated', is: 'true' },
  },
  // Sysmon service state changed
  4: { cef: { State: 'act', Version: 'cs5: Sysmon Version' }, leef: {} },
  // Process terminated
  5: { cef: process, leef: processLeef },
  // Driver loaded
  6: { cef: { ...rule, ...image }, leef: { ImageLoaded: 'resource' } },
  // Image loaded
  7: { cef: { ...process, ...image }, leef: { User: 'usrName', ImageLoaded: 'resource' } },
  // CreateRemoteThread detected
  8: {
    cef: {
      ...reach,
      SourceProcessGuid: 'cs3: Source Process GUID',
      NewThreadId: 'cn1: New Thread ID',
      StartAddress: 'cs6: Start Address',
      StartModule: 'cs4: Start Module',
      StartFunction: 'cs5: Start Function',
    },
    leef: reachLeef,
  },
  // RawAccessRead detected
  9: {
    cef: { ...process, Device: ['fname', 'filePath'] },
    leef: { User: 'usrName', Device: 'resource' },
  },
  // Process accessed
  10: {
    cef: {
      ...reach,
      SourceProcessGUID: 'cs3: Source Process GUID',
      SourceThreadId: 'cn1: Source Thread ID',
      GrantedAccess: 'cs4: Granted Access',
      CallTrace: 'cs5: Call Trace',
    },
    leef: reachLeef,
  },
  // File created
  11: { cef: { ...target, CreationUtcTime: 'cs6: Creation Time' }, leef: targetLeef },
  // Registry object added or deleted
  12: { cef: registry, leef: registryLeef },
  // Registry value set
  13: { cef: { ...registry, Details: 'cs5: Details' }, leef: registryLeef },
  // Registry object renamed
  14: { cef: { ...registry, NewName: 'cs5: New Name' }, leef: registryLeef },
  // File stream created
  15: {
    cef: {
      ...target,
      CreationUtcTime: 'cs6: Creation Time',
      Hash: 'fileHash',
      Contents: 'cs5: Contents',
    },
    leef: targetLeef,
  },
  // Sysmon config state changed
  16: {
    cef: { Configuration: ['fname', 'filePath'], ConfigurationFileHash: 'fileHash' },
    leef: { Configuration: 'resource' },
  },
  // Pipe created
  17: pipe,
  // Pipe connected
  18: pipe,
  // WmiEventFilter activity detected
  19: {
    cef: {
      ...wmi,
      EventNamespace: 'cs4: Namespace',
      Name: 'cs5: Filter Name',
      Query: 'cs6: Query',
    },
    leef: wmiLeef,
  },
  // WmiEventConsumer activity detected
  20: {
    cef: {
      ...wmi,
      Name: 'cs5: Consumer Name',
      Type: 'cs4: Consumer Type',
      Destination: 'cs6: Consumer Action',
    },
    leef: wmiLeef,
  },
  // WmiEventConsumerToFilter activity detected
  21: {
    cef: { ...wmi, Consumer: 'cs5: Consumer', Filter: 'cs6: Filter' },
    leef: { User: 'usrName', Consumer: 'resource' },
  },
  // Dns query
  22: {
    cef: {
      ...process,
      QueryName: 'cs5: Query Name',
      QueryStatus: 'reason',
      QueryResults: 'cs6: Query Results',
    },
    leef: { User: 'usrName', QueryName: 'resource' },
  },
  // File Delete archived
  23: file,
  // Clipboard changed
  24: {
    cef: { ...process, Session: 'cn1: Session', ClientInfo: 'cs5: Client Information', Hashes: 'fileHash' },
    leef: processLeef,
  },
  // Process Tampering
  25: { cef: { ...process, Type: 'cs5: Tampering Type' }, leef: processLeef },
  // File Delete logged
  26: file,
  // File Block Executable
  27: { ...file, constants: { act: 'blocked' } },
  // File Block Shredding
  28: { ...file, constants: { act: 'blocked' } },
  // File Executable Detected
  29: file,
  // Error report
  255: { cef: { ID: 'cs5: Error ID', Description: 'msg' }, leef: { Description: 'msg' } },
};
