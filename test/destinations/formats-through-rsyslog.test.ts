import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../../src/config/load-config.ts';
import { appNames, type FormatName, formatNames } from '../../src/config/presets.ts';
import { createDestination } from '../../src/destinations/destinations.ts';
import { LineBuffer } from '../../src/formats/line-buffer.ts';
import { decodeEventXml } from '../../src/records/windows/reading/decode-event.ts';
import { outputOf } from '../../src/stages/start-stages.ts';
import { sampleEvent } from '../formats/sample-event.ts';
import { freePort } from '../support/free-port.ts';
import { patience } from '../support/patience.ts';
import { startRsyslogWith } from '../support/rsyslog.ts';
import { createLog } from './traffic.ts';

/** Values with what a syslog server may change or cut at: line breaks, TAB, quotes, braces, beyond ASCII. */
const event = sampleEvent(
  4688,
  { CommandLine: 'cmd /c "a\tb"\r\n{}<x> [1]: é😀 \\n %41', SubjectUserName: 'bob' },
  { host: 'WEB01.contoso.example' },
);

async function sleepUntil(condition: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 500 * patience && !(await condition()); turn++) await sleep(20);
}

test('every format arrives whole through rsyslog', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'azlog-formats-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const [rawFile, splitFile] = [join(folder, 'raw.log'), join(folder, 'split.log')];
  const server = await startRsyslogWith(
    folder,
    port,
    `global(workDirectory="${folder}" maxMessageSize="64k" parser.escapeControlCharactersOnReceive="off")
     module(load="imtcp")
     input(type="imtcp" address="127.0.0.1" port="${port}")
     template(name="raw" type="string" string="%rawmsg%\\n")
     template(name="split" type="string" string="%programname%|%msg%\\n")
     action(type="omfile" file="${rawFile}" template="raw")
     action(type="omfile" file="${splitFile}" template="split")
    `,
  );
  t.after(() => server.stop());
  const sent: { readonly format: FormatName; readonly message: string }[] = [];
  for (const format of formatNames) {
    for (const framing of ['octet-counting', 'lf'] as const) {
      for (const header of ['rfc5424', 'rfc3164'] as const) {
        // A configuration that no receiver of LEEF could read is refused.
        if (format === 'leef' && header === 'rfc5424') continue;
        const [destination] = loadConfig({
          cwd: folder,
          env: {
            AZLOG_SOURCE_ACCOUNT: 'contoso',
            AZLOG_SOURCE_SAS: 'sig=x',
            AZLOG_DESTINATION_PRESET: 'rsyslog',
            AZLOG_DESTINATION_FORMAT: format,
            AZLOG_DESTINATION_FRAMING: framing,
            AZLOG_DESTINATION_HEADER: header,
            AZLOG_DESTINATION_HOST: '127.0.0.1',
            AZLOG_DESTINATION_PORT: String(port),
            AZLOG_DESTINATION_TRANSPORT: 'tcp',
            AZLOG_DESTINATION_PROOF_SECONDS: '0.1',
          },
        }).destinations;
        assert.ok(destination !== undefined);
        const output = outputOf(destination, []);
        const line = new LineBuffer(4_096);
        line.write(output.header(event));
        const start = line.length;
        output.format.write(event, line, 8_000);
        const message = line.text(start);
        line.write('\n');
        sent.push({ format, message });
        const sender = createDestination(destination, createLog());
        await sender.deliver(
          {
            id: `${format}-${framing}-${header}`,
            source: 'azure',
            destination: destination.name,
            messages: 1,
            body: line.bytes(),
            readAt: event.time,
            oldest: event.time,
            newest: event.time,
          },
          AbortSignal.timeout(10_000 * patience),
        );
        await sender.close(Date.now());
      }
    }
  }
  const linesOf = async (file: string) =>
    (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  await sleepUntil(async () => (await linesOf(splitFile)).length >= sent.length);
  const raw = await linesOf(rawFile);
  assert.equal(raw.length, sent.length);
  for (const { format, message } of sent) {
    const alike = sent.filter((other) => other.format === format).length;
    assert.equal(raw.filter((line) => line.endsWith(` ${message}`)).length, alike, message);
  }
  // As rsyslog splits them: XML and JSON are whole behind either header, and told apart by name.
  const split = await linesOf(splitFile);
  for (const format of ['xml', 'json'] as const) {
    const { message } = sent.find((one) => one.format === format) ?? assert.fail(format);
    const found = split.filter((line) => line.startsWith(`${appNames[format]}|`));
    assert.deepEqual(
      found.map((line) => line.slice(line.indexOf('|') + 1).trimStart()),
      Array.from({ length: 4 }, () => message),
    );
  }
  const whole = (format: FormatName): string => sent.find((one) => one.format === format)?.message ?? '';
  assert.deepEqual(decodeEventXml(whole('xml')).values.slice(0, 2), event.values);
  assert.equal(JSON.parse(whole('json')).winlog.event_data.CommandLine, event.values[0]);
});
