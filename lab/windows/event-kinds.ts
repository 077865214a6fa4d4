/**
 * The kinds of event that the demo writes: one entry an event id, with its weight in the mix, the roles of machine that
 * log it, and the names and values of its data in the order that Windows writes them.
 */

import type { Random } from '../random.ts';
import {
  type Account,
  admins,
  clientAddress,
  dnsDomain,
  domain,
  groups,
  type Machine,
  type MachineRole,
  networkService,
  nobody,
  type Program,
  programs,
  type Session,
  services,
  system,
  users,
} from './invented-network.ts';

/** Names and values of one event's data, in document order. */
export type Fields = Readonly<Record<string, string>>;

export interface Scene {
  readonly machine: Machine;
  readonly random: Random;
}

export interface EventKind {
  readonly id: number;
  readonly version: number;
  readonly task: number;
  /** Share of the mix among the kinds of a role; only their ratio matters. */
  readonly weight: number;
  /** Machines that log it; all where absent. */
  readonly roles?: readonly MachineRole[];
  /** Always an audit failure. Kinds with a status field tell it by that. */
  readonly failure?: boolean;
  /** Windows fills Correlation for it. */
  readonly correlated?: boolean;
  /** Name of the element in UserData, for events of the event log service; EventData where absent. */
  readonly userData?: string;
  readonly title: string;
  readonly remark: string;
  readonly fields: (scene: Scene) => Fields;
}

const remarks = {
  logon:
    'The subject is the account on this computer that asked for the logon. The logon type says how the user came: 2 is at the console, 3 is over the network, 10 is by remote desktop.',
  object:
    'The handle ID ties this event to the others of the same opening. The access list names each right that was asked for; the mask holds the same rights as bits.',
  packet: 'The layer and the filter run-time IDs name the rule that matched.',
  process:
    'The elevation type tells which token the process received: 1 is full, 2 elevated, 3 limited. The mandatory label is the integrity level of the process.',
  kerberos: 'The client address is where the request came from; a mapped address means IPv4.',
  account: 'Attributes shown as a dash were not set or not changed.',
} as const;

const pointer = (random: Random): string => `0x${random.between(0x100, 0x3fff).toString(16)}`;
const logonId = (random: Random): string => `0x${random.between(0x10000, 0xfffffff).toString(16)}`;
const port = (random: Random): string => String(random.between(49_152, 65_535));

const named = (prefix: 'Subject' | 'Target', account: Account, id: string): Fields => ({
  [`${prefix}UserSid`]: account.sid,
  [`${prefix}UserName`]: account.user,
  [`${prefix}DomainName`]: account.domain,
  [`${prefix}LogonId`]: id,
});

/** Who did it: the machine itself, a service, or a logged-on user. */
function subject({ machine, random }: Scene): Fields {
  const roll = random.between(0, 9);
  if (roll < 4) return named('Subject', { ...system, user: machine.account.user, domain }, '0x3e7');
  if (roll < 5) return named('Subject', networkService, '0x3e4');
  const session = someSession({ machine, random });
  return named('Subject', session, session.logonId);
}

const administrator = ({ random }: Scene): Fields => named('Subject', random.pick(admins), logonId(random));

function openSession({ machine, random }: Scene): Session {
  const roll = random.between(0, 9);
  const account = roll < 3 ? machine.account : random.pick(roll < 5 ? services : roll < 6 ? admins : users);
  const logonType =
    account === machine.account ? '3' : random.pick(['3', '3', '3', '2', '5', '10', '11', '4', '7']);
  const session = { ...account, logonId: logonId(random), logonType };
  machine.sessions.push(session);
  if (machine.sessions.length > 40) machine.sessions.shift();
  return session;
}

function someSession(scene: Scene): Session {
  const { machine, random } = scene;
  return machine.sessions[random.between(0, machine.sessions.length - 1)] ?? openSession(scene);
}

const person = (random: Random): Account => random.pick(users);
const targetAccount = (account: Account): Fields => ({
  TargetUserName: account.user,
  TargetDomainName: account.domain,
  TargetSid: account.sid,
});

function accessRights(random: Random): Fields {
  const [mask, list] = random.pick([
    ['0x1', ['%%4416']],
    ['0x2', ['%%4417']],
    ['0x10000', ['%%1537']],
    ['0x120089', ['%%1538', '%%1541', '%%4416', '%%4419', '%%4423']],
    ['0x12019f', ['%%1538', '%%1541', '%%4416', '%%4417', '%%4418', '%%4419', '%%4420', '%%4423', '%%4424']],
  ] as const);
  return { AccessList: `${list.join('\r\n\t\t\t\t')}\r\n\t\t\t\t`, AccessMask: mask };
}

const files = [
  'D:\\Shares\\Buchhaltung\\Jahresabschluß 2026.xlsx',
  "D:\\Shares\\HR\\Contracts\\O'Connor & Sons.docx",
  'C:\\inetpub\\wwwroot\\shop\\web.config',
  'D:\\Data\\MSSQL\\orders=archive.mdf',
  'C:\\Windows\\System32\\config\\SAM',
  '\\REGISTRY\\MACHINE\\SOFTWARE\\Nordwind\\Überwachung',
] as const;

function openedObject(scene: Scene): Fields {
  return {
    ...subject(scene),
    ObjectServer: 'Security',
    ObjectType: 'File',
    ObjectName: scene.random.pick(files),
    HandleId: pointer(scene.random),
  };
}

const runningProgram = (random: Random): Fields => ({
  ProcessId: pointer(random),
  ProcessName: random.pick(programs).path,
});

function share(scene: Scene): Fields {
  const { random } = scene;
  const [name, path] = random.pick([
    ['\\\\*\\SYSVOL', '\\??\\C:\\Windows\\SYSVOL\\sysvol'],
    ['\\\\*\\IPC$', ''],
    ['\\\\*\\Buchhaltung', '\\??\\D:\\Shares\\Buchhaltung'],
    ['\\\\*\\C$', '\\??\\C:\\'],
  ] as const);
  return {
    ...subject(scene),
    ObjectType: 'File',
    IpAddress: clientAddress(random),
    IpPort: port(random),
    ShareName: name,
    ShareLocalPath: path,
  };
}

const devicePath = (program: Program): string =>
  program.path.replace(/^C:/u, '\\device\\harddiskvolume4').toLowerCase();

/** Fields shared by the firewall's connection events; `blocked` picks the layer's name. */
function connection({ machine, random }: Scene, idName: 'ProcessID' | 'ProcessId'): Fields {
  const inbound = random.chance(0.5);
  const six = random.chance(0.15);
  const own = six ? `fe80::${random.between(1, 0xffff).toString(16)}:20ff:fe00:4` : machine.address;
  const peer = six
    ? `2001:db8:20::${random.between(1, 0xffff).toString(16)}`
    : `10.20.${random.between(0, 3)}.${random.between(4, 250)}`;
  const wellKnown = random.pick(['443', '1433', '53', '389', '88', '445', '3389', '5985']);
  return {
    [idName]: String(random.between(4, 9_000)),
    Application: random.chance(0.1) ? 'System' : devicePath(random.pick(programs)),
    Direction: inbound ? '%%14592' : '%%14593',
    SourceAddress: inbound ? peer : own,
    SourcePort: port(random),
    DestAddress: inbound ? own : peer,
    DestPort: wellKnown,
    Protocol: wellKnown === '53' ? '17' : '6',
    FilterOrigin: 'Unknown',
    FilterRTID: String(random.between(65_000, 99_999)),
    LayerName: inbound ? '%%14610' : '%%14611',
    LayerRTID: inbound ? '44' : '48',
  };
}

function newProcess(scene: Scene): Fields {
  const { random } = scene;
  const program = random.pick(programs);
  const other = random.chance(0.2);
  return {
    ...subject(scene),
    NewProcessId: pointer(random),
    NewProcessName: program.path,
    TokenElevationType: random.pick(['%%1936', '%%1937', '%%1938']),
    ProcessId: pointer(random),
    CommandLine: program.commandLine(random),
    ...named('Target', other ? person(random) : nobody, other ? logonId(random) : '0x0'),
    ParentProcessName: program.parent,
    MandatoryLabel: random.pick(['S-1-16-16384', 'S-1-16-12288', 'S-1-16-8192']),
  };
}

function logon(scene: Scene): Fields {
  const { machine, random } = scene;
  const session = openSession(scene);
  const kerberos = session.logonType === '3' && random.chance(0.8);
  const network = session.logonType === '3' || session.logonType === '10';
  return {
    ...(kerberos
      ? named('Subject', nobody, '0x0')
      : named('Subject', { ...system, user: machine.account.user, domain }, '0x3e7')),
    ...named('Target', session, session.logonId),
    LogonType: session.logonType,
    LogonProcessName: kerberos ? 'Kerberos' : network ? 'NtLmSsp ' : 'Advapi  ',
    AuthenticationPackageName: kerberos ? 'Kerberos' : network ? 'NTLM' : 'Negotiate',
    WorkstationName: kerberos ? '-' : random.pick([machine.name, 'JUMP01', 'LAPTOP-Ü17', '-']),
    LogonGuid: `{${kerberos ? random.guid() : '00000000-0000-0000-0000-000000000000'}}`,
    TransmittedServices: '-',
    LmPackageName: network && !kerberos ? 'NTLM V2' : '-',
    KeyLength: network && !kerberos ? '128' : '0',
    ProcessId: kerberos ? '0x0' : pointer(random),
    ProcessName: kerberos ? '-' : 'C:\\Windows\\System32\\services.exe',
    IpAddress: network ? clientAddress(random) : '-',
    IpPort: network ? port(random) : '-',
    ImpersonationLevel: random.pick(['%%1833', '%%1840']),
    RestrictedAdminMode: '-',
    TargetOutboundUserName: '-',
    TargetOutboundDomainName: '-',
    VirtualAccount: '%%1843',
    TargetLinkedLogonId: '0x0',
    ElevatedToken: random.pick(['%%1842', '%%1843']),
  };
}

function failedLogon({ machine, random }: Scene): Fields {
  const [status, reason, subStatus] = random.pick([
    ['0xc000006d', '%%2313', '0xc000006a'],
    ['0xc000006d', '%%2313', '0xc0000064'],
    ['0xc0000234', '%%2307', '0x0'],
    ['0xc000006e', '%%2310', '0xc0000072'],
  ] as const);
  return {
    ...named('Subject', nobody, '0x0'),
    TargetUserSid: 'S-1-0-0',
    TargetUserName: random.chance(0.3)
      ? random.pick(['admin', 'test', 'sa|1=1', 'a\\b', 'root"'])
      : person(random).user,
    TargetDomainName: domain,
    Status: status,
    FailureReason: reason,
    SubStatus: subStatus,
    LogonType: random.pick(['3', '3', '10', '2']),
    LogonProcessName: 'NtLmSsp ',
    AuthenticationPackageName: 'NTLM',
    WorkstationName: random.pick([machine.name, 'kali', '工作站-7', '-']),
    TransmittedServices: '-',
    LmPackageName: '-',
    KeyLength: '0',
    ProcessId: '0x0',
    ProcessName: '-',
    IpAddress: clientAddress(random),
    IpPort: port(random),
  };
}

const ticketOptions = ['0x40810000', '0x40810010', '0x60810010', '0x40800000'] as const;
const encryption = ['0x12', '0x12', '0x12', '0x11', '0x17'] as const;

function ticketGranting(scene: Scene): Fields {
  const { random } = scene;
  const failed = random.chance(0.08);
  const account = person(random);
  return {
    TargetUserName: account.user,
    TargetDomainName: failed ? dnsDomain.toUpperCase() : domain,
    TargetSid: failed ? 'S-1-0-0' : account.sid,
    ServiceName: 'krbtgt',
    ServiceSid: failed ? 'S-1-0-0' : 'S-1-5-21-1004336348-1177238915-682003330-502',
    TicketOptions: random.pick(ticketOptions),
    Status: failed ? random.pick(['0x6', '0x12', '0x17']) : '0x0',
    TicketEncryptionType: failed ? '0xffffffff' : random.pick(encryption),
    PreAuthType: failed ? '-' : '2',
    IpAddress: clientAddress(random),
    IpPort: port(random),
    CertIssuerName: '',
    CertSerialNumber: '',
    CertThumbprint: '',
  };
}

function serviceTicket({ random }: Scene): Fields {
  const failed = random.chance(0.03);
  return {
    TargetUserName: `${person(random).user}@${dnsDomain.toUpperCase()}`,
    TargetDomainName: dnsDomain.toUpperCase(),
    ServiceName: random.pick(['SQL01$', 'WEB01$', 'DC01$', 'svc-sql', 'krbtgt']),
    ServiceSid: `S-1-5-21-1004336348-1177238915-682003330-${random.between(1100, 1410)}`,
    TicketOptions: random.pick(ticketOptions),
    TicketEncryptionType: failed ? '0xffffffff' : random.pick(encryption),
    IpAddress: clientAddress(random),
    IpPort: port(random),
    Status: failed ? '0x20' : '0x0',
    LogonGuid: `{${random.guid()}}`,
    TransmittedServices: '-',
  };
}

function accountDetails(account: Account, created: boolean): Fields {
  const unset = created ? '%%1793' : '-';
  return {
    PrivilegeList: '-',
    SamAccountName: account.user,
    DisplayName: created ? account.user.replace('.', ' ') : '-',
    UserPrincipalName: `${account.user}@${dnsDomain}`,
    HomeDirectory: unset,
    HomePath: unset,
    ScriptPath: unset,
    ProfilePath: unset,
    UserWorkstations: unset,
    PasswordLastSet: created ? '%%1794' : '11/22/2026 8:15:02 AM',
    AccountExpires: '%%1794',
    PrimaryGroupId: '513',
    AllowedToDelegateTo: '-',
    OldUacValue: created ? '0x0' : '0x15',
    NewUacValue: created ? '0x15' : '0x10',
    UserAccountControl: created ? '\r\n\t\t%%2080\r\n\t\t%%2082\r\n\t\t%%2084' : '\r\n\t\t%%2048',
    UserParameters: unset,
    SidHistory: '-',
    LogonHours: created ? '%%1793' : '-',
  };
}

const accountAction = (scene: Scene): Fields => ({
  ...targetAccount(person(scene.random)),
  ...administrator(scene),
});

function groupMember(scene: Scene): Fields {
  const member = person(scene.random);
  const [group, sid] = scene.random.pick(groups);
  return {
    MemberName: `CN=${member.user.replace(',', '\\,')},OU=Büro\\, Nord,DC=nordwind,DC=example`,
    MemberSid: member.sid,
    TargetUserName: group,
    TargetDomainName: domain,
    TargetSid: sid,
    ...administrator(scene),
    PrivilegeList: '-',
  };
}

function scheduledTask(scene: Scene): Fields {
  const author = scene.random.pick(admins).user;
  const task =
    '<?xml version="1.0" encoding="UTF-16"?>\r\n<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\r\n' +
    `  <RegistrationInfo>\r\n    <Author>${domain}\\${author}</Author>\r\n    <Description>Nightly &amp; weekly export</Description>\r\n  </RegistrationInfo>\r\n` +
    '  <Triggers>\r\n    <CalendarTrigger>\r\n      <StartBoundary>2026-01-01T03:00:00</StartBoundary>\r\n      <ScheduleByDay>\r\n        <DaysInterval>1</DaysInterval>\r\n      </ScheduleByDay>\r\n    </CalendarTrigger>\r\n  </Triggers>\r\n' +
    `  <Actions Context="Author">\r\n    <Exec>\r\n      <Command>C:\\Scripts\\export.cmd</Command>\r\n      <Arguments>/mode:full "D:\\Out=${scene.random.between(1, 99)}" | more</Arguments>\r\n    </Exec>\r\n  </Actions>\r\n</Task>`;
  return {
    ...administrator(scene),
    TaskName: `\\Nordwind\\Export-${scene.random.between(1, 99)}`,
    TaskContent: task,
    ClientProcessStartKey: String(scene.random.between(1_000_000, 99_999_999)),
    ClientProcessId: String(scene.random.between(400, 9_000)),
    ParentProcessId: String(scene.random.between(400, 9_000)),
    RpcCallClientLocality: '0',
    FQDN: scene.machine.computer,
  };
}

const privileges = [
  'SeSecurityPrivilege',
  'SeBackupPrivilege',
  'SeRestorePrivilege',
  'SeTakeOwnershipPrivilege',
  'SeDebugPrivilege',
  'SeSystemEnvironmentPrivilege',
  'SeLoadDriverPrivilege',
  'SeImpersonatePrivilege',
  'SeDelegateSessionUserImpersonatePrivilege',
] as const;

const privilegeList = (random: Random): string => privileges.slice(random.between(0, 5)).join('\r\n\t\t\t');

const keyOperation = (scene: Scene): Fields => ({
  ProviderName: 'Microsoft Software Key Storage Provider',
  AlgorithmName: scene.random.pick(['RSA', 'ECDSA_P256', 'UNKNOWN']),
  KeyName: `tls-${scene.random.guid()}`,
  KeyType: '%%2499',
});

const session = (scene: Scene): Fields => {
  const { user, domain: accountDomain, logonId: id } = someSession(scene);
  return {
    AccountName: user,
    AccountDomain: accountDomain,
    LogonID: id,
    SessionName: `RDP-Tcp#${scene.random.between(0, 40)}`,
    ClientName: scene.random.pick(['LAPTOP-Ü17', 'JUMP01', 'HOME-PC']),
    ClientAddress: scene.random.pick([clientAddress(scene.random), 'LOCAL']),
  };
};

const logoff = (scene: Scene): Fields => {
  const ended = someSession(scene);
  return named('Target', ended, ended.logonId);
};

const dc: readonly MachineRole[] = ['dc'];

// biome-ignore format: one line an event id reads as a table
export const eventKinds: readonly [EventKind, ...EventKind[]] = [
  { id: 4624, version: 2, task: 12544, weight: 1300, correlated: true, title: 'An account was successfully logged on.', remark: remarks.logon, fields: logon },
  { id: 4634, version: 0, task: 12545, weight: 1500, title: 'An account was logged off.', remark: 'Tied to the logon event by the logon ID, which is unique between two starts of the computer.', fields: (s) => { const ended = someSession(s); return { ...named('Target', ended, ended.logonId), LogonType: ended.logonType }; } },
  { id: 4672, version: 0, task: 12548, weight: 900, correlated: true, title: 'Special privileges assigned to new logon.', remark: '', fields: (s) => { const opened = someSession(s); return { ...named('Subject', opened, opened.logonId), PrivilegeList: privilegeList(s.random) }; } },
  { id: 5156, version: 1, task: 12810, weight: 1900, title: 'The Windows Filtering Platform has permitted a connection.', remark: remarks.packet, fields: (s) => ({ ...connection(s, 'ProcessID'), RemoteUserID: 'S-1-0-0', RemoteMachineID: 'S-1-0-0' }) },
  { id: 5158, version: 0, task: 12810, weight: 800, title: 'The Windows Filtering Platform has permitted a bind to a local port.', remark: remarks.packet, fields: ({ machine, random }) => ({ ProcessId: String(random.between(4, 9000)), Application: devicePath(random.pick(programs)), SourceAddress: random.pick(['0.0.0.0', '::', machine.address]), SourcePort: port(random), Protocol: random.pick(['6', '17']), FilterRTID: '0', LayerName: '%%14608', LayerRTID: '36' }) },
  { id: 5157, version: 1, task: 12810, weight: 60, failure: true, title: 'The Windows Filtering Platform has blocked a connection.', remark: remarks.packet, fields: (s) => ({ ...connection(s, 'ProcessID'), RemoteUserID: 'S-1-0-0', RemoteMachineID: 'S-1-0-0' }) },
  { id: 5152, version: 0, task: 12809, weight: 60, failure: true, title: 'The Windows Filtering Platform has blocked a packet.', remark: remarks.packet, fields: (s) => connection(s, 'ProcessId') },
  { id: 4688, version: 2, task: 13312, weight: 1100, title: 'A new process has been created.', remark: remarks.process, fields: newProcess },
  { id: 4689, version: 0, task: 13313, weight: 800, title: 'A process has exited.', remark: '', fields: (s) => ({ ...subject(s), Status: '0x0', ...runningProgram(s.random) }) },
  { id: 4663, version: 1, task: 12800, weight: 900, roles: ['web', 'sql', 'jump'], title: 'An attempt was made to access an object.', remark: remarks.object, fields: (s) => ({ ...openedObject(s), ...accessRights(s.random), ...runningProgram(s.random), ResourceAttributes: 'S:AI' }) },
  { id: 4656, version: 1, task: 12800, weight: 250, roles: ['web', 'sql'], title: 'A handle to an object was requested.', remark: remarks.object, fields: (s) => { const rights = accessRights(s.random); return { ...openedObject(s), TransactionId: '{00000000-0000-0000-0000-000000000000}', AccessList: rights['AccessList'] ?? '', AccessReason: '%%1538:\t%%1804\r\n\t\t\t\t', AccessMask: rights['AccessMask'] ?? '', PrivilegeList: '-', RestrictedSidCount: '0', ...runningProgram(s.random), ResourceAttributes: '-' }; } },
  { id: 4658, version: 0, task: 12800, weight: 200, roles: ['web', 'sql'], title: 'The handle to an object was closed.', remark: '', fields: (s) => ({ ...subject(s), ObjectServer: 'Security', HandleId: pointer(s.random), ...runningProgram(s.random) }) },
  { id: 4670, version: 0, task: 12800, weight: 20, title: 'Permissions on an object were changed.', remark: '', fields: (s) => ({ ...openedObject(s), OldSd: 'D:(A;;GA;;;SY)(A;;RCGXGR;;;BA)', NewSd: 'D:(A;;GA;;;SY)(A;;GA;;;BA)', ...runningProgram(s.random) }) },
  { id: 4673, version: 0, task: 13056, weight: 120, title: 'A privileged service was called.', remark: '', fields: (s) => ({ ...subject(s), ObjectServer: 'NT Local Security Authority / Authentication Service', Service: 'LsaRegisterLogonProcess()', PrivilegeList: 'SeTcbPrivilege', ...runningProgram(s.random) }) },
  { id: 4703, version: 0, task: 13317, weight: 120, title: 'A user right was adjusted.', remark: '', fields: (s) => ({ ...subject(s), ...logoff(s), ...runningProgram(s.random), EnabledPrivilegeList: privilegeList(s.random), DisabledPrivilegeList: '-' }) },
  { id: 5145, version: 0, task: 12811, weight: 1100, roles: ['dc', 'sql'], title: 'A network share object was checked to see whether client can be granted desired access.', remark: '', fields: (s) => { const rights = accessRights(s.random); return { ...share(s), RelativeTargetName: s.random.pick(['nordwind.example\\Policies\\gpt.ini', 'lsarpc', 'Jahresabschluß 2026.xlsx', '\\']), AccessMask: rights['AccessMask'] ?? '', AccessList: rights['AccessList'] ?? '', AccessReason: '-' }; } },
  { id: 5140, version: 1, task: 12808, weight: 250, roles: ['dc', 'sql'], title: 'A network share object was accessed.', remark: '', fields: (s) => ({ ...share(s), AccessMask: '0x1', AccessList: '%%4416\r\n\t\t\t\t' }) },
  { id: 4769, version: 0, task: 14337, weight: 2200, roles: dc, title: 'A Kerberos service ticket was requested.', remark: remarks.kerberos, fields: serviceTicket },
  { id: 4768, version: 0, task: 14339, weight: 700, roles: dc, title: 'A Kerberos authentication ticket (TGT) was requested.', remark: remarks.kerberos, fields: ticketGranting },
  { id: 4771, version: 0, task: 14339, weight: 60, roles: dc, title: 'Kerberos pre-authentication failed.', remark: remarks.kerberos, fields: ({ random }) => { const who = person(random); return { TargetUserName: who.user, TargetSid: who.sid, ServiceName: `krbtgt/${domain}`, TicketOptions: random.pick(ticketOptions), Status: '0x18', PreAuthType: '2', IpAddress: clientAddress(random), IpPort: port(random), CertIssuerName: '', CertSerialNumber: '', CertThumbprint: '' }; } },
  { id: 4776, version: 0, task: 14336, weight: 300, roles: dc, title: 'The computer attempted to validate the credentials for an account.', remark: '', fields: ({ random }) => ({ PackageName: 'MICROSOFT_AUTHENTICATION_PACKAGE_V1_0', TargetUserName: person(random).user, Workstation: random.pick(['WEB01', 'LAPTOP-Ü17', 'kali', '']), Status: random.pick(['0x0', '0x0', '0x0', '0xc000006a', '0xc0000064']) }) },
  { id: 4625, version: 0, task: 12544, weight: 150, correlated: true, title: 'An account failed to log on.', remark: remarks.logon, fields: failedLogon },
  { id: 4648, version: 0, task: 12544, weight: 120, correlated: true, title: 'A logon was attempted using explicit credentials.', remark: 'Seen when a process logs an account on by naming its password, as scheduled tasks and the run-as command do.', fields: (s) => ({ ...subject(s), LogonGuid: '{00000000-0000-0000-0000-000000000000}', TargetUserName: s.random.pick(services).user, TargetDomainName: domain, TargetLogonGuid: `{${s.random.guid()}}`, TargetServerName: 'localhost', TargetInfo: 'localhost', ...runningProgram(s.random), IpAddress: clientAddress(s.random), IpPort: '0' }) },
  { id: 4647, version: 0, task: 12545, weight: 60, roles: ['jump'], title: 'User initiated logoff:', remark: 'The user asked for it; a logoff event of the session may or may not follow.', fields: logoff },
  { id: 4778, version: 0, task: 12551, weight: 60, roles: ['jump'], title: 'A session was reconnected to a Window Station.', remark: '', fields: session },
  { id: 4779, version: 0, task: 12551, weight: 60, roles: ['jump'], title: 'A session was disconnected from a Window Station.', remark: '', fields: session },
  { id: 4798, version: 0, task: 13824, weight: 80, title: "A user's local group membership was enumerated.", remark: '', fields: (s) => ({ ...targetAccount(person(s.random)), ...subject(s), CallerProcessId: pointer(s.random), CallerProcessName: s.random.pick(programs).path }) },
  { id: 4799, version: 0, task: 13826, weight: 120, title: 'A security-enabled local group membership was enumerated.', remark: '', fields: (s) => ({ TargetUserName: 'Administrators', TargetDomainName: 'Builtin', TargetSid: 'S-1-5-32-544', ...subject(s), CallerProcessId: pointer(s.random), CallerProcessName: s.random.pick(programs).path }) },
  { id: 5058, version: 1, task: 12292, weight: 60, title: 'Key file operation.', remark: '', fields: (s) => ({ ...subject(s), ClientProcessId: String(s.random.between(400, 9000)), ClientCreationTime: '2026-11-20T06:12:44.1873041Z', ...keyOperation(s), KeyFilePath: 'C:\\ProgramData\\Microsoft\\Crypto\\Keys\\8c1f_tls', Operation: '%%2458', ReturnCode: '0x0' }) },
  { id: 5061, version: 0, task: 12290, weight: 60, title: 'Cryptographic operation.', remark: '', fields: (s) => ({ ...subject(s), ...keyOperation(s), Operation: '%%2480', ReturnCode: s.random.chance(0.1) ? '0x80090016' : '0x0' }) },
  { id: 4907, version: 0, task: 13568, weight: 20, title: 'Auditing settings on object were changed.', remark: '', fields: (s) => ({ ...openedObject(s), OldSd: '', NewSd: 'S:ARAI(AU;SAFA;DCLCRPCRSDWDWO;;;WD)', ...runningProgram(s.random) }) },
  { id: 4738, version: 0, task: 13824, weight: 20, roles: dc, title: 'A user account was changed.', remark: remarks.account, fields: (s) => { const who = person(s.random); return { Dummy: '-', ...targetAccount(who), ...administrator(s), ...accountDetails(who, false) }; } },
  { id: 4720, version: 0, task: 13824, weight: 10, roles: dc, title: 'A user account was created.', remark: remarks.account, fields: (s) => { const who = person(s.random); return { ...targetAccount(who), ...administrator(s), ...accountDetails(who, true) }; } },
  { id: 4722, version: 0, task: 13824, weight: 10, roles: dc, title: 'A user account was enabled.', remark: '', fields: accountAction },
  { id: 4723, version: 0, task: 13824, weight: 10, roles: dc, title: "An attempt was made to change an account's password.", remark: '', fields: (s) => ({ ...accountAction(s), PrivilegeList: '-' }) },
  { id: 4724, version: 0, task: 13824, weight: 10, roles: dc, title: "An attempt was made to reset an account's password.", remark: '', fields: accountAction },
  { id: 4725, version: 0, task: 13824, weight: 6, roles: dc, title: 'A user account was disabled.', remark: '', fields: accountAction },
  { id: 4726, version: 0, task: 13824, weight: 6, roles: dc, title: 'A user account was deleted.', remark: '', fields: (s) => ({ ...accountAction(s), PrivilegeList: '-' }) },
  { id: 4728, version: 0, task: 13826, weight: 8, roles: dc, title: 'A member was added to a security-enabled global group.', remark: '', fields: groupMember },
  { id: 4732, version: 0, task: 13826, weight: 8, title: 'A member was added to a security-enabled local group.', remark: '', fields: groupMember },
  { id: 4756, version: 0, task: 13826, weight: 6, roles: dc, title: 'A member was added to a security-enabled universal group.', remark: '', fields: groupMember },
  { id: 4740, version: 0, task: 13824, weight: 12, roles: dc, title: 'A user account was locked out.', remark: '', fields: (s) => { const who = person(s.random); return { TargetUserName: who.user, TargetDomainName: s.random.pick(['WEB01', 'LAPTOP-Ü17']), TargetSid: who.sid, ...named('Subject', { ...system, user: s.machine.account.user, domain }, '0x3e7') }; } },
  { id: 4697, version: 1, task: 12289, weight: 8, title: 'A service was installed in the system.', remark: '', fields: (s) => ({ ...administrator(s), ServiceName: 'Überwachung Agent', ServiceFileName: '"C:\\Program Files\\Überwachung\\agent.exe" --id=7 | --log', ServiceType: '0x10', ServiceStartType: '2', ServiceAccount: 'LocalSystem', ClientProcessStartKey: String(s.random.between(1e6, 1e8)), ClientProcessId: String(s.random.between(400, 9000)), ParentProcessId: String(s.random.between(400, 9000)) }) },
  { id: 4698, version: 1, task: 12804, weight: 10, title: 'A scheduled task was created.', remark: '', fields: scheduledTask },
  { id: 1102, version: 0, task: 104, weight: 2, userData: 'LogFileCleared', title: 'The audit log was cleared.', remark: '', fields: administrator },
];
