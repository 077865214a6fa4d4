import type { Event, JsonForm, JsonMember } from '../event.ts';
import { auditCategory } from './catalogue/audit-category.ts';
import { eventTitle } from './catalogue/event-titles.ts';
import { keywordsOf, numberFact, recordIdOf, taskOf, textFact, userSidOf } from './facts.ts';

const levels: readonly string[] = ['Information', 'Critical', 'Error', 'Warning', 'Information', 'Verbose'];

const opcodes: Readonly<Record<number, string>> = {
  0: 'Info',
  1: 'Start',
  2: 'Stop',
  3: 'DCStart',
  4: 'DCStop',
  5: 'Extension',
  6: 'Reply',
  7: 'Resume',
  8: 'Suspend',
  9: 'Send',
  240: 'Receive',
};

/** The level as Winlogbeat names it. */
export function levelName({ level }: Event): string {
  return levels[level] ?? `Level ${level}`;
}

const opcodeOf = numberFact('Opcode');
const originMembers: readonly JsonMember[] = [
  { path: 'azlog.level', number: ({ level }) => level },
  { path: 'azlog.task', number: taskOf },
  { path: 'azlog.opcode', number: opcodeOf },
  { path: 'azlog.keywords', short: keywordsOf },
  { path: 'azlog.deployment_id', text: textFact('DeploymentId') },
  { path: 'azlog.role', text: textFact('Role') },
  { path: 'azlog.role_instance', text: textFact('RoleInstance') },
];
const head: readonly JsonMember[] = [{ path: 'host.os', constant: { type: 'windows', family: 'windows' } }];

/**
 * Names for the fields of the data, each once: an unnamed field is `param` and its position, as Winlogbeat has it. A
 * dot becomes `_`, since Elasticsearch takes what stands before it for an object; a repeated name gets a number.
 */
export function dataNames(names: readonly string[]): readonly string[] {
  const bases = names.map((name, index) => {
    if (name === `Data${index + 1}`) return `param${index + 1}`;
    return name.replaceAll('.', '_').trim() || 'Data';
  });
  const taken = new Set(bases);
  const seen = new Set<string>();
  const next = new Map<string, number>();
  return bases.map((base) => {
    if (!seen.has(base)) {
      seen.add(base);
      return base;
    }
    let count = next.get(base) ?? 2;
    while (taken.has(`${base}_${count}`)) count++;
    next.set(base, count + 1);
    taken.add(`${base}_${count}`);
    return `${base}_${count}`;
  });
}

/** The names of Winlogbeat, whose documents Elastic's detection rules are written for. */
export const windowsJson: JsonForm = {
  head: () => head,
  native({ provider, id, channel }) {
    const task = typeof id === 'number' ? eventTitle(provider, id)?.subcategory : undefined;
    return [
      { path: 'winlog.api', constant: 'wineventlog' },
      { path: 'winlog.channel', name: channel },
      { path: 'winlog.provider_name', name: provider },
      { path: 'winlog.event_id', constant: String(id) },
      { path: 'winlog.record_id', short: recordIdOf },
      { path: 'winlog.computer_name', identity: ({ host }) => host },
      { path: 'winlog.version', number: numberFact('Version') },
      { path: 'winlog.level', short: levelName },
      { path: 'winlog.opcode', short: (event) => opcodes[opcodeOf(event)] },
      {
        path: 'winlog.task',
        short: (event) => auditCategory(provider, taskOf(event))?.split(':')[1] ?? task,
      },
      {
        path: 'winlog.keywords',
        oneOf: ({ outcome }) => outcome,
        values: { success: ['Audit Success'], failure: ['Audit Failure'] },
      },
      { path: 'winlog.time_created', short: ({ timeText }) => timeText },
      { path: 'winlog.activity_id', short: textFact('ActivityId') },
      { path: 'winlog.process.pid', number: numberFact('ProcessId') },
      { path: 'winlog.process.thread.id', number: numberFact('ThreadId') },
      { path: 'winlog.user.identifier', short: userSidOf },
    ];
  },
  nativeRoot: 'winlog.',
  tail: () => originMembers,
  bare: ({ channel }) => [
    { path: 'winlog.channel', name: channel },
    { path: 'winlog.record_id', identity: recordIdOf },
  ],
  dataRoot: () => 'winlog.event_data',
  dataNames,
  isNested: false,
};
