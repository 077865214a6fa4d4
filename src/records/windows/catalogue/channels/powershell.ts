import { type ChannelCatalogue, unnamed } from './channel-catalogue.ts';

/** The Operational channel of Windows PowerShell 5 and of PowerShell 7. */
export const powerShell: ChannelCatalogue = {
  providers: ['Microsoft-Windows-PowerShell', 'PowerShellCore'],
  category: 'PowerShell',
  subcategories: {
    Command: {
      4100: ['A PowerShell command wrote an error.', 'ContextInfo, UserData, Payload'],
      4103: ['A PowerShell command was executed.', 'ContextInfo, UserData, Payload'],
    },
    'Script Block': {
      4104: [
        'A PowerShell script block was compiled.',
        'MessageNumber, MessageTotal, ScriptBlockText, ScriptBlockId, Path',
      ],
      4105: ['The invocation of a PowerShell script block started.', 'ScriptBlockId, RunspaceId'],
      4106: ['The invocation of a PowerShell script block completed.', 'ScriptBlockId, RunspaceId'],
    },
    Engine: {
      8193: ['A PowerShell session was created.', 'param1'],
      8194: ['A PowerShell runspace pool was created.'],
      8195: ['A PowerShell runspace pool was opened.'],
      8196: ['The activity id of a PowerShell session was changed.'],
      8197: ['The state of a PowerShell runspace was changed.', 'param1'],
      24577: ['Windows PowerShell ISE started to run a script file.', 'FileName'],
      24578: ['Windows PowerShell ISE started to run a selection of a script.', 'FileName'],
      32784: ['A PowerShell remoting transport had an error.'],
      40961: ['The PowerShell console is starting up.', ''],
      40962: ['The PowerShell console is ready for user input.', ''],
      53504: ['PowerShell started an IPC listening thread.', 'param1, param2'],
      53505: ['PowerShell ended an IPC listening thread.', 'param1, param2'],
      53506: ['A PowerShell IPC listening thread had an error.'],
      53507: ['PowerShell connected by IPC.', 'param1, param2, param3'],
      53508: ['PowerShell disconnected by IPC.', 'param1, param2, param3'],
    },
  },
};

/** The classic channel `Windows PowerShell`. */
export const classicPowerShell: ChannelCatalogue = {
  providers: ['PowerShell'],
  category: 'PowerShell',
  subcategories: {
    Engine: {
      400: ['The PowerShell engine state changed from None to Available.', unnamed(3)],
      403: ['The PowerShell engine state changed from Available to Stopped.', unnamed(3)],
    },
    Command: {
      500: ['A PowerShell command started.', unnamed(3)],
      501: ['A PowerShell command stopped.', unnamed(3)],
    },
    Provider: {
      600: ['A PowerShell provider was started.', unnamed(3)],
    },
    Pipeline: {
      800: ['The details of a PowerShell pipeline execution.', unnamed(3)],
    },
  },
};
