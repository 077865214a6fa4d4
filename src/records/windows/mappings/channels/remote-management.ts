import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

/** Windows Remote Management. */
export const winRmMappings: EventMappings = {
  // A session was created here, to another computer
  6: { cef: { connection: 'cs5: Connection' }, leef: { connection: 'resource' } },
  // A shell was made for another computer
  91: {
    cef: { resourceUri: 'cs6: Resource URI', shellId: 'cs3: Shell ID' },
    leef: { resourceUri: 'resource' },
  },
  // An operation completed, failed
  132: { cef: { operationName: 'act' }, leef: {} },
  142: { cef: { operationName: 'act', errorCode: 'reason' }, leef: {} },
  // The client could not be authenticated
  161: { cef: { authFailureMessage: 'msg' }, leef: { authFailureMessage: 'msg' } },
  // A user was authenticated, was not authorised
  169: {
    cef: { username: 'duser', authenticationMechanism: 'cs5: Authentication Mechanism' },
    leef: { username: 'usrName' },
  },
  192: { cef: { errorCode: 'reason' }, leef: {} },
  // System: service names could not be registered
  10154: {
    cef: { spn1: 'destinationServiceName', error: 'reason' },
    leef: { spn1: 'resource' },
  },
};

/** OpenSSH's server writes one text, with the program that wrote it. */
export const openSshMappings: EventMappings = {
  4: { cef: { process: 'dproc', payload: 'msg' }, leef: { process: 'resource', payload: 'msg' } },
};

const job = { jobTitle: 'cs6: Job Title', jobId: 'cs3: Job ID', jobOwner: 'duser' } as const;
const jobLeef = { jobOwner: 'usrName', jobTitle: 'resource' } as const;
const jobOfUser: EventMapping = { cef: { ...job, User: 'suser' }, leef: jobLeef };
const transfer = {
  name: 'cs6: Job Title',
  Id: 'cs3: Job ID',
  url: 'request',
  peer: 'cs5: Peer',
  fileLength: 'cn1: File Length',
  bytesTransferred: 'cn2: Bytes Transferred',
} as const;
const transferLeef = { url: 'url', name: 'resource' } as const;
const transferEnd: EventMapping = {
  cef: { ...transfer, proxy: 'cs4: Proxy', hr: 'reason' },
  leef: transferLeef,
};

/** Background Intelligent Transfer Service. */
export const bitsMappings: EventMappings = {
  // A job was created
  3: { cef: { ...job, processPath: 'dproc', processId: 'dpid' }, leef: jobLeef },
  // A job was completed, cancelled
  4: jobOfUser,
  5: jobOfUser,
  // A transfer started, stopped, stopped with an error
  59: { cef: transfer, leef: transferLeef },
  60: transferEnd,
  61: transferEnd,
  // A file was added to a job
  16403: {
    cef: { ...jobOfUser.cef, processId: 'dpid', RemoteName: 'request', LocalName: ['fname', 'filePath'] },
    leef: { jobOwner: 'usrName', RemoteName: 'url', LocalName: 'resource' },
  },
};

/** Windows Management Instrumentation. */
export const wmiActivityMappings: EventMappings = {
  // A provider was started
  5857: {
    cef: {
      ProviderName: 'cs5: Provider Name',
      Code: 'reason',
      HostProcess: 'dproc',
      ProcessID: 'dpid',
      ProviderPath: ['fname', 'filePath'],
    },
    leef: { ProviderName: 'resource' },
  },
  // An operation failed
  5858: {
    cef: {
      ClientMachine: 'shost',
      User: 'duser',
      ClientProcessId: 'spid',
      Component: 'cs5: Component',
      Operation: 'cs6: Operation',
      ResultCode: 'reason',
      PossibleCause: 'msg',
    },
    leef: { User: 'usrName', PossibleCause: 'msg' },
  },
  // A subscription to events: permanent, temporary
  5859: {
    cef: {
      NamespaceName: 'cs4: Namespace',
      Query: 'cs6: Query',
      User: 'duser',
      Processid: 'dpid',
      Provider: 'cs5: Provider Name',
      PossibleCause: 'msg',
    },
    leef: { User: 'usrName', PossibleCause: 'msg' },
  },
  5860: {
    cef: {
      NamespaceName: 'cs4: Namespace',
      Query: 'cs6: Query',
      User: 'duser',
      Processid: 'dpid',
      PossibleCause: 'msg',
    },
    leef: { User: 'usrName', PossibleCause: 'msg' },
  },
  // A consumer was bound to a filter
  5861: {
    cef: { Namespace: 'cs4: Namespace', ESS: 'cs5: Filter', CONSUMER: 'cs6: Consumer', PossibleCause: 'msg' },
    leef: { CONSUMER: 'resource', PossibleCause: 'msg' },
  },
};

const command = { Command: 'cs4: Process Command Line' } as const;
const commandLeef = { Command: 'commandLine' } as const;

/** The shell ran a command of the registry's Run keys: started, finished. */
export const shellMappings: EventMappings = {
  9707: { cef: command, leef: commandLeef },
  9708: { cef: { ...command, PID: 'dpid' }, leef: commandLeef },
};

const printer: EventMapping = { cef: { Param1: 'cs5: Printer' }, leef: { Param1: 'resource' } };

/** Printing; drivers and plug-ins are a way in. */
export const printMappings: EventMappings = {
  // A printer was created, deleted, pending deletion
  300: printer,
  301: printer,
  302: printer,
  // A document was printed
  307: {
    cef: { Param2: 'fname', Param3: 'duser', Param4: 'shost', Param5: 'cs5: Printer' },
    leef: { Param2: 'resource', Param3: 'usrName' },
  },
  // A driver was added or updated, deleted
  316: {
    cef: { Param1: 'cs5: Printer Driver', Param4: 'cs6: Driver Files' },
    leef: { Param1: 'resource' },
  },
  317: { cef: { Param1: 'cs5: Printer Driver' }, leef: { Param1: 'resource' } },
  // A driver's file could not be fetched
  354: {
    cef: { Param1: 'cs5: Printer', Param2: ['fname', 'filePath'], Param3: 'msg' },
    leef: { Param2: 'resource', Param3: 'msg' },
  },
  // A plug-in could not be loaded
  808: {
    cef: { PluginDllName: ['fname', 'filePath'], ErrorCode: 'reason' },
    leef: { PluginDllName: 'resource' },
  },
  // The default printer was changed
  823: {
    cef: {
      OldDefaultPrinter: 'cs4: Old Default Printer',
      NewDefaultPrinter: 'cs5: Printer',
      Module: 'dproc',
      Status: 'reason',
    },
    leef: { NewDefaultPrinter: 'resource' },
  },
  // A printer was shared
  849: {
    cef: { PrinterName: 'cs5: Printer', ShareName: 'cs6: Share Name' },
    leef: { PrinterName: 'resource' },
  },
};
