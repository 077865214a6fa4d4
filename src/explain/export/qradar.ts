import { createLeef, leefDefaults } from '../../formats/leef.ts';
import type { Event } from '../../records/event.ts';
import { type CatalogueEntry, catalogueEntries } from '../../records/windows/catalogue/event-catalogue.ts';
import { blankEvent } from '../field-places.ts';
import { csv, type ExportFile } from './export-file.ts';
import { channelsOf, eventLevels } from './provider-channels.ts';

/** Longest name and description of a QID map entry, in characters. */
const longestName = 255;
const longestDescription = 2048;

/** A low-level category of QRadar: IBM's table of event categories has its name and number. */
interface LowLevelCategory {
  readonly id: number;
  readonly name: string;
  readonly high: string;
}

const category = (id: number, high: string, name: string): LowLevelCategory => ({ id, name, high });

const categories = {
  hostLogin: category(3002, 'Authentication', 'Host Login Succeeded'),
  hostLoginFailed: category(3003, 'Authentication', 'Host Login Failed'),
  privilegeFailed: category(3006, 'Authentication', 'Privilege Escalation Failed'),
  privilege: category(3007, 'Authentication', 'Privilege Escalation Succeeded'),
  serverLoginFailed: category(3010, 'Authentication', 'Auth Server Login Failed'),
  serverLogin: category(3011, 'Authentication', 'Auth Server Login Succeeded'),
  firewallPermit: category(4002, 'Access', 'Firewall Permit'),
  firewallDeny: category(4003, 'Access', 'Firewall Deny'),
  boot: category(8002, 'System', 'System Boot'),
  halt: category(8004, 'System', 'System Halt'),
  systemStatus: category(8006, 'System', 'System Status'),
  systemError: category(8007, 'System', 'System Error'),
  general: category(19001, 'Audit', 'General Audit Event'),
  create: category(19012, 'Audit', 'Create Activity Succeeded'),
  createFailed: category(19013, 'Audit', 'Create Activity Failed'),
  update: category(19018, 'Audit', 'Update Activity Succeeded'),
  updateFailed: category(19019, 'Audit', 'Update Activity Failed'),
  delete: category(19021, 'Audit', 'Delete Activity Succeeded'),
  deleteFailed: category(19022, 'Audit', 'Delete Activity Failed'),
} as const satisfies Readonly<Record<string, LowLevelCategory>>;

type Suggestion = readonly [success: LowLevelCategory, failure: LowLevelCategory];

/** By audit category, or category and subcategory. */
const byAudit: Readonly<Record<string, Suggestion>> = {
  'Account Logon': [categories.serverLogin, categories.serverLoginFailed],
  'Logon/Logoff:Logon': [categories.hostLogin, categories.hostLoginFailed],
  'Privilege Use': [categories.privilege, categories.privilegeFailed],
  'Object Access:Filtering Platform Connection': [categories.firewallPermit, categories.firewallDeny],
  'Object Access:Filtering Platform Packet Drop': [categories.firewallPermit, categories.firewallDeny],
};

const byId: Readonly<Record<number, Suggestion>> = {
  4608: [categories.boot, categories.boot],
  4609: [categories.halt, categories.halt],
};

/** By what the title says was done; the first that fits. */
const byVerb: readonly (readonly [RegExp, Suggestion])[] = [
  [/\bwas (?:created|added)\b/, [categories.create, categories.createFailed]],
  [/\bwas (?:deleted|removed)\b/, [categories.delete, categories.deleteFailed]],
  [/\b(?:was|were) (?:changed|modified)\b/, [categories.update, categories.updateFailed]],
];

function suggestionFor(entry: CatalogueEntry, event: Event): LowLevelCategory {
  if (event.channel !== 'Security') {
    return event.level >= 1 && event.level <= 2 ? categories.systemError : categories.systemStatus;
  }
  const suggestion =
    byId[entry.eventId] ??
    byAudit[`${entry.category}:${entry.subcategory}`] ??
    byAudit[entry.category] ??
    byVerb.find(([pattern]) => pattern.test(entry.title))?.[1];
  if (suggestion === undefined) return categories.general;
  return event.outcome === 'failure' ? suggestion[1] : suggestion[0];
}

/** What QRadar is to know of events that look alike to it: one event id with one LEEF category. */
export interface QradarEvent {
  readonly eventId: number;
  /** The value of `cat`. */
  readonly category: string;
  readonly name: string;
  readonly description: string;
  /** From 1 to 10, as `sev` has it. */
  readonly severity: number;
  readonly suggested: LowLevelCategory;
}

/** All that can come of an entry: audits by outcome, other events by level. */
function variantsOf(entry: CatalogueEntry): readonly Event[] {
  const { provider, eventId } = entry;
  return channelsOf(provider, eventId).flatMap((channel) => {
    const variant = (given: Partial<Event>): Event =>
      blankEvent(provider, eventId, [], { channel, ...given });
    if (channel !== 'Security') return eventLevels.map((level) => variant({ level }));
    // The event log service writes its own events of this channel as successes.
    if (provider === 'Microsoft-Windows-Eventlog') return [variant({ outcome: 'success' })];
    return [variant({ outcome: 'success' }), variant({ outcome: 'failure' })];
  });
}

/** Every pair of event id and category that LEEF messages of catalogued events have, sorted by both. */
export function qradarEvents(): readonly QradarEvent[] {
  const leef = createLeef(leefDefaults);
  const found = new Map<string, QradarEvent>();
  for (const entry of catalogueEntries()) {
    for (const event of variantsOf(entry)) {
      const pairs = leef.compose?.(event).surroundings ?? [];
      const read = (key: string): string => pairs.find(({ slot }) => slot.key === key)?.value ?? '';
      const cat = read('cat');
      const title = entry.title.replace(/\.$/, '');
      const name = event.outcome === 'failure' ? `${title} (audit failure)` : title;
      const id = `${entry.eventId} ${cat}`;
      const known = found.get(id);
      const origin = [entry.provider, [entry.category, entry.subcategory].filter(Boolean).join(':')];
      const description = `${origin.filter(Boolean).join(', ')}: event ${entry.eventId}`;
      const severity = Number(read('sev'));
      found.set(
        id,
        known === undefined
          ? {
              eventId: entry.eventId,
              category: cat,
              name: cutName(name),
              description,
              severity,
              suggested: suggestionFor(entry, event),
            }
          : // Two providers of one channel use the id: QRadar cannot tell them apart by id and category.
            {
              ...known,
              name: joined(known.name, name),
              description: `${known.description}; ${description}`.slice(0, longestDescription),
              severity: Math.max(known.severity, severity),
            },
      );
    }
  }
  return [...found.values()].sort((a, b) => a.eventId - b.eventId || (a.category < b.category ? -1 : 1));
}

/** Both names, unless the first has the other already: one provider under two names. */
function joined(known: string, name: string): string {
  return known.split(' / ').includes(name) ? known : cutName(`${known} / ${name}`);
}

function cutName(name: string): string {
  return name.length <= longestName ? name : `${name.slice(0, longestName - 3).trimEnd()}...`;
}

/** Takes no quotes: the utility's own documents do not say how a comma in a text would be written. */
function withoutCommas(text: string): string {
  return text.replaceAll(/["\r\n]/g, '').replaceAll(',', ';');
}

/**
 * For QRadar: the table of events, and the QID map entries as `qidmap_cli.sh -i -f` reads them (number left empty,
 * name, description, severity, low-level category).
 * @param version of this program
 */
export function exportQradar(version: string): readonly ExportFile[] {
  const events = qradarEvents();
  const head = [
    'EventID',
    'Category',
    'Name',
    'Severity',
    'HighLevelCategory',
    'LowLevelCategory',
    'LowLevelCategoryID',
  ];
  const rows = events.map(({ eventId, category: cat, name, severity, suggested }) => [
    eventId,
    cat,
    name,
    severity,
    suggested.high,
    suggested.name,
    suggested.id,
  ]);
  const comment =
    `# azlog-forwarder ${version}: events of the LEEF vendor Azlog, product Windows Event Log. ` +
    'The categories of QRadar are suggestions.\n';
  // Events that differ in their level alone may share an entry.
  const entries = new Set(
    events.map(
      ({ name, description, severity, suggested }) =>
        `,${withoutCommas(name)},${withoutCommas(description)},${severity},${suggested.id}\n`,
    ),
  );
  return [
    { path: 'events.csv', content: comment + csv([head, ...rows]) },
    { path: 'qid-map.csv', content: [...entries].join('') },
  ];
}
