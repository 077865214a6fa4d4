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
  /** The first key, without separator. */
  readonly time: Slot;
  readonly timeText: (time: number) => string;
  /** What `lead` looks at of the event's data, as far as it is not in `isShared`. */
  readonly special: (plan: Plan, event: SecurityEvent) => string;
  /** Puts what events of one computer and plan share, before the fields of the event's data. */
  readonly lead: (plan: Plan, event: SecurityEvent, facts: Facts, special: string, pairs: Pairs) => void;
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

interface Surroundings {
  /** What events of one computer and plan share. */
  readonly shared: (event: SecurityEvent, pairs: Pairs) => void;
  /** What each event has for itself. */
  readonly single: (event: SecurityEvent, pairs: Pairs) => void;
}

/** What surrounds the event's data, under own keys. */
function surroundings(maker: SlotMaker): Surroundings {
  const slot = (key: string): Slot => ownSlot(maker, `Azlog${key}`, ranks.surroundings);
  const level = slot('Level');
  const version = slot('Version');
  const task = slot('Task');
  const opcode = slot('Opcode');
  const keywords = slot('Keywords');
  const userSid = slot('UserSid');
  const deploymentId = slot('DeploymentId');
  const role = slot('Role');
  const roleInstance = slot('RoleInstance');
  const recordId = slot('RecordId');
  const processId = slot('ProcessId');
  const threadId = slot('ThreadId');
  const activityId = slot('ActivityId');
  return {
    shared: (event, pairs) => {
      putNumber(pairs, level, event.level);
      putNumber(pairs, version, event.version);
      putNumber(pairs, task, event.task);
      putNumber(pairs, opcode, event.opcode);
      putText(pairs, keywords, event.keywords);
      putText(pairs, userSid, event.userSid);
      if (event.row === undefined) return;
      putText(pairs, deploymentId, event.row.deploymentId);
      putText(pairs, role, event.row.role);
      putText(pairs, roleInstance, event.row.roleInstance);
    },
    single: (event, pairs) => {
      putText(pairs, recordId, event.recordId);
      putNumber(pairs, processId, event.processId);
      putNumber(pairs, threadId, event.threadId);
      putText(pairs, activityId, event.activityId);
    },
  };
}

/** Events whose shared part is kept, over all plans; far more than a page has kinds of events and computers. */
const mostShared = 4_000;

/** What an event shares with others of its plan and computer, already written. */
interface Shared {
  readonly event: SecurityEvent;
  readonly outcome: Facts['outcome'];
  readonly special: string;
  readonly lead: string;
  readonly surroundings: string;
  readonly cut: readonly string[];
}

/** Do two events of one plan share all that `lead` and the shared surroundings are written from? */
function isShared(shared: Shared, event: SecurityEvent, outcome: Facts['outcome'], special: string): boolean {
  const before = shared.event;
  return (
    shared.outcome === outcome &&
    before.computer === event.computer &&
    before.keywords === event.keywords &&
    before.level === event.level &&
    before.version === event.version &&
    before.task === event.task &&
    before.opcode === event.opcode &&
    before.userSid === event.userSid &&
    before.row?.roleInstance === event.row?.roleInstance &&
    before.row?.deploymentId === event.row?.deploymentId &&
    before.row?.role === event.row?.role &&
    shared.special === special
  );
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
  const around = surroundings(maker);
  const uid = ownSlot(maker, 'AzlogUid', ranks.identity);
  const messageSlot = makeSlot(maker, 'msg');
  const messageCopy = ownSlot(maker, 'AzlogDescription', ranks.copy);
  const shortened = ownSlot(maker, 'AzlogShortened', ranks.fixed);
  const fitting: Fitting = { writer, shortened, dropped: ownSlot(maker, 'AzlogDropped', ranks.fixed) };
  // What is alike in all events of one plan and computer is written once.
  let sharedByPlan = new Map<Plan, Map<string, Shared>>();
  let sharedCount = 0;
  // Filled and emptied for each event: one event is written at a time.
  const first = emptyPairs();
  const lead = emptyPairs();
  const standard = emptyPairs();
  const shared = emptyPairs();
  const own = emptyPairs();

  function write(pairs: Pairs): string {
    const { count, slots, values } = pairs;
    let text = '';
    for (let i = 0; i < count; i++) {
      const value = writer.escape(values[i] ?? '');
      if (value !== '') text += (slots[i]?.prefix ?? '') + value;
    }
    return text;
  }

  function fillShared(plan: Plan, event: SecurityEvent, facts: Facts, special: string): void {
    clear(lead);
    clear(shared);
    dialect.lead(plan, event, facts, special, lead);
    around.shared(event, shared);
  }

  function sharedOf(plan: Plan, event: SecurityEvent, facts: Facts, special: string): Shared {
    let byComputer = sharedByPlan.get(plan);
    const known = byComputer?.get(event.computer);
    if (known !== undefined && isShared(known, event, facts.outcome, special)) return known;
    fillShared(plan, event, facts, special);
    const made: Shared = {
      // Without its data, which may be large.
      event: { ...event, names: [], values: [], description: '' },
      outcome: facts.outcome,
      special,
      lead: write(lead),
      surroundings: write(shared),
      cut: [...lead.cut],
    };
    if (sharedCount >= mostShared) {
      sharedByPlan = new Map();
      sharedCount = 0;
      byComputer = undefined;
    }
    if (byComputer === undefined) {
      byComputer = new Map();
      sharedByPlan.set(plan, byComputer);
    }
    if (known === undefined) sharedCount++;
    byComputer.set(event.computer, made);
    return made;
  }

  function fillOwn(plan: Plan, event: SecurityEvent): void {
    clear(first);
    clear(standard);
    clear(own);
    put(first, dialect.time, dialect.timeText(event.time));
    putText(first, uid, event.uid);
    around.single(event, own);
    applyPlan(plan, event, standard, own);
    // The rendered text repeats the fields in the language of the machine: worth its bytes only where there are none.
    if (event.names.length > 0) return;
    const description = trimmed(event.description);
    if (!isNothing(description) && !put(standard, messageSlot, description)) {
      put(own, messageCopy, description);
    }
  }

  function format(event: SecurityEvent, maxBytes: number): string {
    const plan = planOf(event);
    const outcome = outcomeOf(plan, event);
    const facts: Facts = { outcome, severity: severityOf(event, outcome) };
    const special = dialect.special(plan, event);
    const common = sharedOf(plan, event, facts, special);
    fillOwn(plan, event);
    const head = dialect.head(plan, event, facts);
    let line = head + write(first) + common.lead + write(standard) + common.surroundings + write(own);
    if (common.cut.length + standard.cut.length > 0) {
      line += shortened.prefix + [...new Set([...common.cut, ...standard.cut])].join(',');
    }
    if (line.length * 3 <= maxBytes || Buffer.byteLength(line) <= maxBytes) return line;
    const half = Math.floor(Math.max(maxBytes, smallestMessage) / 2);
    const short = Buffer.byteLength(head) <= half ? head : dialect.head(plan, event, facts, half);
    fillShared(plan, event, facts, special);
    return fit(short, [first, lead, standard, shared, own], maxBytes, fitting);
  }

  return { name: dialect.name, format };
}
