import type { EcsMapping } from '../ecs-mapping.ts';
import type { Event, EventType, KeyedForm, LeefHeader, Origin, RecordKind } from '../event.ts';
import type { EventMapping } from '../event-mapping.ts';
import type { AzureRecord } from './azure-record.ts';
import { commonAliases, commonFields } from './common-fields.ts';
import type { FieldPlaces, FieldTable } from './field-table.ts';
import { jsonNames } from './json-names.ts';

type Outcome = Event['outcome'];

/** Where a vendor has published how LEEF of a kind looks. */
export interface PublishedLeef {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly eventId: (id: string) => string;
  readonly category: (id: string, channel: string) => string;
}

/** A kind of Azure records as its file declares it. */
export interface AzureKindSpec {
  /** In rules, metrics, options and documents: `key-vault`. */
  readonly name: string;
  /** One sentence for the reference. */
  readonly doc: string;
  /** Values of `category` that tell the kind, in any case. */
  readonly categories?: readonly string[];
  /** Values of `Type`: names of Log Analytics tables. */
  readonly tables?: readonly string[];
  /** What neither of them tells. Asked in the order of `record-kinds.ts`. */
  readonly is?: (record: AzureRecord) => boolean;
  /** The service: product in CEF, provider in JSON. */
  readonly product: string;
  /** Where JSON nests the data below `azure.`, as Filebeat's module names it: `signinlogs`. */
  readonly dataset: string;
  /** Signature: constant for each sort of record, never a value that a user can write. */
  readonly id: (record: AzureRecord) => string;
  /** English title, constant for each signature. */
  readonly title: (id: string, channel: string) => string;
  /** What the kind calls a category, where the record has none. */
  readonly channel?: (record: AzureRecord) => string;
  /** The record's own id where it is unique; else the place tells records apart. */
  readonly uid?: (record: AzureRecord) => string | undefined;
  /** Names of times that are tried before the common ones. */
  readonly times?: readonly string[];
  readonly level?: (record: AzureRecord) => number | undefined;
  /** Undefined where it is neither; without this, by status and result. */
  readonly outcome?: (record: AzureRecord) => Outcome;
  /** 0 to 10; undefined: by level and outcome. */
  readonly severity?: (record: AzureRecord, outcome: Outcome) => number | undefined;
  /** Without this, the name of the resource. */
  readonly host?: (record: AzureRecord) => string;
  /** A text for people. */
  readonly description?: (record: AzureRecord) => string;
  /** Names used here by those that the record may have instead, and by the beginnings of such names. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Fields that are worked out of the record, with names that no path has. */
  readonly derive?: (record: AzureRecord) => Readonly<Record<string, string>>;
  readonly fields: FieldTable;
  /** CEF keys with a text that never changes. */
  readonly constants?: Readonly<Record<string, string>>;
  readonly ecs?: {
    readonly category: readonly string[];
    readonly type: readonly string[];
    readonly kind?: 'alert';
    readonly action?: (id: string) => string;
  };
  readonly leef?: PublishedLeef;
  /** Very many records: written only for destinations that name the kind. */
  readonly optIn?: true;
  /** One record that holds many events. */
  readonly split?: (record: AzureRecord) => readonly AzureRecord[];
}

/** A kind of Azure records, with what it was declared as. */
export interface AzureKind extends RecordKind {
  readonly spec: AzureKindSpec;
  /** Names of the kind's fields by their other spellings, in lower case. */
  readonly aliases: ReadonlyMap<string, string>;
}

const low = 2;
/** By level: LogAlways, Critical, Error, Warning, Informational, Verbose. */
const byLevel: readonly number[] = [low, 9, 7, 5, low, low];

/** Severity of a record that tells no more than its level and its outcome. */
export function generalSeverity(outcome: Outcome, level: number): number {
  return Math.max(byLevel[level] ?? low, outcome === 'failure' ? 5 : 1);
}

const emptyList: ReadonlySet<string> = new Set();
const service: Origin = 'the kind of record';
const resourceName: Origin = 'the name of the resource in resourceId';
const category: Origin = 'the category of the record';
const severityOrigin: Origin = 'the severity, at least 1';

function listOf(targets: string | readonly string[] | undefined): readonly string[] {
  return targets === undefined ? [] : typeof targets === 'string' ? [targets] : targets;
}

/** The targets of one format, of fields that have some. */
function targetsOf(
  fields: FieldTable,
  format: keyof FieldPlaces,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, places]) => {
      const targets = listOf(places[format]);
      return targets.length === 0 ? [] : [[name, targets]];
    }),
  );
}

/** Fields of the kind, then the common ones that it does not place otherwise; for keys that it uses only as spares. */
function withCommon(fields: FieldTable): FieldTable {
  const common = Object.entries(commonFields).filter(([name]) => !Object.hasOwn(fields, name));
  const used = (format: keyof FieldPlaces): Set<string> =>
    new Set(Object.values(fields).flatMap((places) => listOf(places[format]).map(keyOf)));
  const keys = { cef: used('cef'), leef: used('leef'), ecs: used('ecs') };
  const yielding = (places: FieldPlaces): FieldPlaces => ({
    cef: listOf(places.cef).map((target) => (keys.cef.has(keyOf(target)) ? spare(target) : target)),
    leef: listOf(places.leef).map((target) => (keys.leef.has(keyOf(target)) ? spare(target) : target)),
    ecs: listOf(places.ecs),
  });
  return { ...fields, ...Object.fromEntries(common.map(([name, places]) => [name, yielding(places)])) };
}

function keyOf(target: string): string {
  return target.replace(/\?$/, '').split(':')[0] ?? target;
}

function spare(target: string): string {
  return target.endsWith('?') ? target : `${target}?`;
}

/** Makes the description of a kind from its declaration. */
export function azureKind(spec: AzureKindSpec): AzureKind {
  const fields = withCommon(spec.fields);
  const mapping: EventMapping = {
    cef: targetsOf(fields, 'cef'),
    leef: targetsOf(fields, 'leef'),
    ...(spec.constants === undefined ? {} : { constants: spec.constants }),
  };
  const ecsFields = targetsOf(fields, 'ecs');
  const takesService = Object.values(mapping.cef)
    .flat()
    .some((target) => keyOf(target) === 'destinationServiceName');
  return {
    spec,
    aliases: new Map(
      Object.entries({ ...commonAliases, ...spec.aliases }).map(([name, own]) => [name.toLowerCase(), own]),
    ),
    name: spec.name,
    family: 'azure',
    doc: spec.doc,
    facts: [],
    sharedFacts: 0,
    keyPrefix: 'AzlogAz',
    hasCapitalKeys: true,
    cef: {
      header: ({ id }) => ({ product: spec.product, version: '1.0', stem: String(id), ending: '' }),
      lead(event, about, keys) {
        keys.putText('cat', event.channel);
        if (about.outcome !== undefined) keys.put('outcome', about.outcome);
        keys.putText('dvchost', event.host);
        if (event.host.length > keys.limitOf('dvchost')) keys.putOwn('AzlogComputer', 'copy', event.host);
        if (!takesService) keys.put('destinationServiceName', spec.product);
        for (const [target, value] of Object.entries(about.mapping.constants ?? {})) keys.put(target, value);
      },
      origins: {
        rt: 'the time of the record',
        cat: category,
        outcome: 'status and result of the record',
        dvchost: resourceName,
        AzlogComputer: resourceName,
        destinationServiceName: service,
      },
    },
    leef: leefForm(spec),
    json: {
      head: () => [
        { path: 'event.dataset', constant: `azure.${spec.dataset}` },
        { path: 'cloud.provider', constant: 'azure' },
      ],
      native: () => [],
      nativeRoot: 'azure.',
      tail: () => [
        { path: 'azlog.kind', constant: spec.name },
        { path: 'azlog.level', number: ({ level }) => level },
      ],
      bare: ({ channel }) => [{ path: 'azlog.category', name: channel }],
      dataRoot: () => `azure.${spec.dataset}`,
      dataNames: jsonNames,
      isNested: true,
    },
    mapping: () => mapping,
    ecs: ({ id }): EcsMapping => ({
      module: 'azure',
      kind: spec.ecs?.kind,
      ...(spec.ecs?.action === undefined ? {} : { action: spec.ecs.action(String(id)) }),
      category: spec.ecs?.category ?? [],
      type: spec.ecs?.type ?? [],
      fields: ecsFields,
    }),
    title: (type) => ({ title: titleOf(spec, type), category: '', subcategory: '' }),
    decoder: () => undefined,
    lists: emptyList,
    rate: () => generalSeverity,
    ...(spec.optIn === undefined ? {} : { optIn: spec.optIn }),
  };
}

function titleOf(spec: AzureKindSpec, { id, channel }: EventType): string {
  return spec.title(String(id), channel);
}

/** LEEF as its vendor has published it; else our own vendor and the name of the service. */
function leefForm(spec: AzureKindSpec): KeyedForm<LeefHeader> {
  const published = spec.leef;
  return {
    header: ({ id }) =>
      published === undefined
        ? { vendor: 'Azlog', product: spec.product, version: '1.0', eventId: String(id) }
        : {
            vendor: published.vendor,
            product: published.product,
            version: published.version,
            eventId: published.eventId(String(id)),
          },
    lead(event, about, keys) {
      keys.put('sev', String(Math.max(1, about.severity)));
      const name = published?.category(String(event.id), event.channel) ?? event.channel;
      keys.putText('cat', name === '' ? event.provider : name);
      keys.putOwn('AzlogComputer', 'identity', event.host);
      keys.put('name', about.title);
      keys.putOwn('AzlogProvider', 'identity', event.provider);
      if (about.outcome !== undefined) keys.putOwn('AzlogOutcome', 'identity', about.outcome);
    },
    origins: {
      devTime: 'the time of the record',
      sev: severityOrigin,
      cat: category,
      name: service,
      AzlogComputer: resourceName,
      AzlogProvider: service,
      AzlogOutcome: 'status and result of the record',
    },
  };
}
