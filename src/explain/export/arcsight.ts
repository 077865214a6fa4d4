import { cefDefaults, createCef } from '../../formats/cef.ts';
import { type CatalogueEntry, catalogueEntries } from '../../records/windows/catalogue/event-catalogue.ts';
import { fieldPlacesOfId } from '../field-places.ts';
import { csv, type ExportFile } from './export-file.ts';

/** A name of additional data that an event of this class can have. */
export interface AdditionalName {
  /** `Provider:EventID`, the device event class id. */
  readonly eventClass: string;
  readonly name: string;
  /** Field of the event's data. */
  readonly field: string;
  /** CEF keys that have the value where it fits them; empty where only additional data has it. */
  readonly keys: readonly string[];
  /** What is decoded, where the name is that of a text beside its code. */
  readonly decoder: string | undefined;
}

/**
 * String fields of ArcSight's event schema that a connector may fill with anything, by their CEF keys. cs2 has the audit
 * category in nearly all events. The last two are for other things, but free in most.
 */
const customFields: Readonly<Record<string, string>> = {
  flexString1: 'flexString1',
  flexString2: 'flexString2',
  cs1: 'deviceCustomString1',
  cs3: 'deviceCustomString3',
  cs4: 'deviceCustomString4',
  cs5: 'deviceCustomString5',
  cs6: 'deviceCustomString6',
  requestContext: 'requestContext',
  oldFileId: 'oldFileId',
};

/** Own keys of what surrounds the data, in nearly all events: the most useful first. */
const surroundingNames = ['AzlogUid', 'AzlogRecordId', 'AzlogActivityId', 'AzlogUserSid'] as const;

const cef = createCef(cefDefaults);

function namesOf(entry: CatalogueEntry): readonly AdditionalName[] {
  const { provider, eventId } = entry;
  const found = new Map<string, AdditionalName>();
  const versions = entry.versions.map(({ fields }) => fields);
  for (const place of fieldPlacesOfId(cef, provider, eventId, versions)) {
    const { name: field, own, text, decoder, keys, spares, qualified } = place;
    const all = [...keys, ...(qualified === undefined ? [] : [qualified]), ...spares].map(({ key }) => key);
    const eventClass = `${provider}:${eventId}`;
    if (!found.has(own)) found.set(own, { eventClass, name: own, field, keys: all, decoder: undefined });
    if (text === undefined || found.has(text)) continue;
    const holding = place.isTextInKey ? keys.map(({ key }) => key) : [];
    found.set(text, { eventClass, name: text, field, keys: holding, decoder });
  }
  return [...found.values()];
}

/** A name of additional data, and an event field that is free in all events that have it. */
export interface FreeField {
  readonly name: string;
  /** How many catalogued event ids can have the name. */
  readonly ids: number;
  /** `''` where no field is free in all of them. */
  readonly eventField: string;
}

/**
 * Every name of additional data that has no standard key, most frequent first, each with a field of its own.
 * @param names as `additionalNames` gives them
 */
export function freeFields(names: readonly AdditionalName[]): readonly FreeField[] {
  const used = new Map<string, Set<string>>();
  const having = new Map<string, string[]>();
  const add = (name: string, eventClass: string): void => {
    const classes = having.get(name);
    if (classes === undefined) having.set(name, [eventClass]);
    else classes.push(eventClass);
  };
  for (const { provider, eventId } of catalogueEntries()) {
    const eventClass = `${provider}:${eventId}`;
    used.set(eventClass, new Set());
    for (const name of surroundingNames) add(name, eventClass);
  }
  for (const { eventClass, name, keys } of names) {
    for (const key of keys) used.get(eventClass)?.add(key);
    if (keys.length === 0) add(name, eventClass);
  }
  const first: readonly string[] = surroundingNames;
  const order = [...having].sort(
    ([a, ofA], [b, ofB]) =>
      Number(first.includes(b)) - Number(first.includes(a)) ||
      (first.includes(a) ? first.indexOf(a) - first.indexOf(b) : ofB.length - ofA.length || (a < b ? -1 : 1)),
  );
  return order.map(([name, classes]) => {
    const free = Object.keys(customFields).find((key) => classes.every((one) => !used.get(one)?.has(key)));
    if (free !== undefined) for (const one of classes) used.get(one)?.add(free);
    return { name, ids: classes.length, eventField: free === undefined ? '' : (customFields[free] ?? '') };
  });
}

/** Every name of additional data by event class. */
export function additionalNames(): readonly AdditionalName[] {
  return catalogueEntries().flatMap(namesOf);
}

/** When an event that has the field has the name, in words. */
function presenceOf({ keys, decoder }: AdditionalName): string {
  const held = keys.length === 0 ? '' : `where ${keys.join(' and ')} cannot hold it`;
  if (decoder === undefined) return held === '' ? 'always' : `${held} as Windows wrote it`;
  return [`where the value can be decoded (${decoder})`, held].filter(Boolean).join(', ');
}

/**
 * For ArcSight: which additional data events have, and into which event field each name can be mapped.
 * @param version of this program
 */
export function exportArcsight(version: string): readonly ExportFile[] {
  const comment = (what: string): string => `# azlog-forwarder ${version}: ${what}.\n`;
  const all = additionalNames();
  const names = all.map((one) => [one.eventClass, one.name, one.field, presenceOf(one)]);
  const fields = freeFields(all).map(({ name, ids, eventField }) => [name, ids, eventField]);
  return [
    {
      path: 'additional-data.csv',
      content:
        comment('names of additional data by device event class id') +
        csv([['DeviceEventClassId', 'AdditionalDataName', 'EventDataField', 'Present'], ...names]),
    },
    {
      path: 'additional-data-map.csv',
      content:
        comment(
          'an event field for each name of additional data that is free in all events that have the name',
        ) + csv([['AdditionalDataName', 'EventIds', 'ArcSightField'], ...fields]),
    },
  ];
}
