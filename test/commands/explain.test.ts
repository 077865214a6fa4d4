import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { suite, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { explainCommand } from '../../src/commands/explain.ts';
import { createCef } from '../../src/formats/cef.ts';
import { createLeef } from '../../src/formats/leef.ts';
import { catalogueEntries } from '../../src/records/windows/catalogue/event-catalogue.ts';
import { decodeEventXml } from '../../src/records/windows/reading/decode-event.ts';
import { temporaryFolder } from '../config/temporary-folder.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const logon = (more = ''): string =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4624</EventID><Version>2</Version><Level>0</Level><Task>12544</Task><Opcode>0</Opcode><Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime='2026-03-01T08:09:10.1234567Z'/><EventRecordID>7</EventRecordID><Channel>Security</Channel><Computer>dc1.corp.example</Computer></System><EventData><Data Name='SubjectUserName'>-</Data><Data Name='TargetUserName'>ada${more}</Data><Data Name='LogonType'>3</Data><Data Name='IpAddress'>LOCAL</Data><Data Name='ImpersonationLevel'>%%1833</Data></EventData></Event>`;

/** Writes to memory, as a terminal or as a file. */
function screen(isTTY: boolean): Writable & { isTTY: boolean; text: string } {
  const sink = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        sink.text += String(chunk);
        done();
      },
    }),
    { isTTY, text: '' },
  );
  return sink;
}

interface Call {
  readonly format?: string;
  readonly preset?: string;
  readonly provider?: string;
  readonly input?: string | Uint8Array;
  readonly isTTY?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

async function explained(
  what: string,
  { format, preset = 'none', provider, input = '', isTTY = false, env = {} }: Call = {},
) {
  const [output, errors] = [screen(isTTY), screen(false)];
  const code = await explainCommand(
    what,
    { format, preset, provider },
    Readable.from([Buffer.from(input)]),
    output,
    errors,
    env,
  );
  return { code, stdout: output.text, stderr: errors.text };
}

suite('azlog explain', () => {
  test('an event: each field with its keys and why, what surrounds them, and the message that format writes', async () => {
    const { code, stdout, stderr } = await explained('-', { input: logon() });
    assert.equal(stderr, '');
    assert.equal(code, 0);
    for (const part of [
      'severity    2 of 10 (criticality low, level 0, outcome success)\n',
      `TargetUserName = ada\n    duser = ada\n        by this id's mapping (family logon)\n`,
      'IpAddress = LOCAL\n    AzlogWinIpAddress = LOCAL\n        own key: src accepts only an IP address\n',
      'cn1 (LogonType) = 3\n',
      'SubjectUserName = -\n    in no key: Windows wrote "-", so there is nothing to send\n',
      `cs1 (Impersonation Level) = Impersonation\n        by this id's mapping (family logon), decoded (message reference)\n`,
      'AzlogWinLogonTypeText = Network\n        own key for the text of the code, decoded (logon type)\n',
      'AzlogWinImpersonationLevel = %%1833\n        own key: cs1 has it in another form; this one is as Windows wrote it\n',
      'dvchost = dc1.corp.example\n      System: Computer\n',
    ]) {
      assert.ok(stdout.includes(part), `${part}\n${stdout}`);
    }
    const message = createCef().format(decodeEventXml(logon()), Number.POSITIVE_INFINITY);
    assert.ok(stdout.endsWith(`\n${message}\n`));
    for (const line of stdout.split('\n')) assert.ok(line === message || line.length < 80, line);
  });

  test('--format and --preset choose what is explained', async () => {
    const leef = createLeef().format(decodeEventXml(logon()), Number.POSITIVE_INFINITY);
    for (const call of [{ preset: 'qradar' }, { format: 'leef', preset: 'qradar' }]) {
      const { stdout } = await explained('-', { input: logon(), ...call });
      assert.ok(stdout.includes('    usrName = ada\n'));
      assert.ok(stdout.endsWith(`\n${leef}\n`));
    }
    const { stdout } = await explained('-', { input: logon(), preset: 'sc4s' });
    assert.match(stdout, /^ {2}rt = Mar 01 2026 08:09:10 UTC$/m);
  });

  test('a file with several events; those of another provider are left out with --provider', async (t) => {
    const file = join(temporaryFolder(t), 'events.xml');
    const other = logon().replace('Microsoft-Windows-Security-Auditing', 'Contoso');
    writeFileSync(file, `<Events>\n${logon()}\n${other}\n${logon(' b')}\n</Events>\n`);
    const all = await explained(file);
    assert.equal(all.code, 0);
    assert.equal(all.stdout.match(/^Event 4624 of /gm)?.length, 3);
    assert.match(all.stdout, /event at line 4/);
    const some = await explained(file, { provider: 'Contoso' });
    assert.equal(some.stdout.match(/^Event 4624 of Contoso$/gm)?.length, 1);
    assert.match(some.stdout, /mapping +none of its own; the general one applies/);
    const none = await explained(file, { provider: 'Nobody' });
    assert.equal(none.code, 1);
    assert.match(none.stderr, /has no event of the provider "Nobody"/);
  });

  test('what cannot be used is told with its line, the rest is explained, the exit code is 1', async () => {
    const { code, stdout, stderr } = await explained('-', {
      input: `${logon()}\nno event\n<Event><System/></Event>\n${logon()}\n`,
    });
    assert.equal(code, 1);
    assert.equal(stdout.match(/^Event 4624/gm)?.length, 2);
    assert.match(stderr, /^line 2: .*not a Windows event/m);
    assert.match(stderr, /^line 3: .*event id/m);
    assert.match(stderr, /2 of the events could not be used/);
    const missing = await explained('no-such-file.xml');
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /^no-such-file\.xml cannot be read: ENOENT.* Give an event id, a file/);
    assert.equal((await explained('-')).code, 1);
  });

  test('an event id: catalogue, versions, and where each field goes in CEF and LEEF', async () => {
    const { code, stdout } = await explained('4728');
    assert.equal(code, 0);
    for (const part of [
      'title       A member was added to a security-enabled global group.\n',
      'category    Account Management:Security Group Management\n',
      'mapping     its own, in the family group\n',
      '  MemberSid  (decoded as security identifier)\n    cef    duid; duser if free; text: AzlogWinMemberSidText\n',
      'cs6 (Group), domain and name\n',
      'leef   AzlogWinMemberSid; accountName if free; text: AzlogWinMemberSidText\n',
      'cef    AzlogWinSubjectUserSid; text: AzlogWinSubjectUserSidText\n',
    ]) {
      assert.ok(stdout.includes(part), `${part}\n${stdout}`);
    }
    const { stdout: leef } = await explained('4624', { format: 'leef' });
    assert.doesNotMatch(leef, /^ {4}cef/m);
    assert.match(
      leef,
      /^ {2}LogonType {2}\(decoded as logon type\)\n {4}leef {3}AzlogWinLogonType; text: AzlogWinLogonTypeText$/m,
    );
    assert.match((await explained('4776')).stdout, /cs3: EventSource = Microsoft-Windows-Security-Auditing/);
  });

  test('of an event id: the keys as the preset has them; a format without keys says that it has none', async () => {
    const qradar = await explained('4624', { preset: 'qradar' });
    assert.doesNotMatch(qradar.stdout, /^ {4}cef/m);
    assert.match(qradar.stdout, /^ {4}leef {3}usrName$/m);
    const cef = await explained('4624', { format: 'cef' });
    assert.match(cef.stdout, /^ {4}cef {4}src; IPv6: c6a2 /m);
    const native = await explained('4624', { format: 'cef', preset: 'elastic' });
    assert.match(native.stdout, /^ {4}cef {4}src$/m);
    for (const call of [{ format: 'xml' }, { preset: 'splunk' }]) {
      const { code, stdout, stderr } = await explained('4624', call);
      assert.equal(code, 0);
      assert.match(stderr, /^xml has no keys of ours: these are those of CEF and LEEF/);
      assert.match(stdout, /^ {4}cef/m);
    }
  });

  test('every id of the catalogue can be explained, within 80 columns', async () => {
    for (const eventId of new Set(catalogueEntries().map((entry) => entry.eventId))) {
      const { code, stdout } = await explained(String(eventId));
      assert.equal(code, 0);
      for (const line of stdout.split('\n')) assert.ok(line.length < 80, line);
    }
  });

  test('an id that is not known, or not of that provider, says so', async () => {
    const unknown = await explained('65000');
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /event id 65000 is neither in the catalogue/);
    const other = await explained('4624', { provider: 'Contoso' });
    assert.equal(other.code, 1);
    assert.match(other.stderr, /of the provider "Contoso".*Microsoft-Windows-Security-Auditing/);
  });

  test('colours on a terminal that wants them, the same text', async () => {
    const plain = await explained('-', { input: logon() });
    const coloured = await explained('-', { input: logon(), isTTY: true });
    assert.notEqual(coloured.stdout, plain.stdout);
    assert.equal(stripVTControlCharacters(coloured.stdout), plain.stdout);
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
      assert.equal((await explained('-', { input: logon(), isTTY: true, env })).stdout, plain.stdout);
    }
    assert.equal((await explained('4624', { isTTY: true })).stdout.includes('\u001b['), true);
  });

  test('a message that is larger than the preset allows says so', async () => {
    const { stdout } = await explained('-', { input: logon('x'.repeat(5_000)), preset: 'qradar' });
    assert.match(stdout, /^A destination with this preset shortens it to 4096 bytes/m);
    assert.match(stdout, /^ {2}TargetUserName = adax+…? \(5003 characters\)$/m);
    assert.doesNotMatch((await explained('-', { input: logon(), preset: 'qradar' })).stdout, /shortens/);
  });

  test('a format without keys: paths where it has some, what codes mean, and the message', async () => {
    const json = await explained('-', { input: logon(), format: 'json' });
    assert.equal(json.code, 0);
    for (const part of [
      'TargetUserName = ada\n    winlog.event_data.TargetUserName\n    user.name\n',
      'LogonType = 3\n    winlog.event_data.LogonType\n    winlog.logon.type\n    azlog.decoded.LogonType\n        means Network (logon type)\n',
      // LOCAL is no address.
      'IpAddress = LOCAL\n    winlog.event_data.IpAddress\n  ImpersonationLevel',
    ]) {
      assert.ok(json.stdout.includes(part), `${part}\n${json.stdout}`);
    }
    const snare = await explained('-', { input: logon(), format: 'snare' });
    assert.match(snare.stdout, /^ {2}LogonType = 3\n {8}means Network \(logon type\)$/m);
    assert.match(snare.stdout, /The format snare has no keys of its own/);
    assert.match(snare.stdout, /\n\nMSWinEventLog\t.*\n$/);
  });

  test('nothing of an event can act on the terminal', async () => {
    const input = logon('\u009b31m\u202e');
    const { stdout } = await explained('-', { input, isTTY: true });
    assert.doesNotMatch(stripVTControlCharacters(stdout), /[\u0080-\u009f\u202e]/);
    assert.ok(stdout.includes('ada\\x9b31m\\u202e'));
    const plain = await explained('-', { input, isTTY: true, env: { NO_COLOR: '1' } });
    assert.doesNotMatch(plain.stdout, /[\u0080-\u009f\u202e]/);
    const piped = await explained('-', { input });
    assert.ok(piped.stdout.includes('\u202e'), 'a program gets the message as it is');
  });

  test('a reader that goes away is no crash', async () => {
    for (const what of ['1', '-']) {
      const child = spawn(process.execPath, [main, 'explain', what]);
      let stderr = '';
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
      });
      child.stdout.destroy();
      child.stdin.end(logon());
      await once(child, 'close');
      assert.equal(stderr, '');
    }
  });

  test('by the command line, from a pipe to a pipe', async () => {
    const child = spawn(process.execPath, [main, 'explain', '-', '--format', 'leef']);
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stdin.end(logon());
    const [code] = await once(child, 'close');
    assert.equal(code, 0);
    assert.match(stdout, /^ {4}usrName = ada$/m);
    assert.ok(!stdout.includes('\u001b'));
    const { status, stderr } = spawnSync(process.execPath, [main, 'explain'], { encoding: 'utf8' });
    assert.equal(status, 64);
    assert.match(stderr, /missing required argument 'what'/);
  });
});
