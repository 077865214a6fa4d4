import type { Decoder } from './decoder.ts';
import type { EcsMapping } from './ecs-mapping.ts';
import type { EventMapping } from './event-mapping.ts';

/**
 * A decoded record: what all formats write from, whatever kind of record it was. Strings hold no entity, no CDATA, no
 * markup.
 */
export interface Event {
  /** The description of its kind itself, so that nothing has to be looked up. */
  readonly kind: RecordKind;
  /**
   * Stable across re-reads and re-sends, unique for each event: 27 characters, base64url of a SHA-1 over the id that the
   * record has of its own, where it is unique, else over its place. Never of content alone.
   */
  readonly uid: string;
  /** Who wrote it: of Windows the provider, such as `Microsoft-Windows-Security-Auditing`; of Azure the service. */
  readonly provider: string;
  /** What it tells of: a Windows event id, or the signature of an Azure record. */
  readonly id: number | string;
  /** Windows' channel, Azure's category. */
  readonly channel: string;
  /** The computer or resource that it comes from; '' where a record names none. */
  readonly host: string;
  /** Event time, milliseconds since 1970 (UTC). */
  readonly time: number;
  /** Event time as the record has it, up to 100 ns: ISO 8601 with `Z`. */
  readonly timeText: string;
  /** 0 LogAlways, 1 Critical, 2 Error, 3 Warning, 4 Informational, 5 Verbose. Says nothing of audit failure. */
  readonly level: number;
  readonly outcome: 'success' | 'failure' | undefined;
  /** Severity from 0 to 10, where the record itself decides; undefined: by its type, level and outcome. */
  readonly severity?: number | undefined;
  /**
   * Names and values of the data in document order, parallel arrays; dotted paths where the record is nested. Names may
   * repeat; none is empty. Events of one shape may share one array of names (so it can serve as the key of a cache):
   * never change it.
   */
  readonly names: readonly string[];
  readonly values: readonly string[];
  /** What surrounds the data: values of `kind.facts`, in their order. */
  readonly facts: readonly FactValue[];
  /**
   * Text that was rendered for people, where the record has it; may be localised, so never mapped on. May be '' where
   * fields tell the event and no format asks for it (`skipsDescriptions`).
   */
  readonly description: string;
  /** Whether none of the fields tells what happened: they are columns of the row, or were added by a rule. */
  readonly toldByText?: boolean | undefined;
  /**
   * The record as it came, whole: XML of Windows, JSON of Azure with its secrets masked. Absent where the event was made
   * from columns, where its XML was cut off, or where what it holds was changed since.
   */
  readonly raw?: string | undefined;
}

/** '', 0 and undefined mean that there is none. */
export type FactValue = string | number | undefined;

/** Names of the fields with XML that makes no event by itself, and with the reason. Both may quote any other field. */
export const rawXmlFields = { text: 'RawXml', problem: 'RawXmlProblem' } as const;

/** Whether only the description tells what happened. */
export function isToldByText({ names, toldByText }: Event): boolean {
  return toldByText === true || names.length === 0;
}

/** A row that could not be decoded. */
export interface Rejected {
  /** A code from `src/errors.ts`. */
  readonly code: string;
  readonly reason: string;
  /** The row as far as it could be read. */
  readonly row: string;
}

/** Result of decoding one row. */
export type Decoded = { readonly event: Event } | { readonly rejected: Rejected };

/** What events have in common that a mapping is made for. */
export interface EventType {
  readonly kind: RecordKind;
  readonly provider: string;
  readonly id: number | string;
  readonly channel: string;
}

/** Events of one type with the same names of fields. */
export interface Shape extends EventType {
  readonly names: readonly string[];
}

/** Families of kinds: what a destination can choose a format for. */
export const recordFamilies = ['windows', 'azure'] as const;
export type RecordFamily = (typeof recordFamilies)[number];

/** One value that surrounds the data of an event: the only place that spells it. */
export interface Fact {
  /** Own key without `Azlog`: `AzlogRecordId` in CEF, LEEF and Snare. */
  readonly name: string;
  /** Where it comes from, in words. */
  readonly origin: string;
  /** Whether it also stands in the XML that is written of the event, as an element behind all that Windows names. */
  readonly isXmlTail?: true;
  /** By which rules reach it. No pattern does: whoever means it names it. */
  readonly rule?: 'System.UserID';
  /** It is the name of the host, too, and hidden together with it. */
  readonly isHost?: true;
}

/** What an event id stands for; the same for each event of the id, and never localised. */
export interface EventTitle {
  /** One English sentence with a full stop. */
  readonly title: string;
  /**
   * Of Windows audits category and subcategory by the names of the audit policy, such as `Logon/Logoff` and `Logon`, or
   * ''; for other channels the source and a kind of event, such as `Sysmon` and `Process`.
   */
  readonly category: string;
  readonly subcategory: string;
}

/** What is known of an event when the keys are written that events of one computer and plan share. */
export interface About {
  readonly outcome: Event['outcome'];
  /** 0 to 10. */
  readonly severity: number;
  readonly mapping: EventMapping;
  /** English title of the type; the provider where it has none. */
  readonly title: string;
  /** Category of the event: by its own facts, else by its type; or ''. */
  readonly category: string;
  /** What `special` gave. */
  readonly special: string;
}

/** Takes the keys of a lead, in the order in which they are written. A target is `key` or `key: Label`. */
export interface LeadKeys {
  put(target: string, value: string): void;
  /** Puts a value that says something. */
  putText(target: string, value: string): void;
  /** The same under an own key, and how soon it is given up where a message is too large. */
  putOwn(key: string, rank: 'identity' | 'surroundings' | 'copy', value: string): void;
  /** The most characters that a key of the standard holds. */
  limitOf(target: string): number;
}

/** Where the value of a key comes from, in words; worked out where it depends on the event. */
export type Origin = string | ((event: Event, about: OriginFacts) => string);

/** What an origin may look at. */
export interface OriginFacts {
  readonly outcome: Event['outcome'];
  readonly mapping: EventMapping;
  /** Name of the field that tells the outcome; undefined where none does. */
  readonly outcomeField: string | undefined;
}

/** What CEF or LEEF writes of a kind, besides the fields of the data. */
export interface KeyedForm<Header> {
  /** Constant for each type. */
  header(type: EventType): Header;
  /** Puts the keys that events of one host and plan share, before the fields of the data. */
  lead(event: Event, about: About, keys: LeadKeys): void;
  /**
   * What `lead` looks at of the data itself, made once a shape: what is shared is told apart by it. Undefined where
   * events of the shape have nothing of the kind.
   */
  special?(shape: Shape, mapping: EventMapping): ((event: Event) => string) | undefined;
  /** Origins of the keys of `lead`. */
  readonly origins: Readonly<Record<string, Origin>>;
}

export interface CefHeader {
  readonly product: string;
  readonly version: string;
  /** The class id is stem and ending; only the stem is ever shortened. */
  readonly stem: string;
  readonly ending: string;
}

export interface LeefHeader {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly eventId: string;
}

/** A member of a JSON document. */
export type JsonMember = { readonly path: string } & (
  | { readonly constant: unknown }
  /** A name that tells which event it was: shortened only where it is longer than such names are. */
  | { readonly name: string }
  /** The same where each event has its own. */
  | { readonly identity: (event: Event) => string }
  /** A text that is short by what it is, and never shortened. */
  | { readonly short: (event: Event) => string | undefined }
  | { readonly text: (event: Event) => string | undefined }
  /** 0 is left out. */
  | { readonly number: (event: Event) => number }
  /** One of a few values that never change. */
  | {
      readonly oneOf: (event: Event) => string | undefined;
      readonly values: Readonly<Record<string, unknown>>;
    }
);

/** What JSON writes of a kind, besides ECS fields and what every event has. */
export interface JsonForm {
  /** Members behind `ecs.version`. */
  head(type: EventType): readonly JsonMember[];
  /** Members in the names of whoever wrote the record. */
  native(type: EventType): readonly JsonMember[];
  /** Paths of the ECS mapping that begin so stand behind `native`. */
  readonly nativeRoot: string;
  /** Members at the end, under `azlog`. */
  tail(type: EventType): readonly JsonMember[];
  /** What a document must keep in any case: with the data, which event it was. */
  bare(type: EventType): readonly JsonMember[];
  /** Where the fields of the data stand. */
  dataRoot(type: EventType): string;
  /** A name for each field below `dataRoot`, each once; with dots where the data is nested. */
  dataNames(names: readonly string[]): readonly string[];
  readonly isNested: boolean;
}

/**
 * A kind of record: everything that formats, rules and documents have to know of it. A kind is a file of its own and a
 * line in `record-kinds.ts`.
 */
export interface RecordKind {
  /** In rules, metrics, options and documents: `windows`, `activity-log`. */
  readonly name: string;
  readonly family: RecordFamily;
  /** One sentence for the reference. */
  readonly doc: string;
  /** What surrounds the data. Those that events of one host share come first. */
  readonly facts: readonly Fact[];
  readonly sharedFacts: number;
  /** Own keys of fields begin so: `AzlogWin`, `AzlogAz`. */
  readonly keyPrefix: string;
  /** Whether the name behind the prefix begins with a capital letter whatever the record has. */
  readonly hasCapitalKeys: boolean;
  readonly cef: KeyedForm<CefHeader>;
  readonly leef: KeyedForm<LeefHeader>;
  readonly json: JsonForm;
  mapping(type: EventType): EventMapping;
  ecs(type: EventType): EcsMapping;
  title(type: EventType): EventTitle | undefined;
  /** `Category:Subcategory` that an event's own facts name; undefined where they name none. */
  category?(event: Event): string | undefined;
  /** What decodes the codes of a field; undefined where it holds none. */
  decoder(type: EventType, field: string): Decoder | undefined;
  /** Fields that hold a list, one entry a line. */
  readonly lists: ReadonlySet<string>;
  /** Severity of events of a type by outcome and level, where neither a rule nor the record decides. */
  rate(type: EventType): (outcome: Event['outcome'], level: number) => number;
  /** Very many records: written only for destinations that name the kind. */
  readonly optIn?: true;
}

/** Position of the fact that rules reach by a name; -1 where the kind has none. */
export function factOfRule(kind: RecordKind, rule: Fact['rule']): number {
  return kind.facts.findIndex((fact) => fact.rule === rule);
}
