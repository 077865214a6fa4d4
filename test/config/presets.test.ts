import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyPreset } from '../../src/config/apply-preset.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { formatNames, type PresetName, presetNames } from '../../src/config/presets.ts';
import { createFormat } from '../../src/formats/formats.ts';
import { headerOf } from '../../src/stages/message-header.ts';
import { sampleEvent } from '../formats/sample-event.ts';
import { temporaryFolder } from './temporary-folder.ts';

const env = { AZLOG_SOURCE_ACCOUNT: 'contoso', AZLOG_SOURCE_SAS: 'sig=x', AZLOG_DESTINATION_HOST: 'siem' };

/** Format, header, framing, transport, port, bytes, times of CEF: what each receiver takes as it is installed. */
const expected: Readonly<Record<PresetName, readonly (string | number)[]>> = {
  splunk: ['xml', 'none', 'lf', 'tls', 6514, 10_000, 'text'],
  sc4s: ['cef', 'rfc3164', 'lf', 'tls', 6514, 10_000, 'text'],
  arcsight: ['cef', 'rfc3164', 'lf', 'tls', 6514, 10_000, 'epoch'],
  qradar: ['leef', 'rfc3164', 'lf', 'tls', 6514, 4096, 'epoch'],
  sentinel: ['cef', 'rfc3164', 'lf', 'tls', 6514, 8000, 'epoch'],
  elastic: ['json', 'none', 'lf', 'tls', 8080, 65_000, 'epoch'],
  rsyslog: ['cef', 'rfc5424', 'octet-counting', 'tls', 6514, 8000, 'epoch'],
  'syslog-ng': ['cef', 'rfc3164', 'lf', 'tls', 6514, 65_000, 'epoch'],
  none: ['cef', 'rfc3164', 'lf', 'tls', 6514, 8000, 'epoch'],
};

for (const preset of presetNames) {
  test(`preset ${preset}: what is not set, and every option overridden`, (t) => {
    const cwd = temporaryFolder(t);
    const load = (variables: Readonly<Record<string, string>>) => {
      const destination = loadConfig({ cwd, env: { ...env, AZLOG_DESTINATION_PRESET: preset, ...variables } })
        .destinations[0];
      assert.ok(destination?.type === 'syslog');
      return destination;
    };
    const plain = load({});
    assert.deepEqual(
      [
        plain.format,
        plain.header,
        plain.framing,
        plain.transport,
        plain.port,
        plain.maxMessageBytes,
        plain.cef.time,
      ],
      expected[preset],
    );
    const changed = load({
      AZLOG_DESTINATION_FORMAT: 'leef',
      AZLOG_DESTINATION_HEADER: 'rfc5424-short',
      AZLOG_DESTINATION_FRAMING: 'octet-counting',
      AZLOG_DESTINATION_TRANSPORT: 'tcp',
      AZLOG_DESTINATION_PORT: '1234',
      AZLOG_DESTINATION_MAX_MESSAGE_BYTES: '2048',
      AZLOG_DESTINATION_CEF_VERSION: '1',
      AZLOG_DESTINATION_CEF_TIME: 'text',
      AZLOG_DESTINATION_CEF_IPV6: 'native',
      AZLOG_DESTINATION_LEEF_VERSION: '1.0',
      AZLOG_DESTINATION_LEEF_TIME: 'text',
      AZLOG_DESTINATION_LEEF_REPLACE_PIPE: 'true',
      AZLOG_DESTINATION_FACILITY: 'kern',
      AZLOG_DESTINATION_APP_NAME: 'LEEF',
      AZLOG_DESTINATION_HOSTNAME: 'relay',
    });
    const {
      format,
      header,
      framing,
      transport,
      port,
      maxMessageBytes,
      cef,
      leef,
      facility,
      appName,
      hostname,
    } = changed;
    assert.deepEqual(
      { format, header, framing, transport, port, maxMessageBytes, cef, leef, facility, appName, hostname },
      {
        format: 'leef',
        header: 'rfc5424-short',
        framing: 'octet-counting',
        transport: 'tcp',
        port: 1234,
        maxMessageBytes: 2048,
        cef: { version: '1', time: 'text', ipv6: 'native' },
        leef: { version: '1.0', delimiter: '\t', time: 'text', replacePipe: true },
        facility: 0,
        appName: 'LEEF',
        hostname: 'relay',
      },
    );
  });
}

test('ports and headers follow framing, transport and format', (t) => {
  const cwd = temporaryFolder(t);
  const cases = [
    ['sc4s', 'octet-counting', 'tls', 'cef', 5425, 'rfc5424'],
    ['sc4s', 'octet-counting', 'tcp', 'cef', 601, 'rfc5424'],
    ['sc4s', 'lf', 'tcp', 'cef', 514, 'rfc3164'],
    ['splunk', 'lf', 'tcp', 'xml', 514, 'none'],
    ['splunk', 'lf', 'tls', 'cef', 6514, 'rfc3164'],
    ['qradar', 'lf', 'tls', 'snare', 6514, 'rfc3164'],
    ['rsyslog', 'octet-counting', 'tls', 'json', 6514, 'rfc5424'],
    ['syslog-ng', 'octet-counting', 'tcp', 'cef', 601, 'rfc5424'],
    ['syslog-ng', 'octet-counting', 'tls', 'leef', 6514, 'rfc3164'],
    ['rsyslog', 'lf', 'tls', 'leef', 6514, 'rfc3164'],
    ['elastic', 'octet-counting', 'tcp', 'cef', 8080, 'rfc3164'],
  ] as const;
  for (const [preset, framing, transport, format, port, header] of cases) {
    const destination = loadConfig({
      cwd,
      env: {
        ...env,
        AZLOG_DESTINATION_PRESET: preset,
        AZLOG_DESTINATION_FRAMING: framing,
        AZLOG_DESTINATION_TRANSPORT: transport,
        AZLOG_DESTINATION_FORMAT: format,
      },
    }).destinations[0];
    assert.ok(destination?.type === 'syslog');
    assert.deepEqual(
      [destination.port, destination.header],
      [port, header],
      `${preset} ${framing} ${transport} ${format}`,
    );
  }
});

test('every format takes what every preset gives', () => {
  for (const preset of presetNames) {
    for (const format of formatNames) {
      const message = applyPreset({ preset, format });
      assert.equal(createFormat(message.format, message).name, format);
    }
  }
});

test('what a receiver of syslog knows a message by follows the format, unless it is set', () => {
  const headers = formatNames.map((format) => {
    const message = applyPreset({ preset: 'rsyslog', format, hostname: 'relay' });
    const event = sampleEvent(4624, {});
    return [format, headerOf(message)(event), headerOf({ ...message, header: 'rfc3164' })(event)];
  });
  const [rfc5424, rfc3164] = ['<134>1 2023-11-14T22:13:20.123Z relay', '<134>Nov 14 22:13:20 relay'];
  assert.deepEqual(headers, [
    ['cef', `${rfc5424} CEF - - - `, `${rfc3164} `],
    ['leef', `${rfc3164} `, `${rfc3164} `],
    ['xml', `${rfc5424} XmlWinEventLog - - - `, `${rfc3164} XmlWinEventLog: `],
    ['json', `${rfc5424} azlog - - - `, `${rfc3164} azlog: `],
    ['snare', `${rfc3164} `, `${rfc3164} `],
  ]);
  assert.equal(applyPreset({ format: 'json', appName: 'windows' }).appName, 'windows');
  const untagged = applyPreset({ format: 'json', appName: '-', hostname: 'relay' });
  assert.equal(headerOf(untagged)(sampleEvent(4624, {})), `${rfc3164} `);
});
