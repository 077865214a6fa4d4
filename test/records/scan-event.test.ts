import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AzlogError } from '../../src/errors.ts';
import { parseEvent } from '../../src/records/windows/reading/parse-event.ts';
import { scanEvent } from '../../src/records/windows/reading/scan-event.ts';
import type { ScannedEvent } from '../../src/records/windows/reading/scanned-event.ts';
import { codePoint } from '../support/code-points.ts';
import { escapeText, eventXml } from './event-xml.ts';

/** What the scanner gives, after checking that the parser gives the same. */
function scanned(xml: string): ScannedEvent {
  const event = scanEvent(xml);
  assert.ok(event !== undefined, `not scanned: ${xml}`);
  assert.deepEqual(event, parseEvent(xml));
  return event;
}

function fieldsOf(event: ScannedEvent): (readonly [string, string])[] {
  return event.names.map((name, i) => [name, event.values[i] ?? ''] as const);
}

describe('scanEvent', () => {
  it('reads everything in System', () => {
    const { names, values, ...system } = scanned(eventXml());
    assert.deepEqual(names, ['TargetUserName']);
    assert.deepEqual(values, ['alice']);
    assert.deepEqual(system, {
      provider: 'Microsoft-Windows-Security-Auditing',
      eventId: 4624,
      version: 2,
      level: 0,
      task: 12544,
      opcode: 0,
      keywords: '0x8020000000000000',
      timeText: '2026-03-01T10:20:30.1234567Z',
      recordId: '90125',
      channel: 'Security',
      computer: 'web01.contoso.example',
      processId: 712,
      threadId: 4020,
      userSid: 'S-1-5-18',
      activityId: '{7a3f0c55-1a2b-4c3d-8e9f-001122334455}',
      description: '',
    });
  });

  it('reads double quotes, classic providers and elements that are left out', () => {
    const event = scanned(
      eventXml({
        system: {
          Provider: '<Provider Name="Service Control Manager"/>',
          EventID: '<EventID Qualifiers="16384">7045</EventID>',
          Version: '',
          Opcode: '',
          TimeCreated: '<TimeCreated SystemTime="2026-03-01T10:20:30Z"/>',
          Correlation: '',
          Execution: '',
          Security: '<Security/>',
        },
        data: '<EventData><Data Name="ServiceName">spooler</Data><Data Name="Empty"/></EventData>',
      }),
    );
    assert.equal(event.provider, 'Service Control Manager');
    assert.equal(event.eventId, 7045);
    assert.equal(event.version, 0);
    assert.equal(event.processId, 0);
    assert.deepEqual(fieldsOf(event), [
      ['ServiceName', 'spooler'],
      ['Empty', ''],
    ]);
  });

  it('names unnamed Data by their position among all Data', () => {
    const data =
      "<EventData Name='TEMPLATE'><Data>one</Data><Data Name='Second'>two</Data><Data Name=''>three</Data><Data/>" +
      '<Binary>00FF</Binary></EventData>';
    assert.deepEqual(fieldsOf(scanned(eventXml({ data }))), [
      ['EventData.Name', 'TEMPLATE'],
      ['Data1', 'one'],
      ['Second', 'two'],
      ['Data3', 'three'],
      ['Data4', ''],
      ['Binary', '00FF'],
    ]);
  });

  it('keeps repeated names', () => {
    const data =
      "<EventData><Data Name='A'>1</Data><Data Name='A'>2</Data><Data Name='A'>3</Data></EventData>";
    assert.deepEqual(scanned(eventXml({ data })).names, ['A', 'A', 'A']);
  });

  it('gives events of one shape one array of names', () => {
    const data = "<EventData><Data Name='A'>1</Data><Data Name='B'>2</Data></EventData>";
    const other = "<EventData><Data Name='A'>1</Data><Data Name='C'>2</Data></EventData>";
    const first = scanned(eventXml({ data }));
    assert.deepEqual(scanned(eventXml({ data: other })).names, ['A', 'C']);
    assert.equal(scanned(eventXml({ data: data.replace('2', 'x') })).names, first.names);
  });

  it('reads on when there were more names and providers than it remembers', () => {
    for (let i = 0; i < 25_000; i++) {
      const event = scanEvent(
        eventXml({
          system: { Provider: `<Provider Name='P${i % 40}'/>` },
          data: `<EventData><Data Name='Name${i}'>${i}</Data></EventData>`,
        }),
      );
      assert.equal(event?.provider, `P${i % 40}`);
      assert.deepEqual(event.names, [`Name${i}`]);
      assert.deepEqual(event.values, [String(i)]);
    }
  });

  it('decodes entities, and keeps spaces and raw line breaks', () => {
    const data =
      "<EventData><Data Name='A'>&lt;a b=&quot;c&quot;&gt; &amp;amp; &apos;d&apos;</Data>" +
      "<Data Name='B'>x&#13;&#10;\ty&#x1F600;&#x0a;</Data><Data Name='C'>x\r\n\ty</Data><Data Name='D'>  </Data></EventData>";
    assert.deepEqual(scanned(eventXml({ data })).values, [
      '<a b="c"> &amp; \'d\'',
      'x\r\n\ty\u{1f600}\n',
      'x\r\n\ty',
      '  ',
    ]);
  });

  it('reads UserData with a flat wrapper', () => {
    const data =
      "<UserData><LogFileCleared xmlns='http://manifests.microsoft.com/win/2004/08/windows/eventlog'>" +
      '<SubjectUserName>bob</SubjectUserName><Channel>A &amp; B</Channel><BackupPath/></LogFileCleared></UserData>';
    assert.deepEqual(fieldsOf(scanned(eventXml({ data }))), [
      ['SubjectUserName', 'bob'],
      ['Channel', 'A & B'],
      ['BackupPath', ''],
    ]);
    const empty =
      "<UserData><ServiceShutdown xmlns:auto-ns3='http://schemas.microsoft.com/win/2004/08/events' xmlns='u'/></UserData>";
    assert.deepEqual(fieldsOf(scanned(eventXml({ data: empty }))), []);
  });

  it('reads events without data', () => {
    assert.deepEqual(fieldsOf(scanned(eventXml({ data: '' }))), []);
    assert.deepEqual(fieldsOf(scanned(eventXml({ data: '<EventData/>' }))), []);
    assert.deepEqual(fieldsOf(scanned(eventXml({ data: '<EventData></EventData>' }))), []);
  });

  const unusual: Readonly<Record<string, string>> = {
    'a comment': eventXml({ data: "<EventData><!-- x --><Data Name='A'>1</Data></EventData>" }),
    CDATA: eventXml({ data: "<EventData><Data Name='A'><![CDATA[1]]></Data></EventData>" }),
    'a processing instruction': `<?xml version='1.0'?>${eventXml()}`,
    'a DOCTYPE': `<!DOCTYPE Event>${eventXml()}`,
    'an unknown entity': eventXml({ data: "<EventData><Data Name='A'>&nbsp;</Data></EventData>" }),
    'an unfinished entity': eventXml({ data: "<EventData><Data Name='A'>a & b</Data></EventData>" }),
    'an entity in a name': eventXml({ data: "<EventData><Data Name='A&amp;B'>1</Data></EventData>" }),
    'a quote in a name': eventXml({ data: '<EventData><Data Name="A\'B">1</Data></EventData>' }),
    'a line break in a name': eventXml({ data: "<EventData><Data Name='A\nB'>1</Data></EventData>" }),
    nesting: eventXml({ data: "<EventData><Data Name='A'><b>1</b></Data></EventData>" }),
    ComplexData: eventXml({ data: "<EventData><ComplexData Name='A'>01</ComplexData></EventData>" }),
    'another attribute': eventXml({ data: "<EventData><Data Name='A' Type='x'>1</Data></EventData>" }),
    'an attribute in UserData': eventXml({ data: "<UserData><W><E Code='1'/></W></UserData>" }),
    'nesting in UserData': eventXml({ data: '<UserData><W><E><F>1</F></E></W></UserData>' }),
    'two wrappers': eventXml({ data: '<UserData><V/><W/></UserData>' }),
    RenderingInfo: eventXml({ data: "<RenderingInfo Culture='en-US'><Message>m</Message></RenderingInfo>" }),
    'a prefix': eventXml().replaceAll('Event>', 'e:Event>').replace('<Event ', '<e:Event '),
    layout: eventXml().replace('<System>', '\n  <System>'),
    'another order': eventXml({ system: { Version: '', Level: '<Level>0</Level><Version>2</Version>' } }),
    'an unknown element': eventXml({ system: { Security: '<Other/>' } }),
    'text behind the event': `${eventXml()}\n`,
    'a cut': eventXml().slice(0, -20),
    'an id that is no number': eventXml({ system: { EventID: '<EventID>0x10</EventID>' } }),
    'other XML': '<Events/>',
    nothing: '',
  };
  for (const [what, xml] of Object.entries(unusual)) {
    it(`leaves ${what} to the parser`, () => assert.equal(scanEvent(xml), undefined));
  }

  it('gives back any text that was escaped', () => {
    const text = fc.string({ unit: codePoint, maxLength: 60 });
    const names = fc.array(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(names, fc.array(text, { minLength: 6, maxLength: 6 }), (drawn, texts) => {
        const plain = drawn.map((name) => name.replace(/['&<]/g, '_'));
        const data = plain
          .map((name, i) => `<Data Name='${name}'>${escapeText(texts[i] ?? '')}</Data>`)
          .join('');
        const event = scanned(eventXml({ data: `<EventData>${data}</EventData>` }));
        assert.deepEqual(event.names, plain);
        assert.deepEqual(event.values, texts.slice(0, plain.length));
      }),
      { numRuns: 300 },
    );
  });

  it('never takes what the parser refuses, nor reads it otherwise', () => {
    const pieces = fc.constantFrom(
      ...[
        '<',
        '>',
        '/',
        "'",
        '"',
        '&',
        ';',
        '=',
        ' ',
        '\n',
        '\r',
        ']]>',
        '&#10;',
        '&#0;',
        '&amp;',
        '<Data>',
        '</Data>',
      ],
      ...[
        '<Data/>',
        '<!--',
        '-->',
        '<![CDATA[',
        '</EventData>',
        '</System>',
        'x',
        ':',
        '\u0001',
        '\ud800',
        'é',
        '',
      ],
    );
    const bases = [
      eventXml({
        data: "<EventData><Data Name='A'>one &amp; two</Data><Data>x</Data><Binary>00</Binary></EventData>",
      }),
      eventXml({ data: "<UserData><W xmlns='u'><A>1</A><B/></W></UserData>" }),
    ];
    let scannedToo = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...bases),
        fc.array(fc.tuple(fc.nat({ max: 999 }), fc.nat({ max: 12 }), pieces), { minLength: 1, maxLength: 2 }),
        (base, edits) => {
          let xml = base;
          for (const [where, length, piece] of edits) {
            const at = Math.floor((where / 1000) * xml.length);
            xml = xml.slice(0, at) + piece + xml.slice(at + length);
          }
          const event = scanEvent(xml);
          if (event === undefined) return;
          scannedToo += 1;
          let parsed: ScannedEvent | undefined;
          try {
            parsed = parseEvent(xml);
          } catch (error) {
            assert.ok(error instanceof AzlogError);
          }
          assert.deepEqual(event, parsed, xml);
        },
      ),
      { numRuns: 20_000 },
    );
    assert.ok(scannedToo > 500, `only ${scannedToo} changed events were scanned`);
  });
});
