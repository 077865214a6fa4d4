import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

const name = { TaskName: 'cs6: Task Name' } as const;
const nameLeef = { TaskName: 'resource' } as const;
const instance = { ...name, InstanceId: 'cs3: Task Instance ID' } as const;

/** The account whose doing it is stands under one name or another. */
const byContextLeef = { ...nameLeef, UserContext: 'usrName' } as const;
const byNameLeef = { ...nameLeef, UserName: 'usrName' } as const;

const run: EventMapping = { cef: { ...instance, UserContext: 'duser' }, leef: byContextLeef };
const triggered: EventMapping = { cef: instance, leef: nameLeef };
const sessionTriggered: EventMapping = { cef: { ...instance, UserName: 'duser' }, leef: byNameLeef };
const changed: EventMapping = { cef: { ...name, UserName: 'duser' }, leef: byNameLeef };

const action: EventMapping = {
  cef: {
    ...name,
    ActionName: 'cs5: Action',
    TaskInstanceId: 'cs3: Task Instance ID',
    ResultCode: 'reason',
    EnginePID: 'dpid',
  },
  leef: nameLeef,
};

/** Task Scheduler's Operational channel. */
export const taskSchedulerMappings: EventMappings = {
  // Started, failed to start, completed, action failed to start
  100: run,
  101: { cef: { ...name, UserContext: 'duser', ResultCode: 'reason' }, leef: byContextLeef },
  102: run,
  103: { cef: { ...run.cef, ResultCode: 'reason' }, leef: byContextLeef },
  // Logon failure
  104: {
    cef: { UserName: 'duser', ErrorDescription: 'msg', ResultCode: 'reason' },
    leef: { UserName: 'usrName', ErrorDescription: 'msg' },
  },
  // Registered
  106: { cef: { ...name, UserContext: 'duser' }, leef: byContextLeef },
  // Triggered: on schedule, on an event, by registration, by a user
  107: triggered,
  108: triggered,
  109: triggered,
  110: run,
  // Terminated
  111: triggered,
  // Triggered: idle, at startup, on logon, on session changes
  117: triggered,
  118: triggered,
  119: sessionTriggered,
  120: sessionTriggered,
  121: sessionTriggered,
  122: sessionTriggered,
  123: sessionTriggered,
  124: sessionTriggered,
  125: sessionTriggered,
  // Created task process
  129: {
    cef: { ...name, Path: 'dproc', ProcessID: 'dpid' },
    leef: nameLeef,
  },
  // Updated, deleted, disabled
  140: changed,
  141: changed,
  142: changed,
  // Actions: started, completed, failed, failed to start
  200: action,
  201: action,
  202: action,
  203: action,
  // Stopped on a user's request
  330: {
    cef: { ...name, TaskInstanceId: 'cs3: Task Instance ID', UserContext: 'duser' },
    leef: byContextLeef,
  },
  // The user is not logged on
  332: changed,
};
