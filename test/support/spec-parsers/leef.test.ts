import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseLeef } from './leef.ts';

const one = 'LEEF:1.0|Vendor|Product|1.0|4624|';
const two = 'LEEF:2.0|Vendor|Product|1.0|4624|';

function attributesOf(line: string): Record<string, string> {
  return Object.fromEntries(parseLeef(line).attributes);
}

describe('parseLeef', () => {
  it('reads both versions', () => {
    const message = parseLeef(`${one}cat=Logon\tsev=5\tmsg=a=b | c\\n^`);
    assert.deepEqual(
      { ...message, attributes: Object.fromEntries(message.attributes) },
      {
        version: '1.0',
        vendor: 'Vendor',
        product: 'Product',
        productVersion: '1.0',
        eventId: '4624',
        delimiter: '\t',
        attributes: { cat: 'Logon', sev: '5', msg: 'a=b | c\\n^' },
      },
    );
    assert.equal(parseLeef(`${two}^|cat=Logon^sev=1`).version, '2.0');
    assert.deepEqual(attributesOf(one), {});
  });

  it('reads each way to write the delimiter', () => {
    for (const [field, delimiter] of [
      ['^', '^'],
      ['x5E', '^'],
      ['0x5e', '^'],
      ['x09', '\t'],
      ['', '\t'],
      ['¦', '¦'],
      ['x00a6', '¦'],
    ]) {
      const line = `${two}${field}|cat=a${delimiter}sev=1`;
      assert.equal(parseLeef(line).delimiter, delimiter, line);
      assert.deepEqual(attributesOf(line), { cat: 'a', sev: '1' });
    }
  });

  const forbidden: Readonly<Record<string, readonly [string, RegExp]>> = {
    'another version': [one.replace('1.0', '3.0'), /no LEEF header/],
    'a prefix': [`<13>Mar  1 10:20:30 host ${one}`, /no LEEF header/],
    'a missing pipe': [one.slice(0, -1), /no LEEF header/],
    'an empty event id': [one.replace('4624', ''), /eventId is empty/],
    'a long event id': [one.replace('4624', '4'.repeat(256)), /more than 255/],
    'a TAB in the header': [one.replace('Product', 'Pro\tduct'), /control character/],
    'no delimiter field': [`${two}cat=a`, /no field for the delimiter/],
    'a delimiter of two characters': [`${two}^^|cat=a`, /no delimiter/],
    CR: [`${one}msg=a\rb`, /raw CR, LF or NUL/],
    LF: [`${one}msg=a\n`, /raw CR, LF or NUL/],
    NUL: [`${one}msg=a\0`, /raw CR, LF or NUL/],
    'half a surrogate pair': [`${one}msg=\udc00`, /surrogate/],
    'a TAB in a value': [`${two}^|msg=a\tb`, /TAB in the value of msg/],
    'the delimiter in a value': [`${two}^|msg=a^b^sev=1`, /no key of letters and digits/],
    'the delimiter at the end': [`${one}sev=1\t`, /no key of letters and digits/],
    'a key with other characters': [`${one}my key=1`, /no key of letters and digits/],
    'a pair without =': [`${one}text`, /no key of letters and digits/],
    'an empty value': [`${one}cat=\tsev=1`, /cat has no value/],
    'a key that comes twice': [`${one}cat=a\tcat=b`, /cat comes twice/],
    'severity 0': [`${one}sev=0`, /"0" is no value of sev/],
    'a port beyond 65535': [`${one}srcPort=65536`, /no port/],
    'a port that is no number': [`${one}dstPort=-`, /no value of dstPort/],
    'a reserved attribute': [`${one}isLoginEvent=true`, /reserved/],
    'an identity without address': [`${one}identHostName=h`, /needs identSrc/],
    'a time without its format': [`${one}devTime=Mar 01 2026 10:20:30`, /no devTimeFormat/],
  };
  for (const [what, [line, message]] of Object.entries(forbidden)) {
    it(`refuses ${what}`, () => assert.throws(() => parseLeef(line), { message }));
  }

  it('refuses values above the sizes given', () => {
    const sizes = new Map([['usrName', 3]]);
    assert.deepEqual(Object.fromEntries(parseLeef(`${one}usrName=bob`, { sizes }).attributes), {
      usrName: 'bob',
    });
    assert.throws(() => parseLeef(`${one}usrName=alice`, { sizes }), /usrName has 5 characters, more than 3/);
  });

  const cases = new URL('../../../../shared/data/conformance/leef-cases.jsonl', import.meta.url);
  const skip = existsSync(cases)
    ? false
    : 'no ../shared/data/conformance/leef-cases.jsonl beside the repository';
  it('takes the well-formed lines of others', { skip }, (test) => {
    let taken = 0;
    for (const json of readFileSync(cases, 'utf8').split('\n')) {
      if (json === '') continue;
      const { line } = JSON.parse(json);
      try {
        if (parseLeef(line.slice(Math.max(line.indexOf('LEEF:'), 0))).attributes.size > 0) taken += 1;
      } catch {
        // The others break the format, or are templates.
      }
    }
    test.diagnostic(`${taken} lines taken`);
    assert.ok(taken >= 15);
  });
});
