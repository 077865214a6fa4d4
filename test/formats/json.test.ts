import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commandArguments } from '../../src/formats/ecs/command-arguments.ts';
import { createJson } from '../../src/formats/json.ts';
import { smallestWhole } from '../../src/formats/shortening.ts';
import type { Decoding } from '../../src/records/decoded-text.ts';
import { ecsKinds } from '../../src/records/ecs-mapping.ts';
import { ecsMappingOf, ecsProviders } from '../../src/records/windows/ecs/ecs-mappings.ts';
import { dataNames } from '../../src/records/windows/json-form.ts';
import { codePoint } from '../support/code-points.ts';
import { goldenCases, goldenEvent } from './golden-cases.ts';
import { at, type Json, read } from './read-json.ts';
import { sampleEvent } from './sample-event.ts';

const json = createJson();
const whole = Number.POSITIVE_INFINITY;

function values(message: string, paths: readonly string[]): Readonly<Record<string, Json | undefined>> {
  const document = read(message);
  return Object.fromEntries(paths.map((path) => [path, at(document, path)]));
}

/** Checks several paths at once; undefined is a path that must not be there. */
function check(message: string, expected: Readonly<Record<string, Json | undefined>>): void {
  assert.deepEqual(values(message, Object.keys(expected)), expected);
}

const logon = {
  SubjectUserSid: 'S-1-5-18',
  SubjectUserName: 'DC01$',
  SubjectDomainName: 'CONTOSO',
  SubjectLogonId: '0x3e7',
  TargetUserSid: 'S-1-5-21-1-2-3-1104',
  TargetUserName: 'bob@contoso.local',
  TargetDomainName: 'CONTOSO',
  TargetLogonId: '0x12ab34',
  LogonType: '10',
  WorkstationName: 'WS042',
  ProcessId: '0x1a2b',
  ProcessName: 'C:\\Windows\\System32\\svchost.exe',
  IpAddress: '::ffff:10.0.0.5',
  IpPort: '50000',
  LmPackageName: '-',
} as const;

test('a logon is what the rules of Elastic look for', () => {
  const row = { partitionKey: 'p', rowKey: 'r', deploymentId: 'd-1', role: 'IaaS', roleInstance: '_DC01' };
  check(json.format(sampleEvent(4624, logon, { level: 0, description: 'Angemeldet.\r\n', row }), whole), {
    '@timestamp': '2023-11-14T22:13:20.123Z',
    'ecs.version': '8.17.0',
    'event.kind': 'event',
    'event.code': '4624',
    'event.provider': 'Microsoft-Windows-Security-Auditing',
    'event.module': 'security',
    'event.action': 'logged-in',
    'event.category': ['authentication'],
    'event.type': ['start'],
    'event.outcome': 'success',
    'host.name': 'DC01.contoso.local',
    'host.os.type': 'windows',
    'log.level': 'information',
    message: 'Angemeldet.',
    'user.id': 'S-1-5-21-1-2-3-1104',
    'user.name': 'bob',
    'user.domain': 'CONTOSO',
    'source.ip': '10.0.0.5',
    'source.port': 50000,
    'source.domain': 'WS042',
    'process.pid': 0x1a2b,
    'process.executable': 'C:\\Windows\\System32\\svchost.exe',
    'process.name': 'svchost.exe',
    'related.user': ['bob', 'DC01$'],
    'related.ip': ['10.0.0.5'],
    'related.hosts': ['WS042'],
    'winlog.channel': 'Security',
    'winlog.computer_name': 'DC01.contoso.local',
    'winlog.event_id': '4624',
    'winlog.record_id': '12345',
    'winlog.provider_name': 'Microsoft-Windows-Security-Auditing',
    'winlog.keywords': ['Audit Success'],
    'winlog.task': 'Logon',
    'winlog.opcode': 'Info',
    'winlog.time_created': '2023-11-14T22:13:20.1234567Z',
    'winlog.process.pid': 624,
    'winlog.process.thread.id': 1000,
    'winlog.logon.type': 'RemoteInteractive',
    'winlog.logon.id': '0x3e7',
    'winlog.event_data': logon,
    'azlog.uid': 'abcdefghijklmnopqrstuvwxyz1',
    'azlog.task': 12544,
    'azlog.keywords': '0x8020000000000000',
    'azlog.deployment_id': 'd-1',
    'azlog.role': 'IaaS',
    'azlog.role_instance': '_DC01',
    'azlog.shortened': undefined,
    'azlog.dropped': undefined,
  });
});

test('who did it and whom it was done to', () => {
  const subject = { SubjectUserName: 'alice', SubjectDomainName: 'CONTOSO', SubjectUserSid: 'S-1-5-21-7' };
  const target = { TargetUserName: 'bob', TargetDomainName: 'CONTOSO', TargetSid: 'S-1-5-21-8' };
  check(json.format(sampleEvent(4726, { ...target, ...subject }), whole), {
    'event.action': 'deleted-user-account',
    'event.type': ['user', 'deletion'],
    'user.name': 'alice',
    'user.target.name': 'bob',
    'user.target.id': 'S-1-5-21-8',
    'related.user': ['alice', 'bob'],
  });
  const member = { MemberName: 'CN=Smith\\, Bob,OU=Staff,DC=contoso', MemberSid: 'S-1-5-21-9' };
  check(
    json.format(sampleEvent(4728, { ...member, ...target, ...subject, TargetUserName: 'Admins' }), whole),
    {
      'event.action': 'added-member-to-group',
      'group.name': 'Admins',
      'group.id': 'S-1-5-21-8',
      'user.name': 'alice',
      'user.target.name': 'Smith, Bob',
      'user.target.id': 'S-1-5-21-9',
      'user.target.group.name': 'Admins',
      'related.user': ['alice', 'Smith, Bob'],
    },
  );
  check(json.format(sampleEvent(4740, { ...target, TargetDomainName: 'WS042', ...subject }), whole), {
    'user.target.name': 'bob',
    'source.domain': 'WS042',
  });
});

test('a process, a share, the firewall, Sysmon and PowerShell', () => {
  const started = {
    SubjectUserName: 'alice',
    NewProcessId: '0x1a2b',
    NewProcessName: 'C:\\Windows\\System32\\net.exe',
    ProcessId: '0x2a4',
    CommandLine: 'net  user "x y" /add',
    ParentProcessName: 'C:\\Windows\\explorer.exe',
    TargetUserName: '-',
  };
  check(json.format(sampleEvent(4688, started), whole), {
    'event.action': 'created-process',
    'process.pid': 0x1a2b,
    'process.name': 'net.exe',
    'process.command_line': started.CommandLine,
    'process.args': ['net', 'user', 'x y', '/add'],
    'process.parent.pid': 0x2a4,
    'process.parent.name': 'explorer.exe',
    'user.effective': undefined,
  });
  const share = { ShareName: '\\\\*\\C$', ShareLocalPath: '\\??\\C:\\', RelativeTargetName: 'x\\y.txt' };
  check(json.format(sampleEvent(5145, share), whole), {
    'file.name': 'x\\y.txt',
    'file.extension': 'txt',
    'file.path': '\\??\\C:\\x\\y.txt',
    'file.target_path': '\\\\*\\C$\\x\\y.txt',
  });
  const connection = {
    Direction: '%%14593',
    Protocol: '6',
    DestAddress: '2001:db8::7',
    DestPort: '443',
    SourceAddress: 'x',
  };
  check(json.format(sampleEvent(5156, connection), whole), {
    'network.direction': 'outbound',
    'network.transport': 'tcp',
    'network.iana_number': '6',
    'destination.ip': '2001:db8::7',
    'destination.port': 443,
    // No address: Elasticsearch would refuse the document for it.
    source: undefined,
    'winlog.event_data.SourceAddress': 'x',
  });
  const sysmon = { provider: 'Microsoft-Windows-Sysmon', channel: 'Microsoft-Windows-Sysmon/Operational' };
  const created = {
    Image: 'C:\\a\\b.exe',
    User: 'CONTOSO\\bob',
    TargetFilename: 'C:\\t\\f.tar.gz',
    ProcessId: '7',
  };
  check(json.format(sampleEvent(11, created, sysmon), whole), {
    'event.module': 'sysmon',
    'event.action': 'FileCreate',
    'process.name': 'b.exe',
    'user.name': 'bob',
    'user.domain': 'CONTOSO',
    'file.name': 'f.tar.gz',
    'file.directory': 'C:\\t',
    'file.extension': 'gz',
  });
  check(
    json.format(
      sampleEvent(
        4104,
        { ScriptBlockText: 'x', MessageNumber: '2', MessageTotal: '3' },
        { provider: 'Microsoft-Windows-PowerShell' },
      ),
      whole,
    ),
    { 'powershell.file.script_block_text': 'x', 'powershell.sequence': 2, 'powershell.total': 3 },
  );
});

test('an event without mapping has its data, and its text where it has nothing else', () => {
  const message = json.format(
    sampleEvent(
      77,
      { Param: 'x' },
      { provider: 'Contoso', channel: 'Application', outcome: undefined, level: 2 },
    ),
    whole,
  );
  check(message, {
    'event.action': undefined,
    'event.category': undefined,
    'event.outcome': undefined,
    'log.level': 'error',
    'winlog.level': 'Error',
    'winlog.event_data': { Param: 'x' },
    message: undefined,
  });
  check(json.format(sampleEvent(4608, {}), whole), {
    message: 'Windows is starting up.',
    'winlog.event_data': undefined,
  });
});

test('names of the data: unnamed, repeated, with dots, hidden ones', () => {
  assert.deepEqual(dataNames(['Data1', 'A', 'Data3', 'A', 'A_2', 'a.b.c', ' ', '__proto__', 'Data1']), [
    'param1',
    'A',
    'param3',
    'A_3',
    'A_2',
    'a_b_c',
    'Data',
    '__proto__',
    'Data1',
  ]);
  const message = json.format(
    sampleEvent(1, [
      ['__proto__', 'x'],
      ['A', '1'],
      ['A', '2'],
    ]),
    whole,
  );
  assert.ok(message.includes('"event_data":{"__proto__":"x","A":"1","A_2":"2"}'), message);
});

test('texts of coded values stand beside them, in their place, or nowhere', () => {
  const format = (decoding: Decoding, value: string) =>
    createJson({ decoding }).format(sampleEvent(4624, { ImpersonationLevel: value, Other: '%%1833' }), whole);
  const other = { 'winlog.event_data.Other': '%%1833', 'azlog.decoded.Other': undefined };
  check(format('both', '%%1833'), {
    'winlog.event_data.ImpersonationLevel': '%%1833',
    'azlog.decoded.ImpersonationLevel': 'Impersonation',
    ...other,
  });
  check(format('decoded', '%%1833'), {
    'winlog.event_data.ImpersonationLevel': 'Impersonation',
    'azlog.decoded': undefined,
    ...other,
  });
  check(format('raw', '%%1833'), {
    'winlog.event_data.ImpersonationLevel': '%%1833',
    'azlog.decoded': undefined,
    ...other,
  });
  check(format('decoded', '7'), { 'winlog.event_data.ImpersonationLevel': '7' });
  check(format('both', '7'), { 'winlog.event_data.ImpersonationLevel': '7', 'azlog.decoded': undefined });
});

/** What does not come from the event's data; `related` repeats what other paths have. */
const surrounding =
  /^(@timestamp|event\.(code|provider|kind|module|action|category|type|outcome)|ecs\.version|host\.|log\.level|message|related\.|winlog\.(api|channel|provider_name|event_id|record_id|computer_name|version|level|opcode|task|keywords|time_created|activity_id|process\.|user\.identifier)|azlog\.(?!decoded\.))/;

function leaves(value: Json, path: string): readonly string[] {
  if (typeof value !== 'object' || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([name, below]) =>
    leaves(below, path === '' ? name : `${path}.${name}`),
  );
}

test('the paths of the fields are those of the message, all and no other', () => {
  const fromMaps = Object.entries(ecsProviders).flatMap(([provider, { events }]) =>
    Object.entries(events).map(([eventId, { fields }]) =>
      sampleEvent(
        Number(eventId),
        [...new Set(Object.keys(fields).flatMap((field) => field.split('+')))].map(
          (name): [string, string] => [
            name,
            /ip|address/i.test(name) ? '192.0.2.7' : /port|id$/i.test(name) ? '3' : '%%1833',
          ],
        ),
        { provider },
      ),
    ),
  );
  const events = [...goldenCases().map(goldenEvent), ...fromMaps];
  for (const decoding of ['raw', 'decoded', 'both'] as const) {
    const format = createJson({ decoding });
    for (const event of events) {
      const message = read(format.format(event, whole));
      const told = format.pathsOf?.(event).flat() ?? [];
      const ofFields = leaves(message, '').filter((path) => !surrounding.test(path));
      const missingOnes = ofFields.filter((path) => !told.includes(path));
      assert.deepEqual(missingOnes, [], `${event.provider} ${event.id}`);
      for (const path of told) assert.notEqual(at(message, path), undefined, `${event.id} ${path}`);
    }
  }
});

test('command lines are split as Windows does it', () => {
  for (const [line, expected] of [
    ['a  b\tc', ['a', 'b', 'c']],
    ['"C:\\a b\\c.exe" /x "y z"', ['C:\\a b\\c.exe', '/x', 'y z']],
    ['a "" b', ['a', '', 'b']],
    ['a\\\\"b c" d\\"e', ['a\\b c', 'd"e']],
    ['"a""b" c\\', ['a"b', 'c\\']],
    [' ', []],
    ['"open', ['open']],
  ] as const) {
    assert.deepEqual(commandArguments(line), expected, line);
  }
});

test('every mapping is of known kinds, and no path is both a value and an object', () => {
  let count = 0;
  for (const [provider, { events, other }] of Object.entries(ecsProviders)) {
    for (const mapping of [...Object.values(events), other]) {
      const paths = new Set<string>();
      for (const target of Object.values(mapping.fields).flat()) {
        const [path = '', kind = 'text', ...rest] = target.split(':');
        assert.ok(
          ecsKinds.some((known) => known === kind),
          `${provider} ${target}`,
        );
        assert.deepEqual(rest, []);
        assert.match(
          path,
          /^(user|source|destination|process|file|network|group|service|registry|dns|rule|error|powershell|related|winlog)\.[a-zA-Z_.]+$/,
        );
        paths.add(path);
      }
      for (const path of paths) {
        for (const longer of paths)
          assert.ok(!longer.startsWith(`${path}.`), `${provider}: ${path} and ${longer}`);
      }
      count++;
    }
  }
  assert.ok(count > 150, String(count));
  assert.deepEqual(ecsMappingOf('constructor', 1).category, []);
});

test('any text in any place is one line that reads back equal, within any size', () => {
  const text = fc.oneof(
    fc.string({ unit: codePoint, maxLength: 60 }),
    fc
      .tuple(fc.constantFrom('\\', '"', '\0', '😀', '\n', '\ud800', 'é'), fc.integer({ min: 1, max: 2000 }))
      .map(([s, n]) => s.repeat(n)),
  );
  const fields = fc.array(fc.tuple(fc.string({ unit: codePoint, minLength: 1, maxLength: 20 }), text), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(
      fields,
      text,
      fc.integer({ min: smallestWhole, max: 6000 }),
      fc.boolean(),
      (pairs, other, size, known) => {
        const event = sampleEvent(
          4688,
          [...pairs, ['CommandLine', other], ['NewProcessName', other], ['SubjectUserName', other]],
          known
            ? {}
            : {
                provider: other,
                channel: other,
                host: other,
                uid: other,
                userSid: other,
                recordId: other.slice(0, 10),
              },
        );
        const data = at(read(json.format(event, whole)), 'winlog.event_data');
        const expected = dataNames(event.names).map(
          (name, index) => [name.toWellFormed(), event.values[index]?.toWellFormed()] as const,
        );
        assert.deepEqual(data, Object.fromEntries(expected));
        const small = json.format(event, size);
        read(small);
        assert.ok(Buffer.byteLength(small) <= size, `${Buffer.byteLength(small)} > ${size}`);
      },
    ),
    { numRuns: 120 },
  );
});

for (const size of [1_024, 4_096, 8_192]) {
  test(`a command line of 100 KB fits into ${size} bytes, and the markers say so`, () => {
    const CommandLine = 'cmd "\\ 😀 '.repeat(10_000);
    const event = sampleEvent(4688, { SubjectUserName: 'bob', CommandLine, NewProcessName: 'C:\\cmd.exe' });
    const message = json.format(event, size);
    const bytes = Buffer.byteLength(message);
    assert.ok(bytes <= size && bytes > size * 0.8, String(bytes));
    const document = read(message);
    assert.equal(at(document, 'winlog.event_data.SubjectUserName'), 'bob');
    assert.equal(at(document, 'azlog.uid'), event.uid);
    const kept = String(at(document, 'winlog.event_data.CommandLine'));
    assert.ok(kept.length > 100 && CommandLine.startsWith(kept));
    const [shortened, dropped] = [
      JSON.stringify(at(document, 'azlog.shortened')),
      JSON.stringify(at(document, 'azlog.dropped')),
    ];
    assert.match(shortened, /"CommandLine"/);
    assert.match(dropped, size === 1_024 ? /"\*"/ : /"process.args"/);
    assert.equal(at(document, 'process.name'), size === 1_024 ? undefined : 'cmd.exe');
  });
}

test('fields go where shortening is not enough, and a size that is too small is refused', () => {
  const many = Array.from(
    { length: 120 },
    (_, i) => [`Field${i}`, `value ${i} of many that there are`] as const,
  );
  const document = read(json.format(sampleEvent(1, [...many]), 1_024));
  assert.equal(at(document, 'winlog.event_data.Field0'), 'value 0 of many that there are');
  assert.equal(at(document, 'winlog.event_data.Field119'), undefined);
  assert.match(JSON.stringify(at(document, 'azlog.dropped')), /^\["\*","Field\d+",.*"\+\d+"\]$/);
  assert.throws(() => json.format(sampleEvent(1, [...many]), 100), /size of 100 bytes is too small/);
});
