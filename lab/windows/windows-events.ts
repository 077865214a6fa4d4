/**
 * Makes rows of `WADWindowsEventLogsTable` as Azure Diagnostics would have written them: realistic Windows Security
 * events of an invented network. The same seed and the same times give the same rows.
 */

import type { Random } from '../random.ts';
import { type EventKind, eventKinds, type Fields } from './event-kinds.ts';
import { createNetwork, type Machine, type MachineRole } from './invented-network.ts';
import { renderDescription } from './render-description.ts';

/** One row, as the table service gives it without metadata; `Timestamp` is set by the service. */
export interface WadRow {
  /** `0` and the .NET ticks of the event's minute. */
  readonly PartitionKey: string;
  /** `<deployment>___IaaS___<_VM>___<19 digits>`. */
  readonly RowKey: string;
  /** The agent's bucket: the minute, ISO 8601. */
  readonly TIMESTAMP: string;
  /** The event's time to 100 ns, ISO 8601. */
  readonly PreciseTimeStamp: string;
  /** The same instant in .NET ticks; an Int64, so a string in JSON. */
  readonly EventTickCount: string;
  readonly DeploymentId: string;
  readonly Role: string;
  readonly RoleInstance: string;
  readonly ProviderGuid: string;
  readonly ProviderName: string;
  readonly EventId: number;
  readonly Level: number;
  readonly Pid: number;
  readonly Tid: number;
  readonly Opcode: number;
  readonly Task: number;
  readonly Channel: string;
  readonly RowIndex: string;
  readonly RawXml: string;
  readonly Description: string;
}

export interface Generator {
  /** Names of the VMs, in the order that `next` goes by when none is named. */
  readonly vms: readonly string[];
  /**
   * Makes the next row.
   * @param timeMs the event's time, whole milliseconds since 1970 (UTC); digits below are invented.
   * @param vm the VM that logs it; chosen by the seed where absent or unknown.
   */
  next(timeMs: number, vm?: string): WadRow;
}

const ticksAt1970 = 621_355_968_000_000_000n;
const minute = 60_000;

/** The PartitionKey of the minute that holds a time: `0` and 18 digits of .NET ticks. */
export function partitionKey(timeMs: number): string {
  return `0${(BigInt(Math.floor(timeMs / minute) * minute) * 10_000n + ticksAt1970).toString()}`;
}

const providers = {
  audit: { name: 'Microsoft-Windows-Security-Auditing', guid: '{54849625-5478-4994-a5ba-3e3b0328c30d}' },
  eventlog: { name: 'Microsoft-Windows-Eventlog', guid: '{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}' },
} as const;

/** @param options.vms how many machines log, 8 where absent. */
export function createGenerator(options: { readonly seed: number; readonly vms?: number }): Generator {
  const { random, deploymentId, machines } = createNetwork({ seed: options.seed, vms: options.vms ?? 8 });
  const byName = new Map(machines.map((machine) => [machine.name, machine]));
  return {
    vms: machines.map((machine) => machine.name),
    next(timeMs, vm) {
      const machine = byName.get(vm ?? '') ?? pickMachine(machines, random);
      const kind = pickKind(machine.role, random);
      return writeRow({ kind, machine, random, deploymentId, ticks: ticksWithin(timeMs, random) });
    },
  };
}

/** Domain controllers log for everyone, so they log most. */
function pickMachine(machines: readonly [Machine, ...Machine[]], random: Random): Machine {
  const machine = random.pick(machines);
  return machine.role !== 'dc' && random.chance(0.2) ? random.pick(machines) : machine;
}

/** Kinds by role with cumulative weights, made once: choosing is then one search. */
const kindsByRole = new Map<
  MachineRole,
  { readonly total: number; readonly steps: readonly (readonly [number, EventKind])[] }
>();

function pickKind(role: MachineRole, random: Random): EventKind {
  let table = kindsByRole.get(role);
  if (table === undefined) {
    const kinds = eventKinds.filter((kind) => kind.roles === undefined || kind.roles.includes(role));
    const steps: (readonly [number, EventKind])[] = [];
    let total = 0;
    for (const kind of kinds) {
      total += kind.weight;
      steps.push([total, kind]);
    }
    table = { total, steps };
    kindsByRole.set(role, table);
  }
  const roll = random.between(0, table.total - 1);
  return table.steps.find(([limit]) => roll < limit)?.[1] ?? eventKinds[0];
}

/** .NET ticks of a time, with invented digits below the millisecond so that no two events look alike. */
function ticksWithin(timeMs: number, random: Random): bigint {
  return BigInt(Math.floor(timeMs)) * 10_000n + ticksAt1970 + BigInt(random.between(0, 9_999));
}

interface Occurrence {
  readonly kind: EventKind;
  readonly machine: Machine;
  readonly random: Random;
  readonly deploymentId: string;
  readonly ticks: bigint;
}

function writeRow({ kind, machine, random, deploymentId, ticks }: Occurrence): WadRow {
  const fields = kind.fields({ machine, random });
  const provider = providers[kind.userData === undefined ? 'audit' : 'eventlog'];
  machine.recordId += 1;
  machine.rowIndex += 1;
  const timeMs = Number((ticks - ticksAt1970) / 10_000n);
  const time = `${new Date(timeMs).toISOString().slice(0, 19)}.${String(ticks % 10_000_000n).padStart(7, '0')}`;
  const level = kind.userData === undefined ? 0 : 4;
  const processId = kind.userData === undefined ? 4 + 4 * random.between(100, 250) : 1_020;
  const threadId = 4 * random.between(25, 2_500);
  const rowIndex = String(machine.rowIndex).padStart(19, '0');
  const minuteStart = Math.floor(timeMs / minute) * minute;
  return {
    PartitionKey: partitionKey(timeMs),
    RowKey: `${deploymentId}___IaaS____${machine.name}___${rowIndex}`,
    TIMESTAMP: new Date(minuteStart).toISOString(),
    PreciseTimeStamp: `${time}Z`,
    EventTickCount: String(ticks),
    DeploymentId: deploymentId,
    Role: 'IaaS',
    RoleInstance: `_${machine.name}`,
    ProviderGuid: provider.guid,
    ProviderName: provider.name,
    EventId: kind.id,
    Level: level,
    Pid: processId,
    Tid: threadId,
    Opcode: 0,
    Task: kind.task,
    Channel: 'Security',
    RowIndex: rowIndex,
    RawXml:
      `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>` +
      `<Provider Name='${provider.name}' Guid='${provider.guid}'/><EventID>${kind.id}</EventID>` +
      `<Version>${kind.version}</Version><Level>${level}</Level><Task>${kind.task}</Task><Opcode>0</Opcode>` +
      `<Keywords>${keywords(kind, fields)}</Keywords>` +
      `<TimeCreated SystemTime='${time}${machine.nineDigits ? '00' : ''}Z'/>` +
      `<EventRecordID>${machine.recordId}</EventRecordID>` +
      `${kind.correlated === true ? `<Correlation ActivityID='{${random.guid()}}'/>` : '<Correlation/>'}` +
      `<Execution ProcessID='${processId}' ThreadID='${threadId}'/><Channel>Security</Channel>` +
      `<Computer>${machine.computer}</Computer><Security/></System>${writeData(kind, fields)}</Event>`,
    Description: renderDescription(kind, fields),
  };
}

/** Audit failure is told by a failing status where the kind may be either. */
function keywords(kind: EventKind, fields: Fields): string {
  if (kind.userData !== undefined) return '0x4020000000000000';
  const status = fields['Status'] ?? fields['ReturnCode'] ?? '0x0';
  return kind.failure === true || status !== '0x0' ? '0x8010000000000000' : '0x8020000000000000';
}

function writeData(kind: EventKind, fields: Fields): string {
  const entries = Object.entries(fields);
  if (kind.userData !== undefined) {
    const inner = entries.map(([name, value]) => `<${name}>${escapeText(value)}</${name}>`).join('');
    return `<UserData><${kind.userData} xmlns='http://manifests.microsoft.com/win/2004/08/windows/eventlog'>${inner}</${kind.userData}></UserData>`;
  }
  return `<EventData>${entries.map(([name, value]) => `<Data Name='${name}'>${escapeText(value)}</Data>`).join('')}</EventData>`;
}

/** As Windows does: only what XML demands; CR, LF and tabs stay as they are. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
