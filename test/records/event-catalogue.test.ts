import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditCategory } from '../../src/records/windows/catalogue/audit-category.ts';
import {
  type CatalogueEntry,
  catalogueEntries,
  catalogueEntry,
} from '../../src/records/windows/catalogue/event-catalogue.ts';
import { decodeEventXml } from '../../src/records/windows/reading/decode-event.ts';
import { linesOf, missing, textOf } from './shared-data.ts';
import { factsOf } from './windows-fields.ts';

const auditing = 'Microsoft-Windows-Security-Auditing';
const eventLog = 'Microsoft-Windows-Eventlog';

/** Every `Category:Subcategory` that a task of the audit policy has. */
const auditPolicy = new Set(
  Array.from({ length: 4_096 }, (_, index) => auditCategory(auditing, 12_288 + index)).filter(
    (name) => name !== undefined,
  ),
);
const subcategoryNames = new Set([...auditPolicy].map((name) => name.slice(name.indexOf(':') + 1)));

function nameOf({ provider, eventId }: CatalogueEntry): string {
  return `${provider}:${eventId}`;
}

describe('the catalogue by itself', () => {
  const entries = catalogueEntries();

  it('has each provider and id once, sorted, and finds each of them', () => {
    const sorted = entries.toSorted((a, b) =>
      a.provider < b.provider ? -1 : a.provider > b.provider ? 1 : a.eventId - b.eventId,
    );
    assert.deepEqual(entries.map(nameOf), sorted.map(nameOf));
    assert.equal(new Set(entries.map(nameOf)).size, entries.length);
    for (const entry of entries) assert.deepEqual(catalogueEntry(entry.provider, entry.eventId), entry);
    assert.equal(catalogueEntry(auditing, 1), undefined);
    assert.equal(catalogueEntry('Contoso', 4624), undefined);
    assert.equal(catalogueEntry(eventLog, 4624), undefined);
  });

  it('has titles that are one clean sentence and event ids that Windows can have', () => {
    for (const entry of entries) {
      assert.match(entry.title, /^[A-Z0-9][^%\p{C}|]{6,210}\.$/u, nameOf(entry));
      assert.equal(entry.title, entry.title.trim());
      assert.ok(
        Number.isInteger(entry.eventId) && entry.eventId >= 0 && entry.eventId <= 65_535,
        nameOf(entry),
      );
    }
  });

  it('has categories and subcategories of the audit policy', () => {
    for (const entry of entries.filter(({ provider }) => provider === auditing)) {
      const { category, subcategory, subcategories } = entry;
      assert.equal(subcategories[0] ?? '', subcategory, nameOf(entry));
      assert.equal(new Set(subcategories).size, subcategories.length, nameOf(entry));
      if (category === '') assert.deepEqual(subcategories, [], nameOf(entry));
      else
        assert.ok(
          auditPolicy.has(`${category}:${subcategory}`),
          `${nameOf(entry)} ${category}:${subcategory}`,
        );
      for (const name of subcategories) assert.ok(subcategoryNames.has(name), `${nameOf(entry)} ${name}`);
    }
  });

  it('has versions in order, with field names that are names and come once', () => {
    for (const entry of entries) {
      const versions = entry.versions.map(({ version }) => version);
      assert.deepEqual(
        versions,
        [...new Set(versions)].toSorted((a, b) => a - b),
        nameOf(entry),
      );
      for (const { version, fields } of entry.versions) {
        const at = `${nameOf(entry)} version ${version}`;
        assert.equal(new Set(fields).size, fields.length, at);
        for (const field of fields) {
          assert.match(field, /^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u, at);
        }
      }
    }
    for (const entry of entries.filter(({ provider }) => provider === auditing || provider === eventLog)) {
      assert.deepEqual(
        entry.versions.map(({ version }) => version),
        [...entry.versions.keys()],
        nameOf(entry),
      );
      const fields = entry.versions.flatMap((version) => version.fields);
      for (const field of fields) {
        assert.match(field, /^[A-Za-z][A-Za-z0-9]+$/, nameOf(entry));
        assert.doesNotMatch(
          field,
          /^[A-Z]\d$/,
          `${nameOf(entry)} has a group of fields that is not declared`,
        );
      }
    }
  });

  it('writes out groups of fields and what a version takes over from the one before', () => {
    const fieldsOf = (provider: string, id: number, version: number): string | undefined =>
      catalogueEntry(provider, id)?.versions[version]?.fields.join(' ');
    const subject = 'SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId';
    assert.equal(fieldsOf(eventLog, 1102, 0), subject);
    assert.equal(fieldsOf(eventLog, 1102, 1), `${subject} ClientProcessId ClientProcessStartKey`);
    assert.equal(
      fieldsOf(auditing, 4688, 2),
      `${subject} NewProcessId NewProcessName TokenElevationType ProcessId CommandLine TargetUserSid TargetUserName ` +
        'TargetDomainName TargetLogonId ParentProcessName MandatoryLabel',
    );
    assert.equal(
      fieldsOf(auditing, 4663, 1)?.endsWith('AccessMask ProcessId ProcessName ResourceAttributes'),
      true,
    );
    assert.equal(fieldsOf(auditing, 4608, 0), '');
    assert.equal(fieldsOf(auditing, 4624, 4), undefined);
  });

  it('states several subcategories, the one that the id is known by first', () => {
    const entry = catalogueEntry(auditing, 4663);
    assert.equal(entry?.category, 'Object Access');
    assert.equal(entry?.subcategory, 'File System');
    assert.deepEqual(entry?.subcategories, ['File System', 'Registry', 'Kernel Object', 'Removable Storage']);
  });
});

interface SharedEvent {
  readonly id: number;
  /** Null for ids that only Microsoft's list of events to monitor names. */
  readonly provider: string | null;
  readonly versions: readonly number[];
  readonly title: string | null;
  readonly category: string | null;
  readonly subcategory: string | null;
  readonly subcategories: readonly { readonly subcategory: string }[];
  readonly fields: readonly { readonly name: string }[];
  readonly fieldsByVersion: Readonly<Record<string, readonly { readonly name: string }[]>> | null;
  readonly criticality: 'High' | 'Medium to High' | 'Medium' | 'Low' | null;
}

const criticalities = { High: 'high', 'Medium to High': 'mediumHigh', Medium: 'medium', Low: 'low' } as const;

/** Names that the documentation has for subcategories beside those of the audit policy. `Other Events` is a heading. */
const otherNames: ReadonlyMap<string, string | undefined> = new Map([
  ['User/Device Claims', 'User / Device Claims'],
  ['PNP Activity', 'Plug and Play Events'],
  ['Central Access Policy Staging', 'Central Policy Staging'],
  ['Other Events', undefined],
]);

/** Ids whose title in the shared catalogue is no title: a line out of the middle of the text, or a call of a function. */
const untitled: ReadonlySet<number> = new Set([4646, 4711, 5050]);

/** Why our title of an event is not the shared one; undefined where it is. */
function titleDifference(ours: string, { id, title }: SharedEvent): string | undefined {
  // Titles are the same for each event of an id: what has places for values, or is not there, is put in words of ours.
  if (title === null || title.includes('%') || untitled.has(id)) return undefined;
  const plain = ours.slice(0, -1);
  // Only the first sentence is the title, what follows explains it. Ours always has a full stop.
  return title === plain || title === ours || title.startsWith(`${ours} `) ? undefined : `${ours} | ${title}`;
}

/** The provider of an id that the shared catalogue has only from the list of events to monitor, which names none. */
function unnamedProvider(id: number): string {
  if (id === 4685) return auditing;
  if (id < 1_000) return 'Security';
  if (id < 6_000) return 'NETLOGON';
  return id === 6008 ? 'EventLog' : 'Microsoft-Windows-BitLocker-Driver';
}

const grades = ['low', 'medium', 'mediumHigh', 'high'];

function differences(ours: CatalogueEntry, shared: SharedEvent): readonly string[] {
  const found: string[] = [];
  const compare = (what: string, mine: unknown, theirs: unknown): void => {
    const [a, b] = [JSON.stringify(mine), JSON.stringify(theirs)];
    if (a !== b) found.push(`${shared.id} ${what}: ${a} is not ${b}`);
  };
  const criticality = criticalities[shared.criticality ?? 'Low'];
  if (shared.provider === null) {
    // No more than a rating is published of them; our catalogue of their channel may know more.
    const isLess = grades.indexOf(ours.criticality) < grades.indexOf(criticality);
    return isLess ? [`${shared.id} criticality: ${ours.criticality} is less than ${criticality}`] : [];
  }
  compare('criticality', ours.criticality, criticality);
  const title = titleDifference(ours.title, shared);
  if (title !== undefined) found.push(`${shared.id} title: ${title}`);
  if (shared.category !== null) compare('category', ours.category, shared.category);
  const names = shared.subcategories
    .map(({ subcategory }) => (otherNames.has(subcategory) ? otherNames.get(subcategory) : subcategory))
    .filter((name) => name !== undefined);
  if (names.length > 0) compare('subcategories', ours.subcategories.toSorted(), [...new Set(names)].sort());
  compare(
    'versions',
    ours.versions.map(({ version }) => version),
    shared.versions,
  );
  const last = shared.versions.at(-1);
  const byVersion = shared.fieldsByVersion ?? (last === undefined ? {} : { [last]: shared.fields });
  for (const [version, fields] of Object.entries(byVersion)) {
    compare(
      `fields of version ${version}`,
      ours.versions.find((candidate) => candidate.version === Number(version))?.fields,
      fields.map((field) => field.name),
    );
  }
  return found;
}

const file = 'windows-security-events.json';

describe('the catalogue against the shared one', { skip: missing(file) }, () => {
  it('has every id with nothing missing and nothing different', (test) => {
    const shared: readonly SharedEvent[] = JSON.parse(textOf(file));
    const found: string[] = [];
    const coverage = new Map<string, { known: number; catalogued: number }>();
    for (const event of shared) {
      const name = event.provider ?? 'other providers';
      const count = coverage.get(name) ?? { known: 0, catalogued: 0 };
      coverage.set(name, count);
      count.known += 1;
      const ours = catalogueEntry(event.provider ?? unnamedProvider(event.id), event.id);
      if (ours === undefined) {
        found.push(`${event.id}: missing`);
        continue;
      }
      count.catalogued += 1;
      found.push(...differences(ours, event));
    }
    const percent = (catalogued: number, known: number): string =>
      `${catalogued}/${known} = ${((100 * catalogued) / known).toFixed(0)} %`;
    let all = 0;
    for (const [name, { known, catalogued }] of coverage) {
      all += catalogued;
      test.diagnostic(`${name}: ids catalogued / ids known = ${percent(catalogued, known)}`);
    }
    test.diagnostic(`ids catalogued / ids known = ${percent(all, shared.length)}`);
    assert.deepEqual(found, []);
    assert.equal(all, shared.length);
    assert.ok(shared.length >= 461);
  });
});

/** Fields that events have beside those of their version, by provider, id and version. */
const beside: ReadonlyMap<string, readonly string[]> = new Map([
  // The elements of its UserData have other names than its manifest.
  [`${eventLog}:1108 v0`, ['Error.Code', 'PublisherID']],
  // Written as version 0 by a build that had fields of version 1.
  [`${auditing}:6416 v0`, ['DeviceId', 'DeviceDescription', 'ClassName']],
  // An event that the event log service could not render.
  [
    `${auditing}:4714 v0`,
    ['ErrorCode', 'DataItemName', 'EventPayload'].map((name) => `ProcessingErrorData.${name}`),
  ],
]);

const realEvents = ['evtx', 'examples', 'bulk'].map((name) => `windows/security-${name}.xml.gz`);

it('the catalogue knows every real event of the Security channel, its version and its fields', {
  skip: realEvents.map(missing).find((reason) => reason !== false) ?? false,
}, (test) => {
  const ids = new Set<string>();
  let all = 0;
  let same = 0;
  const unknown: string[] = [];
  for (const event of realEvents.flatMap(linesOf).map((xml) => decodeEventXml(xml))) {
    const id = `${event.provider}:${event.id}`;
    const own = factsOf(event);
    const at = `${id} v${own.version}`;
    ids.add(id);
    all += 1;
    const entry = catalogueEntry(event.provider, Number(event.id));
    const fields = entry?.versions.find(({ version }) => version === own.version)?.fields;
    if (fields === undefined) {
      unknown.push(at);
      continue;
    }
    if (fields.join() === event.names.join()) same += 1;
    const known = new Set([...fields, ...(beside.get(at) ?? [])]);
    unknown.push(...event.names.filter((name) => !known.has(name)).map((name) => `${at} ${name}`));
  }
  test.diagnostic(`${all} events of ${ids.size} ids, ${same} with the very fields of their version in order`);
  assert.deepEqual(unknown, []);
  assert.ok(all > 24_000 && same > 0.98 * all);
});
