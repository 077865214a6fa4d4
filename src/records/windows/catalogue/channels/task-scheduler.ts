import type { ChannelCatalogue } from './channel-catalogue.ts';

const run = 'TaskName, UserContext, InstanceId';
const triggered = 'TaskName, InstanceId';
const session = 'TaskName, UserName, InstanceId';
const action = 'TaskName, ActionName, TaskInstanceId, ResultCode, EnginePID';
const engine = 'TaskEngineName';

/** Task Scheduler's Operational channel. */
export const taskScheduler: ChannelCatalogue = {
  providers: ['Microsoft-Windows-TaskScheduler'],
  category: 'Task Scheduler',
  subcategories: {
    Task: {
      100: ['A task was started.', run],
      101: ['A task failed to start.', 'TaskName, UserContext, ResultCode', 'medium'],
      102: ['A task was completed.', run],
      111: ['A task was terminated.', triggered],
      114: ['A missed task was started.', triggered],
      126: ['A failed task was restarted.', 'TaskName, ResultCode'],
      129: ['A process was created for a task.', 'TaskName, Path, ProcessID, Priority'],
      322: [
        'A request to launch a task was ignored because it is already running.',
        'TaskName, TaskInstanceId',
      ],
      328: ['A task is being stopped because the computer is not idle.', 'TaskName, TaskInstanceId'],
      329: ['A task is being stopped because its time limit was reached.', 'TaskName, TaskInstanceId'],
      330: ['A task is being stopped because a user asked for it.', 'TaskName, TaskInstanceId, UserContext'],
      332: ['A task was not launched because the user is not logged on.', 'TaskName, UserName'],
    },
    Action: {
      103: [
        'An action of a task failed to start.',
        'TaskName, InstanceId, UserContext, ResultCode',
        'medium',
      ],
      200: ['An action of a task was started.', action],
      201: ['An action of a task was completed.', action],
      202: ['An action of a task failed.', action, 'medium'],
      203: ['An action of a task could not be launched.', action, 'medium'],
    },
    Account: {
      104: ['Task Scheduler failed to log on.', 'UserName, ErrorDescription, ResultCode', 'medium'],
      105: ['Task Scheduler failed to impersonate.', 'Context, ResultCode', 'medium'],
    },
    Registration: {
      106: ['A task was registered.', 'TaskName, UserContext', 'medium'],
      113: ['A task was registered without some of its triggers.', 'TaskName, ResultCode'],
      115: ['A task could not be updated or deleted.', 'ResultCode', 'medium'],
      116: ['A task was registered without credentials.', 'TaskName, ResultCode'],
      140: ['The registration of a task was updated.', 'TaskName, UserName', 'medium'],
      141: ['The registration of a task was deleted.', 'TaskName, UserName', 'medium'],
      142: ['A task was disabled.', 'TaskName, UserName', 'medium'],
      146: ['A task could not be loaded at the start of the service.', 'TaskName, ResultCode'],
    },
    Trigger: {
      107: ['A task was triggered on its schedule.', triggered],
      108: ['A task was triggered on an event.', triggered],
      109: ['A task was triggered by its registration.', triggered],
      110: ['A task was triggered by a user.', `${triggered}, UserContext`],
      117: ['A task was triggered on idle.', triggered],
      118: ['A task was triggered by the start of the computer.', triggered],
      119: ['A task was triggered on a logon.', session],
      120: ['A task was triggered on a local console connect.', session],
      121: ['A task was triggered on a local console disconnect.', session],
      122: ['A task was triggered on a remote console connect.', session],
      123: ['A task was triggered on a remote console disconnect.', session],
      124: ['A task was triggered by locking the workstation.', session],
      125: ['A task was triggered by unlocking the workstation.', session],
    },
    Engine: {
      300: ['A task engine was launched.', `${engine}, ProcessID`],
      301: ['A task engine was shut down.', engine],
      310: ['A task engine was started.', `${engine}, Command, ProcessID, ThreadID`],
      314: ['A task engine is idle.', engine],
      317: ['A task engine process was started.', engine],
      318: ['A task engine process was shut down.', engine],
      319: ['A task engine received a message to start a task.', `${engine}, TaskName`],
      400: ['The Task Scheduler service was started.', ''],
      402: ['The Task Scheduler service is shutting down.', '', 'medium'],
    },
  },
};
