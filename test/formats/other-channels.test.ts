import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCef } from '../../src/formats/cef.ts';
import type { Event } from '../../src/records/event.ts';
import { otherChannels } from '../../src/records/windows/catalogue/other-channels.ts';
import { mappings } from '../../src/records/windows/mapping.ts';
import { eventLogMappings } from '../../src/records/windows/mappings/channels/system.ts';
import { otherChannelMappings } from '../../src/records/windows/mappings/other-channels.ts';
import { decodeEventXml } from '../../src/records/windows/reading/decode-event.ts';
import { linesOf, missing } from '../records/shared-data.ts';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { sampleEvent } from './sample-event.ts';

const real = 'windows/other-channels.xml.gz';

/** Fields that later versions added, so that the real events at hand do not have them. */
const laterFields = [
  'Microsoft-Windows-Sysmon:2 RuleName',
  'Microsoft-Windows-Sysmon:2 User',
  'Microsoft-Windows-Sysmon:6 RuleName',
  'Microsoft-Windows-Sysmon:15 RuleName',
  'Microsoft-Windows-Sysmon:15 User',
  'Microsoft-Windows-Sysmon:15 Contents',
  'Microsoft-Windows-Kernel-General:1 ProcessName',
  'Microsoft-Windows-Kernel-General:1 ProcessID',
];

const tables = Object.entries({ ...otherChannelMappings, 'Microsoft-Windows-Eventlog': eventLogMappings });

describe('the mappings of the other channels', () => {
  it('are of catalogued events, and name only fields that the catalogue lists', () => {
    const entries = new Map(otherChannels().map((entry) => [`${entry.provider}:${entry.eventId}`, entry]));
    for (const [provider, ids] of tables) {
      for (const [id, mapping] of Object.entries(ids)) {
        const where = `${provider}:${id}`;
        const entry = entries.get(where);
        assert.ok(entry, where);
        const fields = entry.versions[0]?.fields ?? [];
        for (const field of [...Object.keys(mapping.cef), ...Object.keys(mapping.leef)]) {
          assert.ok(fields.includes(field), `${where}: ${field}`);
        }
      }
    }
  });

  it('hold for each name that a provider has had', () => {
    for (const { provider, eventId, title } of otherChannels()) {
      if (mappings[provider] !== undefined) continue;
      const mapped = otherChannels().some(
        (other) => other.title === title && mappings[other.provider]?.[eventId] !== undefined,
      );
      assert.ok(!mapped, `${provider}:${eventId}`);
    }
  });

  it('name fields that real events have', { skip: missing(real) }, (test) => {
    const seen = new Map<string, Set<string>>();
    const events = { own: 0, general: 0 };
    const ids = { own: new Set<string>(), general: new Set<string>() };
    for (const line of linesOf(real)) {
      const { provider, id: eventId, names } = decodeEventXml(line);
      const where = `${provider}:${eventId}`;
      const kind = mappings[provider]?.[Number(eventId)] === undefined ? 'general' : 'own';
      events[kind]++;
      ids[kind].add(where);
      const fields = seen.get(where) ?? new Set();
      for (const name of names) fields.add(name);
      seen.set(where, fields);
    }
    let fieldsSeen = 0;
    const unseen: string[] = [];
    for (const [provider, mapped] of tables) {
      for (const [id, mapping] of Object.entries(mapped)) {
        const fields = seen.get(`${provider}:${id}`);
        if (fields === undefined) continue;
        for (const field of Object.keys(mapping.cef)) {
          if (fields.has(field)) fieldsSeen++;
          else unseen.push(`${provider}:${id} ${field}`);
        }
      }
    }
    test.diagnostic(
      `mapped specifically: ${events.own} events, ${ids.own.size} ids; generally: ${events.general} events, ` +
        `${ids.general.size} ids; of ids that real events have, ${fieldsSeen} mapped fields seen, ${unseen.length} not`,
    );
    assert.deepEqual(unseen.sort(), laterFields.sort());
    assert.ok(ids.own.size >= 110, String(ids.own.size));
  });

  const cef = createCef();
  function extensions(event: Event): ReadonlyMap<string, string> {
    return parseCef(cef.format(event, Number.POSITIVE_INFINITY)).extensions;
  }
  const sysmon = { provider: 'Microsoft-Windows-Sysmon', channel: 'Microsoft-Windows-Sysmon/Operational' };

  it('take protocol names, ports and endpoints', () => {
    const connection = extensions(
      sampleEvent(
        3,
        {
          Protocol: 'udp',
          SourceIp: '192.0.2.7',
          SourcePort: '53',
          DestinationIp: '2001:db8::1',
          DestinationHostname: 'ns.example',
        },
        sysmon,
      ),
    );
    assert.equal(connection.get('proto'), 'UDP');
    assert.equal(connection.get('AzlogWinProtocol'), 'udp');
    assert.equal(connection.get('c6a3'), '2001:db8::1');
    assert.equal(connection.get('dhost'), 'ns.example');
    const desktop = extensions(
      sampleEvent(
        131,
        { ConnType: 'TCP', ClientIP: '198.51.100.4:54151' },
        { provider: 'Microsoft-Windows-RemoteDesktopServices-RdpCoreTS', channel: 'x' },
      ),
    );
    assert.deepEqual(
      [desktop.get('src'), desktop.get('spt'), desktop.get('proto')],
      ['198.51.100.4', '54151', 'TCP'],
    );
    assert.equal(desktop.get('AzlogWinClientIP'), '198.51.100.4:54151');
  });

  it('number the parts of a script block, and keep a long part whole', () => {
    const part = 'x'.repeat(9000);
    const found = extensions(
      sampleEvent(
        4104,
        { MessageNumber: '2', MessageTotal: '3', ScriptBlockText: part, ScriptBlockId: 'abc' },
        { provider: 'PowerShellCore', channel: 'PowerShellCore/Operational' },
      ),
    );
    assert.deepEqual(
      ['cn1Label', 'cn1', 'cn2Label', 'cn2', 'cs3Label', 'cs3'].map((key) => found.get(key)),
      ['Message Number', '2', 'Message Total', '3', 'Script Block ID', 'abc'],
    );
    assert.equal(found.get('cs4'), 'x'.repeat(4000));
    assert.equal(found.get('AzlogWinScriptBlockText'), part);
  });

  it('read data without names by position', () => {
    const crash = [
      'a.exe',
      '1.0',
      '5f',
      'b.dll',
      '2.0',
      '6f',
      'c0000005',
      '0001',
      '1234',
      '01d9',
      'C:\\a.exe',
      'C:\\b.dll',
      'id',
    ];
    const fields = Object.fromEntries(crash.map((value, index) => [`Data${index + 1}`, value]));
    const found = extensions(
      sampleEvent(1000, fields, { provider: 'Application Error', channel: 'Application' }),
    );
    assert.deepEqual(
      [
        found.get('dproc'),
        found.get('filePath'),
        found.get('reason'),
        found.get('dpid'),
        found.get('AzlogWinData9'),
      ],
      ['C:\\a.exe', 'C:\\b.dll', 'c0000005', undefined, '1234'],
    );
  });
});
