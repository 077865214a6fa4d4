import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parseCef } from '../support/spec-parsers/cef.ts';
import { parseLeef } from '../support/spec-parsers/leef.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const logon = (more = ''): string =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4624</EventID><Version>2</Version><Level>0</Level><Task>12544</Task><Opcode>0</Opcode><Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime='2026-03-01T08:09:10.1234567Z'/><EventRecordID>7</EventRecordID><Channel>Security</Channel><Computer>dc1.corp.example</Computer></System><EventData><Data Name='TargetUserName'>ada${more}</Data><Data Name='LogonType'>3</Data></EventData></Event>`;

async function format(input: string | Uint8Array, ...options: string[]) {
  const child = spawn(process.execPath, [main, 'format', ...options]);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  return { code, stderr, lines: stdout.split('\n').slice(0, -1) };
}

suite('azlog format', () => {
  test('CEF without header by default, one message a line', async () => {
    const { code, lines, stderr } = await format(`${logon()}\n${logon(' b')}\n`);
    assert.equal(stderr, '');
    assert.equal(code, 0);
    assert.equal(lines.length, 2);
    assert.equal(parseCef(lines[1] ?? '').extensions.get('duser'), 'ada b');
  });

  test('LEEF for QRadar, with the header that it wants', async () => {
    const { code, lines } = await format(logon(), '--preset', 'qradar', '--header');
    assert.equal(code, 0);
    assert.match(lines[0] ?? '', /^<134>Mar {2}1 08:09:10 dc1 LEEF:2\.0\|/);
    assert.equal(
      parseLeef((lines[0] ?? '').slice('<134>Mar  1 08:09:10 dc1 '.length)).attributes.get('usrName'),
      'ada',
    );
  });

  test('no limit on the size of a message: a value too long for its key is whole in its own', async () => {
    const name = 'x'.repeat(300_000);
    const { lines } = await format(logon(name));
    assert.ok((lines[0] ?? '').includes(`ada${name}`));
  });

  test('UTF-16 as PowerShell writes it', async () => {
    const { code, lines } = await format(Buffer.from(`\ufeff${logon('é')}\r\n`, 'utf16le'));
    assert.equal(code, 0);
    assert.equal(parseCef(lines[0] ?? '').extensions.get('duser'), 'adaé');
  });

  test('what cannot be used is told with line and reason, the rest is written, the exit code is 1', async () => {
    const { code, lines, stderr } = await format(
      `${logon()}\nno event\n<Event><System/></Event>\n${logon()}\n`,
    );
    assert.equal(code, 1);
    assert.equal(lines.length, 2);
    assert.match(stderr, /^line 2: .*not a Windows event/m);
    assert.match(stderr, /^line 3: .*event id/m);
    assert.match(stderr, /2 of the events could not be used/);
  });

  test('an unknown format or preset names what is allowed', async () => {
    const { code, stderr } = await format('', '--format', 'syslog');
    assert.equal(code, 64);
    assert.match(stderr, /cef, leef, xml, json, snare/);
  });

  test('a reader that goes away ends it', async () => {
    const child = spawn(process.execPath, [main, 'format'], { stdio: ['pipe', 'pipe', 'pipe'] });
    child.stdin.on('error', () => {});
    child.stdin.write(`${logon()}\n`.repeat(5_000));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    child.stdin.end(`${logon()}\n`.repeat(5_000));
    const [code] = await once(child, 'close');
    assert.equal(code, 1);
  });

  test('thousands of real events, each one line', async (context) => {
    const file = join(import.meta.dirname, '../../../shared/data/windows/security-evtx.xml.gz');
    if (!existsSync(file)) return context.skip('the shared test data is not beside the repository');
    const xml = gunzipSync(readFileSync(file));
    const { code, lines } = await format(xml);
    const events = xml.toString().trimEnd().split('\n').length;
    assert.equal(code, 0);
    assert.equal(lines.length, events);
    assert.ok(lines.every((line) => line.startsWith('CEF:0|')));
    context.diagnostic(`${events} events`);
  });
});
