import type { EventMapping, EventMappings } from '../mapping.ts';

/** A task and the account whose doing it is, under the name that the id gives the account. */
function task(account?: 'UserContext' | 'UserName'): EventMapping {
  return {
    cef: {
      TaskName: 'cs6: Task Name',
      InstanceId: 'cs3: Task Instance ID',
      ResultCode: 'reason',
      ...(account === undefined ? {} : { [account]: 'duser' }),
    },
    leef: { TaskName: 'resource', ...(account === undefined ? {} : { [account]: 'usrName' }) },
  };
}

const byContext = task('UserContext');
const byName = task('UserName');
const bare = task();

const action: EventMapping = {
  cef: {
    TaskName: 'cs6: Task Name',
    ActionName: 'cs5: Action',
    TaskInstanceId: 'cs3: Task Instance ID',
    ResultCode: 'reason',
    EnginePID: 'dpid',
  },
  leef: { TaskName: 'resource' },
};

/** Task Scheduler's Operational channel. */
export const taskSchedulerMappings: EventMappings = {
  // Started, failed to start, completed, action failed to start
  100: byContext,
  101: byContext,
  102: byContext,
  103: byContext,
  // Logon failure
  104: {
    cef: { UserName: 'duser', ErrorDescription: 'msg', ResultCode: 'reason' },
    leef: { UserName: 'usrName', ErrorDescription: 'msg' },
  },
  // Registered
  106: byContext,
  // Triggered: on schedule, on an event, by registration, by a user
  107: bare,
  108: bare,
  109: bare,
  110: byContext,
  // Terminated
  111: bare,
  // Triggered: idle, at startup, on logon, on session changes
  117: bare,
  118: bare,
  119: byName,
  120: byName,
  121: byName,
  122: byName,
  123: byName,
  124: byName,
  125: byName,
  // Created task process
  129: {
    cef: { TaskName: 'cs6: Task Name', Path: 'dproc', ProcessID: 'dpid' },
    leef: { TaskName: 'resource' },
  },
  // Updated, deleted, disabled
  140: byName,
  141: byName,
  142: byName,
  // Actions: started, completed, failed, failed to start
  200: action,
  201: action,
  202: action,
  203: action,
  // Stopped on a user's request
  330: {
    cef: { TaskName: 'cs6: Task Name', TaskInstanceId: 'cs3: Task Instance ID', UserContext: 'duser' },
    leef: { TaskName: 'resource', UserContext: 'usrName' },
  },
  // The user is not logged on
  332: byName,
};
