/** Names of fields that come together in very many events, as the catalogue abbreviates them. */
const fieldGroups: Readonly<Record<string, string>> = {
  S4: 'SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId',
  T4: 'TargetUserSid TargetUserName TargetDomainName TargetLogonId',
  T3: 'TargetUserName TargetDomainName TargetSid',
  P2: 'ProcessId ProcessName',
};

/** What the catalogue states of one event id, to be read by people. */
export interface CompactEvent {
  /** One English sentence with a full stop, the same for each event of the id. */
  readonly title: string;
  /** As Microsoft's list of events to monitor rates the id; left out where that is Low, and where the list has it not. */
  readonly criticality?: 'high' | 'mediumHigh' | 'medium';
  /** Further subcategories whose audit writes the id. */
  readonly also?: readonly string[];
  /**
   * `v0`, `v1` ...: the fields of each version in the order of its event data, between white space, with the names of
   * groups for groups of fields; a leading `+` stands for all fields of the version before.
   */
  readonly [version: `v${number}`]: string;
}

/** Events of one provider in one audit category, by subcategory and event id. */
export interface CompactCatalogue {
  readonly provider: string;
  readonly category: string;
  readonly subcategories: Readonly<Record<string, Readonly<Record<number, CompactEvent>>>>;
}

/** A version of an event: the names of its fields in the order of its event data. */
export interface EventVersion {
  readonly version: number;
  readonly fields: readonly string[];
}

/** The versions of an event with all names written out, the oldest first. */
export function versionsOf(event: CompactEvent): readonly EventVersion[] {
  const versions: EventVersion[] = [];
  for (const [key, text] of Object.entries(event)) {
    const version = /^v(\d+)$/.exec(key)?.[1];
    if (version === undefined || typeof text !== 'string') continue;
    const before = versions.at(-1)?.fields ?? [];
    const fields = text.split(/\s+/).flatMap((word) => {
      if (word === '') return [];
      if (word === '+') return before;
      return Object.hasOwn(fieldGroups, word) ? (fieldGroups[word] ?? '').split(' ') : word;
    });
    versions.push({ version: Number(version), fields });
  }
  return versions;
}

/**
 * How closely an event is to be watched: of the Security channel by Microsoft's list of events to monitor (`low` also
 * where the list has it not), of other channels by what the event reports of an attack or of a failure.
 */
export type Criticality = 'high' | 'mediumHigh' | 'medium' | 'low';

/** All that is known of an event id before one of its events is seen. */
export interface CatalogueEntry {
  readonly provider: string;
  readonly eventId: number;
  /** One English sentence with a full stop, the same for each event of the id, and never localised. */
  readonly title: string;
  /**
   * By the names of the Windows audit policy, such as `Logon/Logoff`, or '' where none is known; of other channels the
   * source, such as `Sysmon`.
   */
  readonly category: string;
  /** The subcategory that the id is known by, such as `Logon` (of other channels a kind of event), or ''. */
  readonly subcategory: string;
  /** All subcategories whose audit writes the id, the one it is known by first; empty where none is known. */
  readonly subcategories: readonly string[];
  readonly criticality: Criticality;
  /** The oldest first; empty where none is known. An event may still lack fields of its version: Windows builds differ. */
  readonly versions: readonly EventVersion[];
}
