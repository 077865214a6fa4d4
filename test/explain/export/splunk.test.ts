import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { presets } from '../../../src/config/presets.ts';
import { cimFields, eventTypes, exportSplunk, splunkField } from '../../../src/explain/export/splunk.ts';
import { createCef } from '../../../src/formats/cef.ts';
import { cefKeys } from '../../../src/formats/keyed/keys.ts';
import { catalogueEntries } from '../../../src/records/windows/catalogue/event-catalogue.ts';
import { mappings } from '../../../src/records/windows/mapping.ts';
import { sampleEvent } from '../../formats/sample-event.ts';
import { parseCef } from '../../support/spec-parsers/cef.ts';
import { parseConf } from './splunk-conf.ts';
import { records } from './strict-csv.ts';

const files = new Map(exportSplunk('1.2.3').map(({ path, content }) => [path, content]));
const conf = (name: string) => parseConf(files.get(`default/${name}.conf`) ?? '');
const props = conf('props');
const transforms = conf('transforms');
const setting = (stanza: string, name: string): string => transforms.get(stanza)?.get(name) ?? '';

const folder = join(import.meta.dirname, '../../golden');
const cef = createCef(presets.splunk.cef);
const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const messages = cases.map(({ name }) => {
  const { fields, eventId, ...other } = JSON.parse(readFileSync(join(folder, name, 'record.json'), 'utf8'));
  const event = sampleEvent(eventId, fields, { outcome: undefined, ...other });
  return { name, event, message: cef.format(event, Number.POSITIVE_INFINITY) };
});

/** Every key, with its label where it has one, that a mapping or every event has. */
function emitted(): ReadonlySet<string> {
  const found = new Set([
    'cs2: EventlogCategory',
    'c6a2: Source IPv6 Address',
    'c6a3: Destination IPv6 Address',
  ]);
  for (const key of ['rt', 'externalId', 'cat', 'outcome', 'dvchost', 'dhost', 'deviceNtDomain'])
    found.add(key);
  for (const mapping of Object.values(mappings).flatMap((ofProvider) => Object.values(ofProvider))) {
    const targets = [...Object.values(mapping.cef).flat(), mapping.qualified?.cef ?? []].flat();
    for (const target of [...targets, ...Object.keys(mapping.constants ?? {})])
      found.add(target.replace(/\?$/, ''));
  }
  return found;
}

suite('mapping export for Splunk', () => {
  test('every file says its version, but the lookup, which has no place for it', () => {
    for (const [path, content] of files) {
      if (path !== 'lookups/azlog-events.csv') assert.match(content, /^# azlog-forwarder 1\.2\.3:/, path);
    }
    assert.equal(conf('app').get('launcher')?.get('version'), '1.2.3');
    assert.equal(
      parseConf(files.get('metadata/default.meta') ?? '')
        .get('')
        ?.get('export'),
      'system',
    );
  });

  test('what props.conf refers to is in transforms.conf, and its lookup is there', () => {
    for (const [stanza, settings] of props) {
      for (const [name, value] of settings) {
        if (/^(?:REPORT|TRANSFORMS)-/.test(name)) {
          for (const transform of value.split(', '))
            assert.ok(transforms.has(transform), `${stanza} ${value}`);
        }
      }
      const lookup = settings.get('LOOKUP-azlog')?.split(' ')[0] ?? '';
      assert.ok(files.has(`lookups/${setting(lookup, 'filename')}`));
    }
    const [row] = records(files.get('lookups/azlog-events.csv') ?? '');
    for (const field of props.get('azlog:cef')?.get('LOOKUP-azlog')?.split(' ').slice(1) ?? []) {
      if (field !== 'OUTPUTNEW') assert.ok(row !== undefined && field in row, field);
    }
  });

  test('every field that an expression reads is one that our messages have', () => {
    const keys = emitted();
    for (const { field, from, expression } of cimFields) {
      for (const key of from) {
        assert.ok(keys.has(key), `${field}: ${key}`);
        assert.ok(cefKeys[key.split(': ')[0] ?? ''] !== undefined, key);
      }
      const names = from.map(splunkField);
      if (expression !== undefined)
        assert.ok(
          names.some((name) => expression.includes(name)),
          field,
        );
    }
    const known = new Set([...keys].map(splunkField)).add('cef_severity');
    const words = new Set(['coalesce', 'lower', 'replace', 'case', 'match', 'if', 'null', 'true']);
    for (const [name, value] of props.get('azlog:cef') ?? []) {
      if (!name.startsWith('EVAL-')) continue;
      for (const word of value.replaceAll(/"[^"]*"/g, '').match(/[A-Za-z_]\w*/g) ?? []) {
        assert.ok(words.has(word) || known.has(word), `${name}: ${word}`);
      }
    }
    for (const row of records(files.get('cim-fields.csv') ?? '', '# azlog')) {
      const target = row['label'] === '' ? row['key'] : `${row['key']}: ${row['label']}`;
      assert.ok(keys.has(target ?? ''), target);
    }
  });

  test('event types look for categories and classes of the catalogue, and have their tags', () => {
    const entries = catalogueEntries();
    const categories = new Set(
      entries.flatMap((entry) => [
        entry.category,
        ...entry.subcategories.map((sub) => `${entry.category}:${sub}`),
      ]),
    );
    const classes = new Set(entries.map((entry) => `${entry.provider}:${entry.eventId}`));
    const [searches, tags] = [conf('eventtypes'), conf('tags')];
    for (const type of eventTypes) {
      for (const category of type.categories ?? []) assert.ok(categories.has(category), category);
      for (const one of type.classes ?? []) assert.ok(classes.has(one), one);
      assert.match(
        searches.get(type.name)?.get('search') ?? '',
        / \((?:EventlogCategory|event_class) IN \(".*"\)\)$/,
      );
      assert.deepEqual([...(tags.get(`eventtype=${type.name}`)?.keys() ?? [])], type.tags);
    }
    assert.equal(tags.size, searches.size);
  });

  test('the lookup has every catalogued event once', () => {
    const rows = records(files.get('lookups/azlog-events.csv') ?? '');
    assert.deepEqual(
      rows.map((row) => row['event_class']),
      catalogueEntries().map((entry) => `${entry.provider}:${entry.eventId}`),
    );
    const actionOf = (id: number) =>
      rows.find((row) => row['event_class'] === `Microsoft-Windows-Security-Auditing:${id}`)?.['action'];
    assert.deepEqual([4720, 4726, 4738, 4740, 4767, 5156, 5157, 4624].map(actionOf), [
      'created',
      'deleted',
      'modified',
      'lockout',
      'unlocked',
      'allowed',
      'blocked',
      '',
    ]);
  });

  for (const { name, event, message } of messages) {
    test(`the patterns read header, host, pairs and labels: ${name}`, () => {
      const { extensions, classId, name: title, severity } = parseCef(message);
      const line = `<134>Nov 14 22:13:20 dc1 CEF: ${message}`;
      const header = new RegExp(setting('azlog-header', 'REGEX')).exec(message);
      assert.deepEqual(header?.slice(4), [classId, title, severity]);
      assert.equal(new RegExp(setting('azlog-host', 'REGEX')).exec(line)?.[1], event.host);
      const pairs = pairsBy(setting('azlog-pairs', 'REGEX'), line);
      assert.deepEqual(pairs, Object.fromEntries(extensions));
      const labelled = [...extensions].flatMap(([key, label]) =>
        key.endsWith('Label') && extensions.has(key.slice(0, -5))
          ? [[label, extensions.get(key.slice(0, -5))]]
          : [],
      );
      assert.deepEqual(pairsBy(setting('azlog-labelled', 'REGEX'), line), Object.fromEntries(labelled));
    });
  }
});

function pairsBy(pattern: string, text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(new RegExp(pattern, 'g'))].map(([, key = '', value = '']) => [
      key,
      value.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 'r' ? '\r' : char)),
    ]),
  );
}
