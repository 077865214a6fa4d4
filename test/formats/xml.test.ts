import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { smallestWhole } from '../../src/formats/shortening.ts';
import { createXml } from '../../src/formats/xml.ts';
import { decodeEventXml } from '../../src/records/windows/reading/decode-event.ts';
import { linesOf, missing } from '../records/shared-data.ts';
import { factsOf } from '../records/windows-fields.ts';
import { codePoint } from '../support/code-points.ts';
import { checkForm, dataOf, start } from './read-xml.ts';
import { sampleEvent } from './sample-event.ts';

const xml = createXml();
const whole = Number.POSITIVE_INFINITY;

function withData(data: string, system = ''): string {
  return `${start}<System><Provider Name='Microsoft-Windows-Security-Auditing' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/><EventID>4688</EventID><Version>2</Version><Level>0</Level><Task>13312</Task><Opcode>0</Opcode><Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime='2026-01-31T08:00:00.1234567Z'/><EventRecordID>4711</EventRecordID><Correlation/><Execution ProcessID='4' ThreadID='8'/><Channel>Security</Channel><Computer>DC01</Computer><Security/>${system}</System>${data}</Event>`;
}

test('the XML that Windows wrote stands as it is, with the uid behind all of it', () => {
  const raw = withData(
    `<EventData><Data Name='A'>x > y &amp; "z" 'q' ]]&gt; é 😀</Data><Data Name='B'></Data></EventData>`,
  );
  const event = decodeEventXml(raw);
  const message = xml.format(event, whole);
  assert.equal(message, raw.replace('</Event>', `<AzlogUid>${event.uid}</AzlogUid></Event>`));
  checkForm(message);
});

test('the origin of the row is beside the uid', () => {
  const row = { partitionKey: 'p', rowKey: 'r', deploymentId: 'd-1', role: 'IaaS', roleInstance: '_VM<1>' };
  const message = xml.format(decodeEventXml(withData('<EventData/>'), row), whole);
  assert.ok(
    message.endsWith(
      '<AzlogDeploymentId>d-1</AzlogDeploymentId><AzlogRole>IaaS</AzlogRole><AzlogRoleInstance>_VM&lt;1&gt;</AzlogRoleInstance></Event>',
    ),
    message,
  );
  checkForm(message);
});

test('line breaks and TAB in values become references, and parse back as they were', () => {
  const raw = withData("<EventData><Data Name='A'>a\r\n\t\tb]]></Data><Data Name='B'>\nc</Data></EventData>");
  const message = xml.format(decodeEventXml(raw), whole);
  assert.ok(message.includes("<Data Name='A'>a&#13;&#10;&#9;&#9;b]]&gt;</Data>"), message);
  checkForm(message);
  assert.deepEqual(dataOf(decodeEventXml(message)), [
    ['A', 'a\r\n\t\tb]]>'],
    ['B', '\nc'],
  ]);
});

test('XML in another form is written in the one that Windows gives it, with nothing left out', () => {
  const pretty = `\ufeff<?xml version="1.0" encoding="utf-8"?>
<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">
  <!-- exported -->
  <System>
    <Provider Name="It's" Guid="{1}" EventSourceName='x"y'/>
    <EventID Qualifiers="16384">7036</EventID><TimeCreated SystemTime="2026-01-31T08:00:00.1234567Z"/>
    <Channel>System</Channel><Computer>DC01</Computer>
  </System>
  <EventData>
    <Data Name="param1"><![CDATA[a < b]]></Data>
    <Binary>00FF</Binary>
  </EventData>
</Event>
`;
  const event = decodeEventXml(pretty);
  const message = xml.format(event, whole);
  assert.equal(
    message,
    `${start}<System><Provider Name='It&apos;s' Guid='{1}' EventSourceName='x"y'/><EventID Qualifiers='16384'>7036</EventID><TimeCreated SystemTime='2026-01-31T08:00:00.1234567Z'/><Channel>System</Channel><Computer>DC01</Computer></System><EventData><Data Name='param1'>a &lt; b</Data><Binary>00FF</Binary></EventData><AzlogUid>${event.uid}</AzlogUid></Event>`,
  );
  checkForm(message);
});

test('what is no XML becomes XML: control characters, references to them, half surrogates, unknown prefixes', () => {
  for (const [data, expected] of [
    ["<EventData><Data Name='A'>a\x01b\0c</Data></EventData>", 'a\ufffdb\ufffdc'],
    ["<EventData><Data Name='A'>a&#1;b&#xFFFF;</Data></EventData>", 'a\ufffdb\ufffd'],
    ["<EventData><Data Name='A'>a\ud800b\uffff</Data></EventData>", 'a\ufffdb\ufffd'],
    ['<UserData><x:Wrapper><x:A y:k="1">ab</x:A></x:Wrapper></UserData>', 'ab'],
  ] as const) {
    const message = xml.format(decodeEventXml(withData(data)), whole);
    checkForm(message);
    const found = dataOf(decodeEventXml(message)).find(([name]) => name === 'A');
    assert.equal(found?.[1], expected);
  }
});

test('an event without XML is written from what is known of it, and reads back equal', () => {
  const event = sampleEvent(
    4688,
    [
      ['CommandLine', 'cmd /c "a & b" <x>\r\n\t]]>'],
      ["It's", ''],
      ['A', '1'],
      ['A', '2'],
    ],
    { activityId: '{1}', userSid: 'S-1-5-18', version: 2, level: 4, opcode: 1 },
  );
  const message = xml.format(event, whole);
  checkForm(message);
  const back = decodeEventXml(message);
  const { uid: _, raw: __, names: ___, values: ____, ...facts } = back;
  assert.deepEqual(back.facts, event.facts);
  const expected = { ...sampleEvent(0, {}), ...event };
  for (const [key, value] of Object.entries(facts)) {
    if (key === 'facts' || key === 'description') continue;
    assert.equal(value, new Map(Object.entries(expected)).get(key), key);
  }
  assert.deepEqual(dataOf(back), dataOf(event));
});

test('the rendered text stands where there is nothing else to tell', () => {
  const event = sampleEvent(7036, {}, { description: 'The service\r\nstopped.' });
  const message = xml.format(event, whole);
  assert.ok(
    message.includes('<RenderingInfo><Message>The service&#13;&#10;stopped.</Message></RenderingInfo>'),
  );
  assert.equal(decodeEventXml(message).description, event.description);
  assert.ok(!xml.format({ ...event, names: ['A'], values: ['1'] }, whole).includes('RenderingInfo'));
});

test('any text in any place makes one line of XML that reads back equal, within any size', () => {
  const text = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 60 }),
    fc.string({
      unit: fc.constantFrom(']', '>', '<', '&', '\0', "'", '"', '\n', '\t', ' ', '😀', '\ud800'),
      maxLength: 20,
    }),
    fc
      .tuple(fc.constantFrom('&', 'é', '😀', '\n', 'a '), fc.integer({ min: 1, max: 3000 }))
      .map(([s, n]) => s.repeat(n)),
  );
  const fields = fc.array(fc.tuple(fc.string({ minLength: 1, maxLength: 20 }), text), { maxLength: 20 });
  fc.assert(
    fc.property(fields, text, fc.integer({ min: smallestWhole, max: 6000 }), (pairs, other, size) => {
      const event = sampleEvent(4624, pairs, {
        provider: other,
        channel: other,
        host: other,
        uid: other,
      });
      const message = xml.format(event, whole);
      checkForm(message);
      assert.deepEqual(dataOf(decodeEventXml(message)), dataOf(event));
      const small = xml.format(event, size);
      checkForm(small);
      assert.ok(Buffer.byteLength(small) <= size);
    }),
    { numRuns: 150 },
  );
});

test('raw XML with any text in a value is copied or written anew, and reads back equal', () => {
  const raw = fc.string({
    unit: fc.oneof(
      fc.constantFrom(']', '>', '&amp;', '&#10;', '&lt;', "'", '"', ':', '\r\n', '\t', '&#2;', '\u0085'),
      fc.string({ unit: codePoint, minLength: 1, maxLength: 1 }),
    ),
    maxLength: 20,
  });
  fc.assert(
    fc.property(raw, (value) => {
      const text = value.replace(/<|&(?!amp;|#10;|lt;|#2;)/g, '');
      const event = decodeEventXml(withData(`<EventData><Data Name='A'>${text}</Data></EventData>`));
      const message = xml.format(event, whole);
      checkForm(message);
      assert.deepEqual(dataOf(decodeEventXml(message)), dataOf(event));
    }),
    { numRuns: 300 },
  );
});

for (const size of [1_024, 4_096, 8_192]) {
  test(`a command line of 100 KB fits into ${size} bytes, and the marker says so`, () => {
    const fields = [
      ['NewProcessName', 'C:\\Windows\\System32\\cmd.exe'],
      ['CommandLine', 'cmd & 😀 '.repeat(10_000)],
      ['SubjectUserName', 'bob'],
    ] as const;
    const rows = fields.map(
      ([name, value]) => `<Data Name='${name}'>${value.replaceAll('&', '&amp;')}</Data>`,
    );
    for (const event of [
      decodeEventXml(withData(`<EventData>${rows.join('')}</EventData>`)),
      sampleEvent(4688, [...fields]),
    ]) {
      const message = xml.format(event, size);
      checkForm(message);
      const bytes = Buffer.byteLength(message);
      assert.ok(bytes <= size && bytes > size * 0.85, String(bytes));
      const values = new Map(dataOf(decodeEventXml(message)));
      assert.equal(values.get('SubjectUserName'), 'bob');
      assert.equal(values.get('AzlogShortened'), 'CommandLine');
      const kept = values.get('CommandLine') ?? '';
      assert.ok(kept.length > 50 && (fields[1][1].startsWith(kept) || event.raw === undefined));
      // What the fields do not tell is kept as it was.
      assert.equal(message.includes("Guid='{54849625"), event.raw !== undefined);
    }
  });
}

test('fields go where shortening is not enough, then what surrounds them, and the marker says so', () => {
  const many = Array.from({ length: 80 }, (_, i) => [`Field${i}`, `value ${'v'.repeat(i)}`] as const);
  const message = xml.format(sampleEvent(4624, [...many]), 1_024);
  checkForm(message);
  const values = new Map(dataOf(decodeEventXml(message)));
  assert.equal(values.get('Field0'), 'value ');
  assert.equal(values.get('Field79'), undefined);
  assert.match(values.get('AzlogDropped') ?? '', /^Field\d+,.*\+\d+$/);
  const long = 'x&'.repeat(500);
  const least = xml.format(
    sampleEvent(4624, [...many], { provider: long, channel: long, host: long }),
    1_024,
  );
  checkForm(least);
  const back = decodeEventXml(least);
  assert.deepEqual([back.id, factsOf(back).recordId, dataOf(back)], [4624, '12345', [['AzlogDropped', '*']]]);
  assert.throws(() => xml.format(sampleEvent(1, [...many]), 100), /size of 100 bytes is too small/);
});

/** The patterns of the Splunk Add-on for Microsoft Windows: block, fields, channel, event id, computer. */
test('what the add-on of Splunk looks for is found', () => {
  const raw = withData("<EventData><Data Name='A'>1</Data><Data Name='B C'>x&amp;y</Data></EventData>");
  for (const event of [
    decodeEventXml(raw),
    decodeEventXml(raw.replaceAll("'", '"')),
    { ...decodeEventXml(raw), xml: undefined },
  ]) {
    const message = xml.format(event, whole);
    const block = /<EventData(?:\s+[^>]+)?>(.*?)<\/EventData>/s.exec(message)?.[1] ?? '';
    const fields = [...block.matchAll(/<(?:\w+)\sName='([^>]*)'\/?>([^<]*)/g)].map(([, name, value]) => [
      name,
      value,
    ]);
    assert.deepEqual(fields, [
      ['A', '1'],
      ['B C', 'x&amp;y'],
    ]);
    assert.match(`\n${message}`, /([\r\n]+)<Event\sxmlns/);
    assert.equal(/<Channel>(.+?)<\/Channel>.*/.exec(message)?.[1], 'Security');
    assert.equal(/<EventID>(\d+)<\/EventID>/.exec(message)?.[1], '4688');
  }
});

const invalid = 'windows/invalid-xml-events.jsonl';
test('real events that are no XML become XML', { skip: missing(invalid) }, (t) => {
  const events = linesOf(invalid).map((line) => decodeEventXml(String(JSON.parse(line).xml)));
  for (const event of events) {
    const message = xml.format(event, whole);
    checkForm(message);
    assert.deepEqual(dataOf(decodeEventXml(message)), dataOf(event));
  }
  t.diagnostic(`${events.length} events`);
});

test('an event with a prefix is written without it, where its names mean the same without', () => {
  const uri = 'http://schemas.microsoft.com/win/2004/08/events/event';
  const body = (p: string): string =>
    `<${p}System><${p}Provider Name='P'/><${p}EventID Qualifiers='16384'>7036</${p}EventID><${p}TimeCreated SystemTime='2026-01-31T08:00:00Z'/><${p}Channel>A</${p}Channel><${p}Computer>DC01</${p}Computer></${p}System>`;
  for (const [raw, expected] of [
    [
      `<e:Event xmlns:e='${uri}'>${body('e:')}<e:EventData><e:Data Name='A'>1</e:Data></e:EventData></e:Event>`,
      `<Event xmlns='${uri}' xmlns:e='${uri}'>${body('')}<EventData><Data Name='A'>1</Data></EventData>`,
    ],
    // An element that declares a namespace of its own keeps its names, and so do those within it.
    [
      `<e:Event xmlns:e='${uri}'>${body('e:')}<e:UserData><X xmlns='u'><e:Y>1</e:Y></X><e:Z xmlns:e='v'>2</e:Z></e:UserData></e:Event>`,
      `<Event xmlns='${uri}' xmlns:e='${uri}'>${body('')}<UserData><X xmlns='u'><e:Y>1</e:Y></X><e:Z xmlns:e='v'>2</e:Z></UserData>`,
    ],
    // Without its prefix a name would be in another namespace, or it is declared nowhere.
    [
      `<e:Event xmlns:e='${uri}' xmlns='other'>${body('e:')}<e:EventData/></e:Event>`,
      `<e:Event xmlns:e='${uri}' xmlns='other'>${body('e:')}<e:EventData/>`,
    ],
    [
      `<e:Event>${body('e:')}<e:EventData/></e:Event>`,
      `<e:Event xmlns:e='urn:undeclared:e'>${body('e:')}<e:EventData/>`,
    ],
  ] as const) {
    const event = decodeEventXml(raw);
    const message = xml.format(event, whole);
    assert.equal(
      message,
      `${expected}<AzlogUid>${event.uid}</AzlogUid></${expected.startsWith('<e:') ? 'e:' : ''}Event>`,
    );
    const parsed = decodeEventXml(message);
    assert.deepEqual([parsed.id, parsed.host], [7036, 'DC01']);
    const parser = new SaxesParser({ xmlns: true });
    parser.on('error', (error) => assert.fail(`${error.message}: ${message}`));
    parser.write(message).close();
  }
});
