import type { SecurityEvent } from '../events/security-event.ts';
import { trimmed } from './escape.ts';
import { type Fitting, fit, smallestMessage } from './fit.ts';
import type { Format } from './format.ts';
import { ranks } from './keys.ts';
import {
  applyPlan,
  isNothing,
  makeSlot,
  ownSlot,
  type Pairs,
  type Plan,
  planCache,
  put,
  type Slot,
  type SlotMaker,
} from './plan.ts';
import { severityOf } from './severity.ts';

/** What an event is besides its fields, worked out once. */
export interface Facts {
  readonly outcome: 'success' | 'failure' | undefined;
  readonly severity: number;
}

/** What differs between the formats. */
export interface Dialect {
  readonly name: string;
  readonly maker: SlotMaker;
  readonly writer: Fitting['writer'];
  /** Everything before the first value; at most `bytes` bytes where given. */
  readonly head: (plan: Plan, event: SecurityEvent, facts: Facts, bytes?: number) => string;
  /** Puts what every event has, before the fields of the event's data. */
  readonly lead: (plan: Plan, event: SecurityEvent, facts: Facts, standard: Pairs) => void;
}

/** Adds a value if there is one. */
export function putText(pairs: Pairs, slot: Slot, value: string): void {
  const text = trimmed(value);
  if (!isNothing(text)) put(pairs, slot, text);
}

/** Adds a number unless it is 0: absent means 0 in what surrounds an event. */
function putNumber(pairs: Pairs, slot: Slot, value: number): void {
  if (value !== 0) put(pairs, slot, String(value));
}

/** Puts what surrounds the event's data under own keys. */
function surroundings(maker: SlotMaker): (event: SecurityEvent, pairs: Pairs) => void {
  const slot = (key: string): Slot => ownSlot(maker, `Azlog${key}`, ranks.surroundings);
  const recordId = slot('RecordId');
  const level = slot('Level');
  const version = slot('Version');
  const task = slot('Task');
  const opcode = slot('Opcode');
  const keywords = slot('Keywords');
  const processId = slot('ProcessId');
  const threadId = slot('ThreadId');
  const activityId = slot('ActivityId');
  const userSid = slot('UserSid');
  const deploymentId = slot('DeploymentId');
  const role = slot('Role');
  const roleInstance = slot('RoleInstance');
  return (event, pairs) => {
    putText(pairs, recordId, event.recordId);
    putNumber(pairs, level, event.level);
    putNumber(pairs, version, event.version);
    putNumber(pairs, task, event.task);
    putNumber(pairs, opcode, event.opcode);
    putText(pairs, keywords, event.keywords);
    putNumber(pairs, processId, event.processId);
    putNumber(pairs, threadId, event.threadId);
    putText(pairs, activityId, event.activityId);
    putText(pairs, userSid, event.userSid);
    if (event.row === undefined) return;
    putText(pairs, deploymentId, event.row.deploymentId);
    putText(pairs, role, event.row.role);
    putText(pairs, roleInstance, event.row.roleInstance);
  };
}

function outcomeOf(plan: Plan, event: SecurityEvent): Facts['outcome'] {
  if (event.outcome !== undefined || plan.outcomeAt === -1) return event.outcome;
  const status = event.values[plan.outcomeAt] ?? '';
  return isNothing(status) ? undefined : status === '0x0' ? 'success' : 'failure';
}

function emptyPairs(): Pairs {
  return { count: 0, slots: [], values: [], cut: [] };
}

function clear(pairs: Pairs): void {
  pairs.count = 0;
  if (pairs.cut.length > 0) pairs.cut.length = 0;
}

/** Makes a format from what is particular to it. */
export function createEncoder(dialect: Dialect): Format {
  const { maker, writer } = dialect;
  const planOf = planCache(maker);
  const putSurroundings = surroundings(maker);
  const messageSlot = makeSlot(maker, 'msg');
  const messageCopy = ownSlot(maker, 'AzlogDescription', ranks.copy);
  const shortened = ownSlot(maker, 'AzlogShortened', ranks.fixed);
  const fitting: Fitting = { writer, shortened, dropped: ownSlot(maker, 'AzlogDropped', ranks.fixed) };
  // Filled and emptied for each event: one event is written at a time.
  const standard = emptyPairs();
  const own = emptyPairs();
  const lists = [standard, own];

  function format(event: SecurityEvent, maxBytes: number): string {
    clear(standard);
    clear(own);
    const plan = planOf(event);
    const facts: Facts = { outcome: outcomeOf(plan, event), severity: severityOf(event) };
    dialect.lead(plan, event, facts, standard);
    putSurroundings(event, own);
    applyPlan(plan, event, standard, own);
    // The rendered text repeats the fields in the language of the machine: worth its bytes only where there are none.
    if (event.names.length === 0) {
      const description = trimmed(event.description);
      if (!isNothing(description) && !put(standard, messageSlot, description))
        put(own, messageCopy, description);
    }

    let line = dialect.head(plan, event, facts);
    for (let l = 0; l < lists.length; l++) {
      const { count, slots, values } = lists[l] ?? standard;
      for (let i = 0; i < count; i++) {
        const slot = slots[i];
        const value = values[i];
        if (slot === undefined || value === undefined) continue;
        const { last } = slot;
        if (last.value !== value) {
          const text = writer.escape(value);
          last.value = value;
          last.piece = text === '' ? '' : slot.prefix + text;
        }
        line += last.piece;
      }
    }
    if (standard.cut.length > 0) line += shortened.prefix + [...new Set(standard.cut)].join(',');
    if (line.length * 3 <= maxBytes || Buffer.byteLength(line) <= maxBytes) return line;
    const half = Math.floor(Math.max(maxBytes, smallestMessage) / 2);
    const head = dialect.head(plan, event, facts);
    const short = Buffer.byteLength(head) <= half ? head : dialect.head(plan, event, facts, half);
    return fit(short, lists, maxBytes, fitting);
  }

  return { name: dialect.name, format };
}
