import type { Composition } from '../formats/keyed/composition.ts';
import type { Event } from '../records/event.ts';
import { auditCategory } from '../records/windows/catalogue/audit-category.ts';

/** Where the value of a key comes from, in words; worked out where it depends on the event. */
type Origin = string | ((event: Event, composition: Composition) => string);

const time: Origin = 'System: TimeCreated@SystemTime, else the column PreciseTimeStamp';
const computer: Origin = 'System: Computer';
const channel: Origin = 'System: Channel';
const provider: Origin = 'System: Provider@Name';
const eventId: Origin = 'System: EventID';

const category: Origin = (event, { plan }) =>
  auditCategory(plan.provider, event.task) === undefined
    ? 'catalogue: category and subcategory of the event id'
    : `System: Task ${event.task}, by the table of audit subcategories`;

const outcomeOrigin = (event: Event, { plan }: Composition): string =>
  event.outcome === undefined && plan.outcomeAt !== -1
    ? `field ${plan.names[plan.outcomeAt] ?? ''}, where 0x0 means success`
    : 'System: Keywords (audit success or failure)';

/** Origins that are alike in all formats. */
const shared: Readonly<Record<string, Origin>> = {
  AzlogUid: (event) =>
    event.row === undefined || event.row.rowKey === ''
      ? 'digest of Computer, Channel, EventRecordID, Provider, EventID and time'
      : 'table row: digest of PartitionKey and RowKey',
  AzlogLevel: 'System: Level',
  AzlogVersion: 'System: Version',
  AzlogTask: 'System: Task',
  AzlogOpcode: 'System: Opcode',
  AzlogKeywords: 'System: Keywords',
  AzlogUserSid: 'System: Security@UserID',
  AzlogRecordId: 'System: EventRecordID',
  AzlogProcessId: 'System: Execution@ProcessID',
  AzlogThreadId: 'System: Execution@ThreadID',
  AzlogActivityId: 'System: Correlation@ActivityID',
  AzlogDeploymentId: 'table row: DeploymentId',
  AzlogRole: 'table row: Role',
  AzlogRoleInstance: 'table row: RoleInstance',
  AzlogDescription: 'RenderingInfo: Message, or the column Description; only of events without data',
  AzlogComputer: computer,
  AzlogChannel: channel,
  AzlogProvider: provider,
  AzlogCategory: category,
  AzlogShortened: 'names the keys whose value is longer than the key allows',
  msg: 'RenderingInfo: Message, or the column Description; only of events without data',
};

const byFormat: Readonly<Record<string, Readonly<Record<string, Origin>>>> = {
  cef: {
    rt: time,
    dtz: 'the zone of rt',
    externalId: eventId,
    cat: channel,
    outcome: outcomeOrigin,
    dvchost: computer,
    deviceDnsDomain: 'System: Computer, what follows its first dot',
    deviceNtDomain: "field SubjectDomainName, where the computer's own account acts",
    dhost: computer,
    cs2: category,
  },
  leef: {
    devTime: time,
    devTimeFormat: 'how devTime is written',
    sev: 'the severity, at least 1',
    cat: (event, composition) =>
      composition.outcome === undefined ? 'System: Channel and Level' : outcomeOrigin(event, composition),
    name: 'catalogue: the title of the event id',
    identSrc: (_event, { plan }) =>
      `field ${plan.mapping.identity?.address ?? ''}, where it is the computer's own`,
    identHostName: computer,
  },
};

/** Where the value of a key that does not come from the event's data comes from. */
export function originOf(format: string, key: string, event: Event, composition: Composition): string {
  const constants = composition.plan.mapping.constants ?? {};
  const isConstant = Object.keys(constants).some((target) => target.split(': ')[0] === key);
  const origin = byFormat[format]?.[key] ?? shared[key];
  if (isConstant && origin === undefined) return 'a text that the mapping gives to each event of this id';
  if (origin === undefined) return unknownOrigin;
  return typeof origin === 'string' ? origin : origin(event, composition);
}

/** What `originOf` says of a key that it does not know; no key of ours has it. */
export const unknownOrigin = 'not known';
