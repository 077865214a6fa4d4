/**
 * The invented network that the demo's events come from: machines, people, programs, addresses. Nothing here is taken
 * from a real network; addresses are private or reserved for documentation.
 */
import { createRandom, type Random } from '../random.ts';

export type MachineRole = 'dc' | 'web' | 'sql' | 'jump';

/** An account as Windows names it in events. */
export interface Account {
  readonly sid: string;
  readonly user: string;
  readonly domain: string;
}

export interface Session extends Account {
  readonly logonId: string;
  readonly logonType: string;
}

/** One VM with what changes while it runs. */
export interface Machine {
  readonly name: string;
  readonly role: MachineRole;
  readonly computer: string;
  readonly address: string;
  readonly account: Account;
  /** Older builds write nine digits of a second, newer ones seven. */
  readonly nineDigits: boolean;
  /** Recent logons, so that logoffs and privileges name a logon that happened. */
  readonly sessions: Session[];
  recordId: number;
  rowIndex: number;
}

export const domain = 'NORDWIND';
export const dnsDomain = 'nordwind.example';

const plan = [
  ['DC', 'dc'],
  ['WEB', 'web'],
  ['SQL', 'sql'],
  ['JUMP', 'jump'],
] as const satisfies readonly (readonly [string, MachineRole])[];

/** Makes `count` machines: domain controllers, web servers, databases and jump hosts in turn. */
export function createMachines(count: number, random: Random): readonly [Machine, ...Machine[]] {
  const make = (index: number): Machine => {
    const [prefix, role] = plan[index % plan.length] ?? plan[0];
    const name = `${prefix}${String(Math.floor(index / plan.length) + 1).padStart(2, '0')}`;
    return {
      name,
      role,
      computer: `${name}.${dnsDomain}`,
      address: `10.20.${index % plan.length}.${4 + Math.floor(index / plan.length)}`,
      account: { sid: `${domainSid}-${1100 + index}`, user: `${name}$`, domain },
      nineDigits: role === 'sql',
      sessions: [],
      recordId: random.between(180_000, 9_000_000),
      rowIndex: random.between(4_294_967_296, 4_295_967_295),
    };
  };
  return [make(0), ...Array.from({ length: Math.max(count, 1) - 1 }, (_, index) => make(index + 1))];
}

const domainSid = 'S-1-5-21-1004336348-1177238915-682003330';

export const system: Account = { sid: 'S-1-5-18', user: 'SYSTEM', domain: 'NT AUTHORITY' };
export const networkService: Account = {
  sid: 'S-1-5-20',
  user: 'NETWORK SERVICE',
  domain: 'NT AUTHORITY',
};
export const nobody: Account = { sid: 'S-1-0-0', user: '-', domain: '-' };

const people = (
  names: readonly [string, ...string[]],
  firstRid: number,
): readonly [Account, ...Account[]] => {
  const make = (user: string, index: number): Account => ({
    sid: `${domainSid}-${firstRid + index}`,
    user,
    domain,
  });
  const [first, ...rest] = names;
  return [make(first, 0), ...rest.map((user, index) => make(user, index + 1))];
};

export const users = people(
  [
    'anna.berg',
    'jörg.müller',
    'søren.åkesson',
    'o.petrova',
    'li.wei',
    '山田太郎',
    'p.oconnor',
    "d'angelo",
    'Ольга Петрова',
    'm.garcía',
    'zoë.dubois',
    'k.nowak',
    't.schmidt-rottluff',
    'b.adeyemi',
    'r.singh',
    'élodie.lefèvre',
  ],
  1601,
);
export const admins = people(['adm-klein', 'adm-weiß', 'adm-okafor'], 1501);
export const services = people(['svc-backup', 'svc-sql', 'svc-iis', 'svc-monitor', 'svc-deploy'], 1401);

export const groups = [
  ['Domain Admins', `${domainSid}-512`],
  ['Rechnungsprüfung', `${domainSid}-2110`],
  ['SQL Operators', `${domainSid}-2111`],
  ['VPN Users', `${domainSid}-2112`],
] as const;

/** An address the way Windows writes it in `IpAddress`: IPv4, IPv6, mapped, loopback or a dash. */
export function clientAddress(random: Random): string {
  const roll = random.between(0, 99);
  if (roll < 45) return `10.20.${random.between(0, 3)}.${random.between(4, 250)}`;
  if (roll < 65) return `::ffff:10.30.${random.between(0, 7)}.${random.between(4, 250)}`;
  if (roll < 75)
    return `fe80::${hexGroup(random)}:${hexGroup(random)}:${hexGroup(random)}:${hexGroup(random)}`;
  if (roll < 82) return `2001:db8:20::${hexGroup(random)}`;
  if (roll < 87) return '::1';
  if (roll < 91) return '127.0.0.1';
  return roll < 96 ? '-' : `198.51.100.${random.between(1, 254)}`;
}

const hexGroup = (random: Random): string => random.between(1, 0xffff).toString(16);

/** A program with its parent and a maker of command lines; a few hold what breaks careless encoders. */
export interface Program {
  readonly path: string;
  readonly parent: string;
  readonly commandLine: (random: Random) => string;
}

const windows = 'C:\\Windows\\System32\\';

export const programs: readonly [Program, ...Program[]] = [
  {
    path: `${windows}svchost.exe`,
    parent: `${windows}services.exe`,
    commandLine: (random) =>
      `${windows}svchost.exe -k ${random.pick(['netsvcs', 'LocalService', 'wsappx'])} -p -s ${random.pick(['Schedule', 'wuauserv', 'BITS'])}`,
  },
  {
    path: `${windows}cmd.exe`,
    parent: `${windows}svchost.exe`,
    commandLine: (random) =>
      `cmd.exe /c "netstat -ano | findstr ":${random.between(1024, 65535)}" > C:\\Temp\\ports.txt"`,
  },
  {
    path: `${windows}WindowsPowerShell\\v1.0\\powershell.exe`,
    parent: `${windows}cmd.exe`,
    commandLine: (random) =>
      `powershell.exe -NoProfile -Command "Get-Service | Where-Object { $_.Status -eq 'Running' } | Export-Csv -Path \\\\SQL01\\reports\\svc-${random.between(1, 9999)}.csv"`,
  },
  {
    path: `${windows}WindowsPowerShell\\v1.0\\powershell.exe`,
    parent: 'C:\\Program Files\\Deploy Agent\\agent.exe',
    commandLine: (random) =>
      `powershell.exe -Command "& {\r\n\t$x = @{ build=${random.between(1, 9999)}; branch='main' }\r\n\tif ($x.build -ge 1) { 'a=b|c\\d' }\r\n}"`,
  },
  {
    path: 'C:\\Program Files\\Microsoft SQL Server\\MSSQL16.MSSQLSERVER\\MSSQL\\Binn\\sqlservr.exe',
    parent: `${windows}services.exe`,
    commandLine: () =>
      '"C:\\Program Files\\Microsoft SQL Server\\MSSQL16.MSSQLSERVER\\MSSQL\\Binn\\sqlservr.exe" -sMSSQLSERVER',
  },
  {
    path: `${windows}inetsrv\\w3wp.exe`,
    parent: `${windows}svchost.exe`,
    commandLine: (random) =>
      `c:\\windows\\system32\\inetsrv\\w3wp.exe -ap "Shop & Konto" -v "v4.0" -l "webengine4.dll" -a \\\\.\\pipe\\iisipm${random.guid()} -h "C:\\inetpub\\temp\\apppools\\shop\\shop.config" -w "" -m 0`,
  },
  {
    path: 'C:\\Program Files\\Überwachung\\probe.exe',
    parent: `${windows}services.exe`,
    commandLine: (random) =>
      `"C:\\Program Files\\Überwachung\\probe.exe" --target=https://shop.${dnsDomain}/?a=1&b=${random.between(1, 999)} --größe=<5MB>`,
  },
  {
    path: `${windows}conhost.exe`,
    parent: `${windows}cmd.exe`,
    commandLine: () => '\\??\\C:\\Windows\\system32\\conhost.exe 0xffffffff -ForceV1',
  },
  { path: `${windows}taskhostw.exe`, parent: `${windows}svchost.exe`, commandLine: () => 'taskhostw.exe' },
];

/** The seed's own network for one generator. */
export function createNetwork(options: { readonly seed: number; readonly vms: number }) {
  const random = createRandom(options.seed);
  return {
    random,
    deploymentId: random.guid(),
    machines: createMachines(options.vms, random),
  };
}
