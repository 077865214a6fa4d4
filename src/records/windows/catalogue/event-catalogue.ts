import { accountLogon } from './account-logon.ts';
import { accountManagement } from './account-management.ts';
import {
  type CatalogueEntry,
  type CompactCatalogue,
  type CompactEvent,
  type EventVersion,
  versionsOf,
} from './compact.ts';
import { detailedTracking } from './detailed-tracking.ts';
import { dsAccess } from './ds-access.ts';
import { eventLog } from './event-log.ts';
import { logonLogoff } from './logon-logoff.ts';
import { objectAccess } from './object-access.ts';
import { channelEntry, otherChannels } from './other-channels.ts';
import { policyChange } from './policy-change.ts';
import { privilegeUse } from './privilege-use.ts';
import { system } from './system.ts';
import { unclassified } from './unclassified.ts';

export type { CatalogueEntry, Criticality } from './compact.ts';

interface Place {
  readonly category: string;
  readonly subcategory: string;
  readonly event: CompactEvent;
}

const catalogues: readonly CompactCatalogue[] = [
  accountLogon,
  accountManagement,
  detailedTracking,
  dsAccess,
  eventLog,
  logonLogoff,
  objectAccess,
  policyChange,
  privilegeUse,
  system,
  ...unclassified,
];

let known: ReadonlyMap<string, ReadonlyMap<number, Place>> | undefined;

/** Made at the first look: a process that formats nothing does without it. */
function places(): ReadonlyMap<string, ReadonlyMap<number, Place>> {
  known ??= indexed();
  return known;
}

function indexed(): ReadonlyMap<string, ReadonlyMap<number, Place>> {
  const index = new Map<string, Map<number, Place>>();
  for (const { provider, category, subcategories } of catalogues) {
    const ofProvider = index.get(provider) ?? new Map<number, Place>();
    index.set(provider, ofProvider);
    for (const [subcategory, events] of Object.entries(subcategories)) {
      for (const [key, event] of Object.entries(events)) {
        const id = Number(key);
        if (ofProvider.has(id)) throw new Error(`the catalogue has event ${id} of ${provider} twice`);
        ofProvider.set(id, { category, subcategory, event });
      }
    }
  }
  return index;
}

function entryOf(provider: string, eventId: number, { category, subcategory, event }: Place): CatalogueEntry {
  const { title, criticality = 'low', also = [] } = event;
  let versions: readonly EventVersion[] | undefined;
  return {
    provider,
    eventId,
    title,
    category,
    subcategory,
    subcategories: subcategory === '' ? also : [subcategory, ...also],
    criticality,
    // Most that look up an id want its title or its criticality.
    get versions() {
      versions ??= versionsOf(event);
      return versions;
    },
  };
}

/** What is known of an event id of a provider (by its name as events have it); made anew by each call. */
export function catalogueEntry(provider: string, eventId: number): CatalogueEntry | undefined {
  const place = places().get(provider)?.get(eventId);
  return place === undefined ? channelEntry(provider, eventId) : entryOf(provider, eventId, place);
}

/** The whole catalogue, sorted by provider and event id. */
export function catalogueEntries(): readonly CatalogueEntry[] {
  const security = Array.from(places(), ([provider, ids]) =>
    Array.from(ids, ([eventId, place]) => entryOf(provider, eventId, place)),
  ).flat();
  return [...security, ...otherChannels()].sort((a, b) =>
    a.provider < b.provider ? -1 : a.provider > b.provider ? 1 : a.eventId - b.eventId,
  );
}
