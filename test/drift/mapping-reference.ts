import { channelsOf } from '../../src/explain/export/provider-channels.ts';
import {
  type FieldPlace,
  fieldPlaces,
  fieldPlacesOfId,
  type LabelledKey,
} from '../../src/explain/field-places.ts';
import { cefDefaults, createCef } from '../../src/formats/cef.ts';
import { cefKeys, type KeyRule, leefKeys, ranks } from '../../src/formats/keyed/keys.ts';
import { createLeef, leefDefaults } from '../../src/formats/leef.ts';
import {
  type CatalogueEntry,
  catalogueEntries,
} from '../../src/records/windows/catalogue/event-catalogue.ts';
import { mappingOf, mappings } from '../../src/records/windows/mapping.ts';
import { familyOf, mappingFamilies } from '../../src/records/windows/mapping-families.ts';

const cef = createCef(cefDefaults);
const leef = createLeef(leefDefaults);

/** An event id as the reference describes it. */
interface Described {
  /** The section that it stands in. */
  readonly family: string;
  /** All names of the provider. */
  readonly providers: readonly string[];
  readonly eventId: number;
  readonly title: string;
  readonly category: string;
  readonly criticality: string;
  readonly table: string;
}

const introduction = `# Fields of events

Which field of which event stands under which key. This is a published contract: keys and labels of a mapped field do not change without a line in the changelog. \`azlog explain ID\` shows one event id, \`azlog explain FILE\` shows it for the events of a file, with the reason for each value.

Generated from the catalogue and the mapping tables; do not edit.

## Rules

- A value of \`-\`, or none, is Windows' word for nothing and is left out. Nothing else of an event's data ever is.
- A standard key takes a value only where it fits the key's type (an address, a port, a number ...), and no placeholder: null SID, zero GUID, \`%%1793\`.
- **Own keys.** What no standard key holds exactly as Windows wrote it also stands under an own key, \`AzlogWin\` and the name of the field: letters and digits stay; behind any other character the next letter is a capital; what is beyond ASCII becomes \`U\` and its hexadecimal number; a name that comes again gets a number (\`AzlogWinData\`, \`AzlogWinData2\`); \`Value\` follows a name that ends in \`Label\` (\`AzlogWinMandatoryLabelValue\`), which readers of CEF would take for the label of another key.
- **Codes and texts.** A code that has a text stands with it. In the tables, *text in key* means: the standard key has the text, and the own key what Windows wrote. Otherwise the code keeps its key, and the text stands beside it under the own key with \`Text\` at its end. \`decoding\` of a destination leaves either out.
- **An empty cell**: the value stands under the own key in that format. **Two keys in one cell**: it stands under both. *if free*: only where no other field of the event has filled that key. *domain and name*: the two fields stand in one key as \`DOMAIN\\name\`.
- A value longer than its standard key allows stands there in its first part, is named in \`AzlogShortened\`, and is whole under the own key.
- White space around a value is no part of it; line breaks between the entries of a list become \`, \`.
- IPv6 addresses go to \`c6a2\` and \`c6a3\` in the place of \`src\` and \`dst\` (CEF), unless \`cef.ipv6\` is \`native\`.
- Events without a mapping of their own are written by the general one: what means the same in all events of the Security channel has a standard key, all else an own key.
`;

/** What is shortened first, in words, for \`ranks\` of src/formats/keyed/keys.ts. */
const rankTexts = {
  copy: 'the whole of a value whose first part a standard key has',
  message: 'explanations, and texts of codes under own keys',
  data: 'fields of the event under own keys',
  surroundings: 'what surrounds the event under own keys: record id, task, origin of the row',
  custom: 'labelled fields',
  detail: 'paths, processes, services, and other keys that say more of what was done',
  identity: 'accounts, computers, addresses, the unique id',
  fixed: 'time, event id, outcome: never',
} as const satisfies Record<keyof typeof ranks, string>;

function keysOfRank(keys: Readonly<Record<string, KeyRule>>, rank: number): string {
  return Object.entries(keys)
    .filter(([, rule]) => rule.rank === rank)
    .map(([key]) => `\`${key}\``)
    .sort()
    .join(' ');
}

function shortening(): string {
  const texts: Readonly<Record<string, string>> = rankTexts;
  const rows = Object.entries(ranks).map(
    ([name, rank]) =>
      `| ${rank + 1} | ${texts[name]} | ${keysOfRank(cefKeys, rank)} | ${keysOfRank(leefKeys, rank)} |`,
  );
  return `## Order of shortening

A message that is larger than \`maxMessageBytes\` is made smaller in this order, within a row the longest value first, until it fits. First the values of rows 1 to 6 are shortened to no less than 128 bytes; then those of rows 1 to 4 are left out; then those of rows 5 to 7 are shortened to no less than 24 bytes, and at the very end left out. \`AzlogShortened\` names the keys that were shortened, \`AzlogDropped\` those that were left out. Values are cut between characters, before anything is escaped.

| row | what | CEF keys | LEEF attributes |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** Where both formats put each field that the event is known to have. */
function placesOf(
  provider: string,
  eventId: number,
  entry: CatalogueEntry | undefined,
): readonly (readonly [FieldPlace, FieldPlace])[] {
  const versions = entry?.versions.map(({ fields }) => fields) ?? [];
  const ofCef = new Map(
    fieldPlacesOfId(cef, provider, eventId, versions).map((place) => [place.name, place]),
  );
  const ofLeef = new Map(
    fieldPlacesOfId(leef, provider, eventId, versions).map((place) => [place.name, place]),
  );
  return [...new Set([...ofCef.keys(), ...ofLeef.keys()])].flatMap((name) => {
    const first = ofCef.get(name) ?? fieldPlaces(cef, provider, eventId, [name])[0];
    const second = ofLeef.get(name) ?? fieldPlaces(leef, provider, eventId, [name])[0];
    return first === undefined || second === undefined ? [] : [[first, second] as const];
  });
}

function keyText({ key, label }: LabelledKey): string {
  return label === undefined ? `\`${key}\`` : `\`${key}\` ${label}`;
}

function cell(place: FieldPlace): string {
  const parts = [
    ...place.keys.map(keyText),
    ...place.spares.map((spare) => `${keyText(spare)} *if free*`),
    ...(place.qualified === undefined ? [] : [`${keyText(place.qualified)} *domain and name*`]),
  ];
  return `${parts.join(', ')}${place.decoder !== undefined && place.isTextInKey ? ' *text in key*' : ''}`;
}

/** The table of an event; fields that have neither a key nor a decoder only by name. */
function tableOf(provider: string, eventId: number, entry: CatalogueEntry | undefined): string {
  const places = placesOf(provider, eventId, entry);
  const told = places.filter(
    ([first, second]) => cell(first) !== '' || cell(second) !== '' || first.decoder !== undefined,
  );
  const rows = told.map(([first, second]) => {
    const cells = [first.name, cell(first), cell(second), first.decoder ?? ''];
    return `| ${cells.map((one) => one.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const plain = places.filter((pair) => !told.includes(pair)).map(([{ name }]) => name);
  const constants = Object.entries(mappingOf(provider, eventId).constants ?? {}).map(
    ([target, text]) => `CEF \`${target.replace(': ', '` ')} is always \`${text}\`.`,
  );
  return [
    ...(rows.length === 0
      ? []
      : [['| field | CEF | LEEF | decoded |', '| --- | --- | --- | --- |', ...rows].join('\n')]),
    ...(plain.length === 0 ? [] : [`Under own keys: ${plain.join(', ')}.`]),
    ...(places.length === 0 ? ['No fields.'] : []),
    ...constants,
  ].join('\n\n');
}

const generalName = 'General mapping';

/** Of the Security channel the family of the mapping tables; of other channels what the catalogue calls its source. */
function familyName(provider: string, eventId: number, entry: CatalogueEntry | undefined): string {
  const family = familyOf(provider, eventId);
  if (channelsOf(provider, eventId).includes('Security')) {
    return family === undefined ? generalName : `Security: ${family.name}`;
  }
  const category = entry?.category ?? '';
  if (category !== '') return category;
  return family === undefined ? generalName : `Provider ${provider}`;
}

/** The same event under each name that its provider has had, as one. */
function withoutAliases(events: readonly Described[]): readonly Described[] {
  const found = new Map<string, Described>();
  for (const event of events) {
    const { family, eventId, title, table } = event;
    const key = JSON.stringify([family, eventId, title, table]);
    const known = found.get(key);
    found.set(
      key,
      known === undefined ? event : { ...known, providers: [...known.providers, ...event.providers] },
    );
  }
  return [...found.values()];
}

const criticalities = { high: 'high', mediumHigh: 'medium to high', medium: 'medium', low: 'low' } as const;

function described(provider: string, eventId: number, entry: CatalogueEntry | undefined): Described {
  return {
    family: familyName(provider, eventId, entry),
    providers: [provider],
    eventId,
    title: (entry?.title ?? 'not in the catalogue').replace(/\.$/, ''),
    category: [entry?.category, entry?.subcategory].filter(Boolean).join(': '),
    criticality: entry === undefined ? '' : criticalities[entry.criticality],
    table: tableOf(provider, eventId, entry),
  };
}

/** Every event id that is catalogued or has a mapping. */
function everyEvent(): readonly Described[] {
  const entries = catalogueEntries();
  const known = new Set(entries.map(({ provider, eventId }) => `${provider}:${eventId}`));
  const others = Object.entries(mappings).flatMap(([provider, ids]) =>
    Object.keys(ids)
      .filter((id) => !known.has(`${provider}:${id}`))
      .map((id) => described(provider, Number(id), undefined)),
  );
  return [...entries.map((entry) => described(entry.provider, entry.eventId, entry)), ...others];
}

const securityProvider = 'Microsoft-Windows-Security-Auditing';

/** The heading of a section by its first id: of the Security channel the number alone, which no other has. */
function headingOf(first: Described | undefined): string {
  if (first === undefined) return '';
  const { providers, eventId } = first;
  return providers[0] === securityProvider ? String(eventId) : `${eventId} ${providers[0]}`;
}

/** Events with one table, as one section: the ids share it. */
function section(events: readonly Described[]): string {
  const [first] = events;
  const list = events.map(({ eventId, title, category, criticality }) => {
    const notes = [category, criticality === '' || criticality === 'low' ? '' : `criticality ${criticality}`];
    const note = notes.filter(Boolean).join('; ');
    return `- **${eventId}** ${title}${note === '' ? '' : ` (${note})`}`;
  });
  return `### ${headingOf(first)}\n\n${list.join('\n')}\n\n${first?.table ?? ''}\n`;
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');
}

/** The reference of all mappings (docs/mapping.md). */
export function mappingReference(): string {
  const events = withoutAliases(everyEvent());
  const byFamily = Map.groupBy(events, ({ family }) => family);
  const security = mappingFamilies.filter(({ provider }) => provider === securityProvider);
  const first = [
    ...[...security.map(({ name }) => name), 'Microsoft-Windows-Eventlog'].map((name) => `Security: ${name}`),
    generalName,
  ];
  const others = [...byFamily.keys()].filter((name) => !first.includes(name)).sort();
  const sections = [...first, ...others].flatMap((name) => {
    const ofFamily = (byFamily.get(name) ?? []).toSorted((a, b) => {
      const [one, other] = [a.providers.join(), b.providers.join()];
      return one < other ? -1 : one > other ? 1 : a.eventId - b.eventId;
    });
    if (ofFamily.length === 0) return [];
    const parts: string[] = [];
    const links: (readonly [number, string])[] = [];
    for (const [providers, list] of Map.groupBy(ofFamily, (event) => event.providers.join('`, `'))) {
      parts.push(`Provider \`${providers}\`.\n`);
      for (const sharing of Map.groupBy(list, ({ table }) => table).values()) {
        const target = anchorOf(headingOf(sharing[0]));
        links.push(...sharing.map(({ eventId }) => [eventId, `[${eventId}](#${target})`] as const));
        parts.push(section(sharing));
      }
    }
    links.sort(([a], [b]) => a - b);
    const row = `| [${name}](#${anchorOf(name)}) | ${links.map(([, link]) => link).join(' ')} |`;
    return [{ row, text: `## ${name}\n\n${parts.join('\n')}` }];
  });
  return [
    introduction,
    shortening(),
    `## Families\n\n${events.length} event ids.\n\n| family | event ids |\n| --- | --- |\n${sections.map(({ row }) => row).join('\n')}\n`,
    ...sections.map(({ text }) => text),
  ].join('\n');
}
