import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseCef } from './cef.ts';

const header = 'CEF:0|Vendor|Product|1.0|4624|An account was logged on|3|';

function extensionsOf(extension: string): Record<string, string> {
  return Object.fromEntries(parseCef(header + extension).extensions);
}

describe('parseCef', () => {
  it('reads header and extension', () => {
    const message = parseCef(
      String.raw`CEF:1|Ven\|dor|Pro\\duct||a=b|na=me|Very-High|src=10.0.0.1 msg=C:\\x a\=b\nc | d cnt=2`,
    );
    assert.deepEqual(
      { ...message, extensions: Object.fromEntries(message.extensions) },
      {
        version: 1,
        vendor: 'Ven|dor',
        product: 'Pro\\duct',
        deviceVersion: '',
        classId: 'a=b',
        name: 'na=me',
        severity: 'Very-High',
        extensions: { src: '10.0.0.1', msg: 'C:\\x a=b\nc | d', cnt: '2' },
      },
    );
    assert.deepEqual(extensionsOf(''), {});
    assert.deepEqual(extensionsOf('cs1=a  b cs1Label=L'), { cs1: 'a  b', cs1Label: 'L' });
    assert.deepEqual(extensionsOf(String.raw`msg=a\r\n\\=x`.replace('\\\\=', '\\\\\\=')), {
      msg: 'a\r\n\\=x',
    });
  });

  const forbidden: Readonly<Record<string, readonly [string, RegExp]>> = {
    'another version': [header.replace('CEF:0', 'CEF:2'), /no CEF:0/],
    'a prefix': [`<13>Mar  1 10:20:30 host ${header}`, /no CEF:0/],
    'a missing pipe': [header.slice(0, -1), /7 pipes/],
    'one pipe too many': [header.replace('Product', 'Pro|duct'), /severity "An account/],
    'an unknown escape in the header': [header.replace('Product', 'Pro\\=duct'), /backslash before "="/],
    'a TAB in the header': [header.replace('Product', 'Pro\tduct'), /control character/],
    'a long header field': [header.replace('Vendor', 'V'.repeat(64)), /more than 63/],
    'a long name': [header.replace('An account', 'A'.repeat(513)), /more than 512/],
    'a severity beyond 10': [header.replace('|3|', '|11|'), /severity "11"/],
    CR: [`${header}msg=a\rb`, /raw CR, LF or NUL/],
    LF: [`${header}msg=a\n`, /raw CR, LF or NUL/],
    NUL: [`${header}msg=a\0b`, /raw CR, LF or NUL/],
    'half a surrogate pair': [`${header}msg=a\ud800b`, /surrogate/],
    'a byte order mark': [`\ufeff${header}`, /byte order mark/],
    'an empty value': [`${header}src= dst=1.2.3.4`, /src has no value/],
    'an empty last value': [`${header}src=1.2.3.4 dst=`, /dst has no value/],
    'a key that comes twice': [`${header}src=1 src=2`, /src comes twice/],
    'a key with other characters': [`${header}src=1 my_key=2`, /no key of letters and digits/],
    'an unescaped = in a value': [`${header}msg=a=b`, /unescaped "="/],
    'an unescaped = behind a space': [`${header}msg=a %%b=c`, /no key of letters and digits/],
    'an escape of a pipe in a value': [`${header}msg=a\\|b`, /backslash before "\|"/],
    'a backslash at the end': [`${header}msg=a\\`, /backslash before ""/],
    'two spaces between pairs': [`${header}src=1  dst=2`, /spaces around/],
    'a space at the end': [`${header}src=1 `, /spaces around/],
    'a space before the first key': [`${header} src=1`, /no key/],
    'no pair at all': [`${header}text`, /no key/],
    'a field without label': [`${header}cs1=x`, /cs1 has no cs1Label/],
    'a label without field': [`${header}cn2Label=x`, /there is no cn2/],
    'a label that comes twice': [`${header}cs1=x cs1Label=L cs2=y cs2Label=L`, /label "L" comes twice/],
    "a consumer's key": [`${header}rawEvent=x`, /for consumers only/],
  };
  for (const [what, [line, message]] of Object.entries(forbidden)) {
    it(`refuses ${what}`, () => assert.throws(() => parseCef(line), { message }));
  }

  it('refuses values above the sizes given, counted in characters', () => {
    const sizes = new Map([['outcome', 4]]);
    assert.equal(parseCef(`${header}outcome=😀😀😀😀`, { sizes }).extensions.get('outcome'), '😀😀😀😀');
    assert.throws(
      () => parseCef(`${header}outcome=12345`, { sizes }),
      /outcome has 5 characters, more than 4/,
    );
  });

  const cases = new URL('../../../../shared/data/conformance/cef-cases.jsonl', import.meta.url);
  const skip = existsSync(cases)
    ? false
    : 'no ../shared/data/conformance/cef-cases.jsonl beside the repository';
  it('agrees with another parser on every line that it takes', { skip }, (test) => {
    let taken = 0;
    let compared = 0;
    for (const json of readFileSync(cases, 'utf8').split('\n')) {
      if (json === '') continue;
      const { line, expected, expectedForm } = JSON.parse(json);
      let message: ReturnType<typeof parseCef>;
      try {
        message = parseCef(line.slice(Math.max(line.indexOf('CEF:'), 0)));
      } catch {
        // Most of the lines break the standard somewhere: other parsers are lenient.
        continue;
      }
      taken += 1;
      if (expectedForm !== 'jcustenborder') continue;
      compared += 1;
      assert.deepEqual(Object.fromEntries(message.extensions), expected.extensions, line);
      assert.equal(message.vendor, expected.deviceVendor);
      assert.equal(message.classId, expected.deviceEventClassId);
      assert.equal(message.name, expected.name);
    }
    test.diagnostic(`${taken} lines taken, ${compared} compared`);
    assert.ok(taken > 200 && compared > 40);
  });
});
