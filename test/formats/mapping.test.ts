import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cefKeys, leefKeys } from '../../src/formats/keyed/keys.ts';
import type { EventMapping, FieldTargets } from '../../src/records/event-mapping.ts';
import { catalogueEntry } from '../../src/records/windows/catalogue/event-catalogue.ts';
import { mappings } from '../../src/records/windows/mapping.ts';
import { missing, textOf } from '../records/shared-data.ts';

type FormatName = 'cef' | 'leef';

interface Target {
  readonly key: string;
  readonly label: string | undefined;
  readonly isSpare: boolean;
}

/** An event has its fields with names or, from an earlier version of Windows, by position: never both. */
function variantsOf(mapping: EventMapping): readonly EventMapping[] {
  const only = (fields: FieldTargets, positional: boolean): FieldTargets =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => /^Data\d+$/.test(name) === positional));
  return [false, true].map((positional) => ({
    ...mapping,
    cef: only(mapping.cef, positional),
    leef: only(mapping.leef, positional),
  }));
}

function everyMapping(): readonly (readonly [string, EventMapping])[] {
  return Object.entries(mappings).flatMap(([provider, ids]) =>
    Object.entries(ids).map(([id, mapping]) => [`${provider}:${id}`, mapping] as const),
  );
}

function everyVariant(): readonly (readonly [string, EventMapping])[] {
  return everyMapping().flatMap(([event, mapping]) =>
    variantsOf(mapping).map((variant) => [event, variant] as const),
  );
}

function targetOf(text: string): Target {
  const isSpare = text.endsWith('?');
  const [key = '', label] = (isSpare ? text.slice(0, -1) : text).split(': ');
  return { key, label, isSpare };
}

function targetsOf(mapping: EventMapping, format: FormatName, field: string): readonly Target[] {
  return [mapping[format][field] ?? []].flat().map(targetOf);
}

/** What has no field of its own: the qualified name, constants, and what every event has. */
function fixedTargets(mapping: EventMapping, format: FormatName): readonly Target[] {
  const texts = mapping.qualified === undefined ? [] : [mapping.qualified[format]];
  if (format === 'cef') {
    texts.push('cs2: EventlogCategory', 'c6a2: Source IPv6 Address', 'c6a3: Destination IPv6 Address');
    texts.push(...Object.keys(mapping.constants ?? {}));
  }
  return texts.map(targetOf);
}

/** The keys that several fields (or a field and something fixed) claim, but for spares. */
function claimedTwice(
  mapping: EventMapping,
  format: FormatName,
  fields: Iterable<string>,
): readonly string[] {
  const keys = [...fields]
    .flatMap((field) => targetsOf(mapping, format, field))
    .filter((target) => !target.isSpare)
    .concat(fixedTargets(mapping, format))
    .map((target) => target.key)
    .sort();
  return keys.filter((key, index) => key === keys[index - 1]);
}

test('mappings name known keys; custom keys have a label, no others; a label stands for one key of an event', () => {
  for (const [event, mapping] of everyVariant()) {
    const keyOf = new Map<string, string>();
    const cef = Object.keys(mapping.cef).flatMap((field) => targetsOf(mapping, 'cef', field));
    for (const { key, label } of [...cef, ...fixedTargets(mapping, 'cef')]) {
      assert.ok(Object.hasOwn(cefKeys, key), `${event}: ${key}`);
      const isCustom = /^(?:cs|cn|c6a)\d$|^flex|^deviceCustomDate/.test(key);
      assert.equal(label !== undefined, isCustom, `${event}: ${key}: ${label}`);
      if (label === undefined) continue;
      assert.match(label, /^[A-Z][\w -]*$/, `${event}: ${key}: ${label}`);
      assert.equal(keyOf.get(label) ?? key, key, `${event}: ${label}`);
      keyOf.set(label, key);
    }
    const leef = Object.keys(mapping.leef).flatMap((field) => targetsOf(mapping, 'leef', field));
    for (const { key, label } of [...leef, ...fixedTargets(mapping, 'leef')]) {
      assert.ok(Object.hasOwn(leefKeys, key), `${event}: ${key}`);
      assert.equal(label, undefined, `${event}: ${key}: LEEF has no labels`);
    }
  }
});

test('no field takes a key that every event has', () => {
  const everywhere = ['cs2', 'c6a2', 'c6a3', 'rt', 'externalId', 'cat', 'outcome', 'dvchost'];
  for (const [event, mapping] of everyMapping()) {
    const reserved = new Set(mapping.computerIsDestination === false ? everywhere : [...everywhere, 'dhost']);
    for (const field of Object.keys(mapping.cef)) {
      for (const { key } of targetsOf(mapping, 'cef', field)) {
        assert.ok(!reserved.has(key), `${event}: ${field}: ${key}`);
      }
    }
  }
});

test('fields that a mapping looks at besides are fields that Windows writes, or mapped ones', () => {
  for (const [event, mapping] of everyMapping()) {
    if (mapping.outcomeField !== undefined) {
      assert.ok(Object.hasOwn(mapping.cef, mapping.outcomeField), `${event}: ${mapping.outcomeField}`);
    }
    if (mapping.identity !== undefined) {
      assert.ok(
        Object.hasOwn(mapping.leef, mapping.identity.address),
        `${event}: ${mapping.identity.address}`,
      );
      const at = event.lastIndexOf(':');
      const entry = catalogueEntry(event.slice(0, at), Number(event.slice(at + 1)));
      const fields = new Set(entry?.versions.flatMap((version) => version.fields));
      assert.ok(fields.has(mapping.identity.when), `${event}: ${mapping.identity.when}`);
    }
  }
});

interface CataloguedEvent {
  readonly id: number;
  readonly provider: string | null;
  readonly fields: readonly { readonly name: string }[];
  readonly fieldsByVersion?: Readonly<Record<string, readonly { readonly name: string }[]>>;
}

/** The names that each version of an event has. */
function versionsOf(event: CataloguedEvent): readonly (readonly string[])[] {
  const versions = Object.values(event.fieldsByVersion ?? {});
  return (versions.length === 0 ? [event.fields] : versions).map((fields) => fields.map(({ name }) => name));
}

/** What real events have and the manifests, from which the catalogue comes, have not. */
const seenInRealEvents: Readonly<Record<string, readonly string[]>> = {
  'Microsoft-Windows-Eventlog:1108': ['Error.Code', 'EventID', 'PublisherID'],
};

const catalogueFile = 'windows-security-events.json';

test('every catalogued event of the Security channel with fields has a mapping of its own, by names that it has', {
  skip: missing(catalogueFile),
}, (t) => {
  const events: readonly CataloguedEvent[] = JSON.parse(textOf(catalogueFile));
  const known = new Set<string>();
  let own = 0;
  let bare = 0;
  for (const event of events) {
    // Ids of earlier systems and of other channels, which the list names without a provider.
    if (event.provider === null) continue;
    const where = `${event.provider}:${event.id}`;
    known.add(where);
    const versions = [...versionsOf(event), ...[seenInRealEvents[where] ?? []]];
    const names = new Set(versions.flat());
    const mapping = mappings[event.provider]?.[event.id];
    if (names.size === 0) {
      assert.equal(mapping, undefined, `${where} has no fields, and a mapping`);
      bare++;
      continue;
    }
    assert.ok(mapping, `${where} has fields and no mapping: ${[...names]}`);
    own++;
    for (const format of ['cef', 'leef'] as const) {
      for (const field of Object.keys(mapping[format])) assert.ok(names.has(field), `${where}: ${field}`);
      for (const version of versions) {
        assert.deepEqual(claimedTwice(mapping, format, version), [], `${where} ${format}: ${version}`);
      }
    }
    for (const field of [mapping.qualified?.domain, mapping.qualified?.name]) {
      if (field !== undefined) assert.ok(names.has(field), `${where}: ${field}`);
    }
  }
  for (const provider of ['Microsoft-Windows-Security-Auditing', 'Microsoft-Windows-Eventlog']) {
    for (const id of Object.keys(mappings[provider] ?? {})) {
      assert.ok(catalogueEntry(provider, Number(id)), `${provider}:${id} is not catalogued`);
    }
  }
  assert.ok(own > 400, String(own));
  t.diagnostic(`${own} ids with a mapping of their own, ${bare} without fields, of ${known.size}`);
});

const dictionary = join(
  import.meta.dirname,
  '../../../shared/data/conformance/cef-extension-dictionary.json',
);
const skip = existsSync(dictionary) ? false : 'the shared CEF dictionary is not there';

test('CEF keys are producer keys of the standard, with its lengths', { skip }, () => {
  const {
    extensions,
  }: {
    readonly extensions: readonly {
      readonly key: string;
      readonly length?: unknown;
      readonly audience?: string;
    }[];
  } = JSON.parse(readFileSync(dictionary, 'utf8'));
  const known = new Map(extensions.map((extension) => [extension.key, extension]));
  for (const [key, rule] of Object.entries(cefKeys)) {
    const found = known.get(key);
    // The published table lost this one line; earlier revisions and every consumer have it.
    if (found === undefined && key === 'c6a2') continue;
    assert.ok(found, key);
    assert.notEqual(found.audience, 'consumer', key);
    if (rule.kind === 'text' || rule.kind === 'nonzero') {
      if (typeof found.length === 'number') assert.equal(rule.limit, found.length, key);
    }
  }
});
