import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

/** Programs that failed; Windows 11 names the fields, earlier versions do not. */
export const applicationErrorMappings: EventMappings = {
  // A program crashed. `Data9` is a process id in hexadecimal without `0x`: it stays under its own key.
  1000: {
    cef: {
      AppPath: 'dproc',
      ProcessId: 'dpid',
      ModulePath: ['fname', 'filePath'],
      ExceptionCode: 'reason',
      AppVersion: 'cs5: Application Version',
      FaultingOffset: 'cs6: Fault Offset',
      IntegratorReportId: 'cs3: Report ID',
      Data2: 'cs5: Application Version',
      Data7: 'reason',
      Data8: 'cs6: Fault Offset',
      Data11: 'dproc',
      Data12: ['fname', 'filePath'],
      Data13: 'cs3: Report ID',
    },
    leef: { AppPath: 'resource', Data11: 'resource' },
  },
};

export const applicationHangMappings: EventMappings = {
  // A program stopped responding
  1002: {
    cef: {
      ExeFileName: 'dproc',
      ProcessId: 'dpid',
      AppVersion: 'cs5: Application Version',
      ReportId: 'cs3: Report ID',
      Data2: 'cs5: Application Version',
      Data6: 'dproc',
      Data7: 'cs3: Report ID',
    },
    leef: { ExeFileName: 'resource', Data6: 'resource' },
  },
};

export const errorReportingMappings: EventMappings = {
  // A fault was reported
  1001: {
    cef: {
      EventName: 'cs5: Problem',
      Response: 'cs4: Response',
      P1: 'cs6: Problem Signature 1',
      Data3: 'cs5: Problem',
      Data4: 'cs4: Response',
      Data6: 'cs6: Problem Signature 1',
    },
    leef: { P1: 'resource', Data6: 'resource' },
  },
};

/** After a stop error. */
export const systemErrorReportingMappings: EventMappings = {
  1001: {
    cef: { param1: 'reason', param2: ['fname', 'filePath'], param3: 'cs3: Report ID' },
    leef: { param2: 'resource' },
  },
};

export const popupMappings: EventMappings = {
  26: { cef: { Caption: 'cs5: Caption', Message: 'msg' }, leef: { Message: 'msg' } },
};

/** .NET programs that ended by an exception: one text. */
export const dotNetMappings: EventMappings = {
  1025: { cef: { Data1: 'msg' }, leef: { Data1: 'msg' } },
  1026: { cef: { Data1: 'msg' }, leef: { Data1: 'msg' } },
};

const product: EventMapping = {
  cef: {
    Data1: 'cs6: Product Name',
    Data2: 'cs5: Product Version',
    Data4: 'reason',
    Data5: 'cs4: Manufacturer',
  },
  leef: { Data1: 'resource' },
};
const installerMessage: EventMapping = { cef: { Data1: 'msg' }, leef: { Data1: 'msg' } };
const transaction: EventMapping = {
  cef: { Data1: ['fname', 'filePath'], Data2: 'dpid' },
  leef: { Data1: 'resource' },
};

/** Windows Installer; the data has no names, and what is missing is written `(NULL)`. */
export const installerMappings: EventMappings = {
  // A product was installed, removed, configured: with result
  1033: product,
  1034: product,
  1035: product,
  // A transaction began, ended
  1040: transaction,
  1042: transaction,
  // Outcomes as one text
  1013: installerMessage,
  11707: installerMessage,
  11708: installerMessage,
  11724: installerMessage,
  11725: installerMessage,
  11728: installerMessage,
  11729: installerMessage,
};

const engine: EventMapping = { cef: { Data1: 'dproc' }, leef: { Data1: 'resource' } };
const database: EventMapping = {
  cef: { Data1: 'dproc', Data5: ['fname', 'filePath'] },
  leef: { Data5: 'resource' },
};

/** The database engine under Active Directory, Windows Search, Exchange and others; the data has no names. */
export const databaseEngineMappings: EventMappings = {
  // An instance started, stopped
  102: engine,
  103: engine,
  105: engine,
  // A database was made, attached, detached: a copy of ntds.dit shows here
  325: database,
  326: database,
  327: database,
};

const sqlLogon: EventMapping = {
  cef: { Data1: 'duser', Data2: 'msg', Data3: 'cs5: Client' },
  leef: { Data1: 'usrName', Data2: 'msg' },
};

/** The default instance of SQL Server; the data has no names. */
export const sqlServerMappings: EventMappings = {
  // A configuration option was changed
  15457: {
    cef: { Data1: 'cs6: Option', Data2: 'cs4: Old Value', Data3: 'cs5: New Value' },
    leef: { Data1: 'resource' },
  },
  // Logon failed
  18456: sqlLogon,
};

export const cveMappings: EventMappings = {
  // A known vulnerability may have been tried
  1: {
    cef: { CVEID: 'cs5: CVE ID', AdditionalDetails: 'msg' },
    leef: { CVEID: 'resource', AdditionalDetails: 'msg' },
  },
};
