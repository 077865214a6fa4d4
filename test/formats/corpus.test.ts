import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { decodeEventXml } from '../../src/events/decode-event.ts';
import type { SecurityEvent } from '../../src/events/security-event.ts';
import { createCef } from '../../src/formats/cef.ts';
import { createLeef } from '../../src/formats/leef.ts';
import { mappings } from '../../src/formats/mapping.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';

const folder = join(import.meta.dirname, '../../../shared/data');
const files = ['security-evtx', 'security-examples', 'security-bulk', 'other-channels'];
const skip = existsSync(folder) ? false : 'the shared events are not there';

const lists = new Set([
  'AccessList',
  'AccessMask',
  'AccessReason',
  'AllowedToDelegateTo',
  'DeviceClaims',
  'DisabledPrivilegeList',
  'EnabledPrivilegeList',
  'GroupMembership',
  'PrivilegeList',
  'Properties',
  'ServicePrincipalNames',
  'SidList',
  'StagingReason',
  'UserAccountControl',
  'UserClaims',
]);

/** A value as the specification lets it arrive: white space of any kind and number counts as one space. */
function plain(value: string): string {
  return value
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** Every value that a message holds, and the parts of `DOMAIN\name`. */
function held(values: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const value of values) {
    const text = plain(value);
    found.add(text);
    const slash = text.indexOf('\\');
    if (slash > 0) found.add(text.slice(0, slash)).add(text.slice(slash + 1));
  }
  return found;
}

function missing(event: SecurityEvent, values: ReadonlySet<string>, lost: RegExp): readonly string[] {
  return event.values.flatMap((value, index) => {
    const name = event.names[index] ?? '';
    const trimmed = value.replace(/^[\s\p{Cc}]+|[\s\p{Cc}]+$/gu, '');
    if (trimmed === '' || trimmed === '-') return [];
    const text = plain(
      (lists.has(name) ? trimmed.replace(/\s*[\r\n]+\s*/g, ', ') : trimmed).replace(lost, ' '),
    );
    return values.has(text) ? [] : [`${name}=${text.slice(0, 100)}`];
  });
}

function sizesOf(file: string, list: string): ReadonlyMap<string, number> {
  const entries: readonly { readonly key: string; readonly length?: unknown }[] = JSON.parse(
    readFileSync(join(folder, 'conformance', file), 'utf8'),
  )[list];
  return new Map(
    entries.flatMap(({ key, length }) => (typeof length === 'number' ? [[key, length] as const] : [])),
  );
}

test('every real event is one line in both formats, obeys them, and holds every value of its data', {
  skip,
}, (t) => {
  const sizes = sizesOf('cef-extension-dictionary.json', 'extensions');
  const cef = createCef();
  const tabs = createLeef();
  const carets = createLeef({ version: '2.0', delimiter: '^', time: 'text', replacePipe: true });
  const ids = { own: new Set<string>(), general: new Set<string>() };
  let count = 0;
  for (const file of files) {
    const text = gunzipSync(readFileSync(join(folder, 'windows', `${file}.xml.gz`))).toString('utf8');
    for (const xml of text.split('\n')) {
      if (xml === '') continue;
      const event = decodeEventXml(xml);
      const where = `${file}: ${event.provider} ${event.eventId}`;
      count++;
      ids[mappings[event.provider]?.[event.eventId] === undefined ? 'general' : 'own'].add(where);

      const line = cef.format(event, Number.POSITIVE_INFINITY);
      assert.ok(!/[\r\n\t\0]/.test(line), where);
      const message = parseCef(line, { sizes });
      assert.equal(message.classId, `${event.provider}:${event.eventId}`, where);
      assert.equal(message.extensions.get('rt'), String(event.time), where);
      assert.deepEqual(missing(event, held(message.extensions.values()), /$^/g), [], where);

      for (const [leef, lost] of [
        [tabs, /$^/g],
        [carets, /[\^|]/g],
      ] as const) {
        const leefLine = leef.format(event, Number.POSITIVE_INFINITY);
        assert.ok(!/[\r\n\0]/.test(leefLine), where);
        const { attributes, eventId } = parseLeef(leefLine);
        assert.equal(eventId, String(event.eventId), where);
        assert.deepEqual(missing(event, held(attributes.values()), lost), [], where);
      }
      // Small enough for every receiver, and still a message.
      const small = cef.format(event, 1024);
      assert.ok(Buffer.byteLength(small) <= 1024, where);
      parseCef(small, { sizes });
    }
  }
  assert.ok(count > 30_000, String(count));
  t.diagnostic(
    `${count} events; distinct ids by file: ${ids.own.size} with a mapping of their own, ${ids.general.size} general`,
  );
});
