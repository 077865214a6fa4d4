import type { EventMappings } from '../../event-mapping.ts';
import { actor, clientProcess, join, subject } from './shapes.ts';

const task = join(actor, clientProcess, {
  cef: { TaskName: 'cs6: Task Name' },
  leef: { TaskName: 'resource' },
});

const taskWithContent = join(task, { cef: { TaskContent: 'cs5: Task Content' } });

/** Processes, services and scheduled tasks. */
export const processMappings: EventMappings = {
  // A new process has been created.
  // The destination user is the creator; the owner of the new process' token (TargetUserName ...), where it differs,
  // stays under own keys.
  4688: join(actor, {
    cef: {
      NewProcessId: ['cs3: New Process ID', 'dpid'],
      NewProcessName: 'dproc',
      TokenElevationType: 'cs1: Token Elevation Type',
      ProcessId: ['cs5: Creator Process ID', 'spid'],
      CommandLine: 'cs4: Process Command Line',
      ParentProcessName: 'sproc',
    },
    leef: {
      NewProcessName: 'resource',
      TokenElevationType: 'tokenElevationType',
      CommandLine: 'commandLine',
    },
  }),
  // A process has exited.
  // Status is what the process ended with; zero or not, the audit is a success.
  4689: join(actor, {
    cef: {
      Status: 'cs4: Reason or Error Code',
      ProcessId: ['cs3: Process ID', 'dpid'],
      ProcessName: 'dproc',
    },
    leef: { ProcessName: 'resource' },
  }),
  // A primary token was assigned to process
  4696: join(subject, {
    cef: {
      TargetUserName: 'duser',
      TargetDomainName: 'dntdom',
      TargetLogonId: 'duid',
      TargetProcessId: 'dpid',
      TargetProcessName: 'dproc',
      ProcessId: ['cs3: Process ID', 'spid'],
      ProcessName: 'sproc',
    },
    leef: { TargetUserName: 'accountName', TargetProcessName: 'resource' },
  }),
  // A service was installed in the system
  4697: join(actor, clientProcess, {
    cef: {
      ServiceName: 'destinationServiceName',
      ServiceFileName: 'filePath',
      ServiceType: 'cs1: Service Type',
      ServiceStartType: 'cs4: Service Start Type',
      ServiceAccount: 'cs5: Service Account',
    },
    leef: { ServiceName: 'resource' },
  }),
  // A scheduled task was created
  4698: taskWithContent,
  // A scheduled task was deleted
  4699: taskWithContent,
  // A scheduled task was enabled
  4700: taskWithContent,
  // A scheduled task was disabled
  4701: taskWithContent,
  // A scheduled task was updated
  4702: join(task, { cef: { TaskContentNew: 'cs5: Task Content' } }),
};
