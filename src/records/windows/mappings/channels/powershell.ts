import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

/** What a command did: `Payload` names it with its parameters, `ContextInfo` host, user and script. */
const command: EventMapping = {
  cef: { Payload: 'cs4: Payload', ContextInfo: 'cs5: Context Information' },
  leef: {},
};

const scriptBlockRun: EventMapping = {
  cef: { ScriptBlockId: 'cs3: Script Block ID', RunspaceId: 'cs5: Runspace ID' },
  leef: {},
};

/** PowerShell's Operational channel, of Windows PowerShell 5 and of PowerShell 7. */
export const powerShellMappings: EventMappings = {
  // An error was written
  4100: command,
  // A command was executed
  4103: command,
  // A script block was compiled. A long script comes in parts, one event each: the SIEM joins those with the same
  // script block id in the order of the message number, and has them all when there are as many as the total says.
  4104: {
    cef: {
      MessageNumber: 'cn1: Message Number',
      MessageTotal: 'cn2: Message Total',
      ScriptBlockText: 'cs4: Script Block Text',
      ScriptBlockId: 'cs3: Script Block ID',
      Path: ['fname', 'filePath'],
    },
    leef: { Path: 'resource' },
  },
  // The invocation of a script block started
  4105: scriptBlockRun,
  // The invocation of a script block completed
  4106: scriptBlockRun,
  // An IPC listening thread started
  53504: { cef: { param1: 'dpid', param2: 'cs5: Application Domain' }, leef: {} },
};

const engine: EventMapping = {
  cef: {
    Data1: 'cs1: New Engine State',
    Data2: 'cs3: Previous Engine State',
    Data3: 'cs5: Context Information',
  },
  leef: {},
};

/** The classic channel `Windows PowerShell`; its data has no names. */
export const classicPowerShellMappings: EventMappings = {
  // The engine state changed from None to Available
  400: engine,
  // The engine state changed from Available to Stopped
  403: engine,
  // A provider was started
  600: {
    cef: {
      Data1: 'cs1: Provider',
      Data2: 'cs3: New Provider State',
      Data3: 'cs5: Context Information',
    },
    leef: {},
  },
  // Pipeline execution details
  800: {
    cef: {
      Data1: 'cs4: Pipeline Command Line',
      Data2: 'cs5: Context Information',
      Data3: 'cs6: Pipeline Details',
    },
    leef: { Data1: 'commandLine' },
  },
};
