import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AzlogError } from '../../src/errors.ts';
import { parseEvent, truncatedField } from '../../src/records/windows/reading/parse-event.ts';
import { eventXml } from './event-xml.ts';

function fieldsOf(xml: string, allowTruncated = false): (readonly [string, string])[] {
  const { names, values } = parseEvent(xml, allowTruncated);
  assert.equal(names.length, values.length);
  assert.ok(!names.includes(''));
  return names.map((name, i) => [name, values[i] ?? ''] as const);
}

function refusal(xml: string, allowTruncated = false): string {
  try {
    parseEvent(xml, allowTruncated);
  } catch (error) {
    assert.ok(error instanceof AzlogError);
    assert.equal(error.code, 'XML_INVALID');
    assert.equal(error.kind, 'permanent');
    return error.message;
  }
  return assert.fail(`not refused: ${xml}`);
}

describe('parseEvent', () => {
  it('reads CDATA, comments, layout, a declaration, a byte order mark and a prefix', () => {
    const data =
      "<EventData>\r\n  <!-- a -->\r\n  <Data Name='A'><![CDATA[<b>&amp;]]>]<![CDATA[]]></Data>\r\n\t<Data>\r\n</Data></EventData>\r\n";
    const xml = `\ufeff<?xml version="1.1"?>\r\n<!-- b -->\r\n${eventXml({ data })}\r\n`;
    assert.deepEqual(fieldsOf(xml), [
      ['A', '<b>&amp;]'],
      ['Data2', '\r\n'],
    ]);
    const prefixed = eventXml().replace(/<(\/?)(Event|System|Channel|Data)\b/g, '<$1e:$2');
    assert.deepEqual(parseEvent(prefixed), parseEvent(eventXml()));
  });

  it('takes the description from RenderingInfo and nothing else', () => {
    const data =
      "<EventData><Data Name='A'>1</Data></EventData><RenderingInfo Culture='de-DE'><Message>Ein Konto\r\nwurde</Message>" +
      '<Level>Informationen</Level><Keywords><Keyword>\u00dcberwachung gescheitert</Keyword></Keywords></RenderingInfo>';
    const event = parseEvent(eventXml({ data }));
    assert.equal(event.description, 'Ein Konto\r\nwurde');
    assert.equal(event.level, 0);
    assert.deepEqual(event.names, ['A']);
  });

  it('names nested elements and attributes by their path', () => {
    const data =
      "<UserData><Installed xmlns='u' version='2'>\n<Service clsid='{1}' name='Wpd'/><Reason>low <b>disk</b> space</Reason>" +
      '<List><Item>1</Item><Item x:n="2">3</Item><Item/><Item e=""></Item></List></Installed></UserData>';
    assert.deepEqual(fieldsOf(eventXml({ data })), [
      ['Installed.version', '2'],
      ['Service.clsid', '{1}'],
      ['Service.name', 'Wpd'],
      ['Reason', 'low '],
      ['Reason.b', 'disk'],
      ['Reason', ' space'],
      ['List.Item', '1'],
      ['List.Item.n', '2'],
      ['List.Item', '3'],
      ['List.Item', ''],
      ['List.Item.e', ''],
    ]);
  });

  it('keeps all of EventData that has nesting, other elements and other attributes', () => {
    const data =
      "<EventData Name='T'>loose<Data Name='A' Type='xs:string'>1</Data><Data><Envelope><S:To id='t'>x</S:To></Envelope></Data>" +
      "<ComplexData Name='B'>01</ComplexData><ComplexData/><Binary>FF</Binary></EventData>";
    assert.deepEqual(fieldsOf(eventXml({ data })), [
      ['EventData.Name', 'T'],
      ['EventData', 'loose'],
      ['A.Type', 'xs:string'],
      ['A', '1'],
      ['Data2.Envelope.To.id', 't'],
      ['Data2.Envelope.To', 'x'],
      ['B', '01'],
      ['ComplexData', ''],
      ['Binary', 'FF'],
    ]);
  });

  it('keeps what stands beside EventData', () => {
    const data =
      '<ProcessingErrorData><ErrorCode>13</ErrorCode></ProcessingErrorData><BinaryEventData>AB</BinaryEventData>';
    assert.deepEqual(fieldsOf(eventXml({ data })), [
      ['ProcessingErrorData.ErrorCode', '13'],
      ['BinaryEventData', 'AB'],
    ]);
  });

  it('keeps names short however deep the nesting', () => {
    const deep = 2000;
    const data = `<UserData><W>${'<n>x'.repeat(deep)}${'</n>'.repeat(deep)}</W></UserData>`;
    const fields = fieldsOf(eventXml({ data }));
    assert.equal(fields.length, deep);
    assert.ok(fields.every(([name, value]) => name.length <= 40 && value === 'x'));
  });

  it('reads what Windows writes although XML forbids it', () => {
    const data =
      "<EventData><Data Name='A'>\u0001\u000f-\u0000</Data><Data Name='B'>&#1;&#x1f;&#0;</Data>" +
      "<Data Name='C'>&#xD83D;&#xDE00;\ud800x&#xdc00;</Data><Data Name='D'>a]]>b</Data><Data Name='E\u0002'>\ufffe\uffff</Data>" +
      "<Data Name='F'><s:Envelope>\u0003</s:Envelope></Data></EventData>";
    assert.deepEqual(fieldsOf(eventXml({ data })), [
      ['A', '\u0001\u000f-\u0000'],
      ['B', '\u0001\u001f\u0000'],
      ['C', '\u{1f600}\ud800x\udc00'],
      ['D', 'a]]>b'],
      ['E\u0002', '\ufffe\uffff'],
      ['F.Envelope', '\u0003'],
    ]);
  });

  it('keeps text that looks like what it hides from the parser', () => {
    const value = '\ue000\ue001\ue000000d\ue0000\ue0010001';
    const data = `<EventData><Data Name='A'>${value}\r\u0001</Data></EventData>`;
    assert.deepEqual(fieldsOf(eventXml({ data })), [['A', `${value}\r\u0001`]]);
  });

  const invalid: Readonly<Record<string, string>> = {
    'an element that is closed twice': eventXml().replace('</EventData>', '</EventData></EventData>'),
    'crossed elements': eventXml({ data: '<UserData><a><b></a></b></UserData>' }),
    'an unknown entity': eventXml({ data: "<EventData><Data Name='A'>&nbsp;</Data></EventData>" }),
    'a raw ampersand': eventXml({ data: "<EventData><Data Name='A'>a & b</Data></EventData>" }),
    'a reference beyond Unicode': eventXml({
      data: "<EventData><Data Name='A'>&#x110000;</Data></EventData>",
    }),
    'an attribute that comes twice': eventXml({ data: "<EventData><Data Name='A' Name='B'/></EventData>" }),
    'an attribute without quotes': eventXml({ data: '<EventData><Data Name=A>1</Data></EventData>' }),
    'two events': `${eventXml()}${eventXml()}`,
    'text around the event': `2026 ${eventXml()}`,
    'another root': '<Events></Events>',
    'an event that ends early': eventXml().slice(0, -30),
    'no XML': 'Logon failed',
    nothing: '',
  };
  for (const [what, xml] of Object.entries(invalid)) {
    it(`refuses ${what}`, () =>
      assert.match(refusal(xml), /^The event XML cannot be read: .+ Expected is one/));
  }

  it('takes time in proportion to the length of nonsense', () => {
    const started = process.cpuUsage();
    for (const piece of [
      "<a '",
      '<![CDATA[',
      '<!--',
      '<?x',
      '<a',
      '<a>',
      '&#1;',
      "<a b='",
      ']]>',
      '\ue000\ue001',
    ]) {
      const text = eventXml({ data: `<EventData><Data Name='A'>${piece.repeat(60_000)}` });
      try {
        parseEvent(text, true);
      } catch (error) {
        assert.ok(error instanceof AzlogError);
      }
    }
    const { user, system } = process.cpuUsage(started);
    assert.ok(user + system < 5_000_000, `${(user + system) / 1e6} s`);
  });
});

describe('parseEvent of XML that was cut off', () => {
  const whole = eventXml({
    data: "<EventData><Data Name='A'>one</Data><Data Name='B'>t&#10;wo</Data><Data Name='C'><![CDATA[th]ree]]></Data></EventData>",
  });
  const marker = [truncatedField, 'true'] as const;

  it('keeps the complete fields and what there is of the last, wherever it is cut', () => {
    const values = { A: 'one', B: 't\nwo', C: 'th]ree' };
    const start = whole.indexOf('<EventData>') + '<EventData>'.length;
    for (let length = start; length < whole.length; length++) {
      const cut = whole.slice(0, length);
      const fields = fieldsOf(cut, true);
      assert.deepEqual(fields.pop(), marker);
      const last = fields.pop();
      for (const [name, value] of fields)
        assert.equal(value, Object.entries(values).find(([key]) => key === name)?.[1]);
      if (last === undefined) continue;
      const full = Object.entries(values).find(([key]) => key === last[0])?.[1];
      assert.ok(
        full?.startsWith(last[1]) === true,
        `${last[0]}=${JSON.stringify(last[1])} of ${cut.slice(start)}`,
      );
      assert.match(refusal(cut), /ends too early/);
    }
  });

  it('keeps the partial text', () => {
    const cut = (until: string): string => whole.slice(0, whole.indexOf(until) + until.length);
    assert.deepEqual(fieldsOf(cut('t&#10;w'), true), [['A', 'one'], ['B', 't\nw'], marker]);
    assert.deepEqual(fieldsOf(cut('t&#1'), true), [['A', 'one'], ['B', 't'], marker]);
    assert.deepEqual(fieldsOf(cut('[th]r'), true), [['A', 'one'], ['B', 't\nwo'], ['C', 'th]r'], marker]);
    assert.deepEqual(fieldsOf(cut("<Data Name='B"), true), [['A', 'one'], marker]);
    assert.deepEqual(fieldsOf(`${cut('t&#10;wo')}\ud83d`, true), [['A', 'one'], ['B', 't\nwo'], marker]);
    assert.deepEqual(fieldsOf(`${cut('wo</Data>')}<!-- <x`, true), [['A', 'one'], ['B', 't\nwo'], marker]);
  });

  it('refuses what is no beginning of an event', () => {
    assert.match(refusal('', true), /cannot be read/);
    assert.match(refusal('<Even', true), /ends too early/);
    assert.match(refusal(`${whole.slice(0, -9)}</Data>`, true), /cannot be read/);
  });
});
