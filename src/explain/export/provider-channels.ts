const system: readonly string[] = ['System'];
const application: readonly string[] = ['Application'];
const security: readonly string[] = ['Security'];

/** Channels named like the provider: `Provider/Operational` and the like. */
const own = (provider: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${provider}/${name}`);

/** The channels that each provider of the catalogue writes to; elsewhere than in its own form only where it is told. */
const channels: Readonly<Record<string, readonly string[]>> = {
  'Microsoft-Windows-Security-Auditing': security,
  Security: security,
  EventLog: system,
  NETLOGON: system,
  'Microsoft-Windows-BitLocker-Driver': system,
  '.NET Runtime': application,
  'Application Error': application,
  'Application Hang': application,
  'Application Popup': system,
  'Audit-CVE': application,
  DCOM: system,
  DNS: ['DNS Server'],
  Disk: system,
  ESENT: application,
  KDC: system,
  Kerberos: system,
  LSASRV: system,
  LsaSrv: system,
  MSSQLSERVER: application,
  'Microsoft Antimalware': system,
  'Microsoft-Windows-AppLocker': own(
    'Microsoft-Windows-AppLocker',
    'EXE and DLL',
    'MSI and Script',
    'Packaged app-Deployment',
    'Packaged app-Execution',
  ),
  'Microsoft-Windows-Audit-CVE': application,
  'Microsoft-Windows-Backup': ['Microsoft-Windows-Backup'],
  'Microsoft-Windows-Bits-Client': own('Microsoft-Windows-Bits-Client', 'Operational'),
  'Microsoft-Windows-CodeIntegrity': own('Microsoft-Windows-CodeIntegrity', 'Operational'),
  'Microsoft-Windows-DNS-Client': ['System', ...own('Microsoft-Windows-DNS-Client', 'Operational')],
  'Microsoft-Windows-DNS-Server-Service': ['DNS Server'],
  'Microsoft-Windows-DNSServer': own('Microsoft-Windows-DNSServer', 'Analytical', 'Audit'),
  'Microsoft-Windows-Directory-Services-SAM': system,
  'Microsoft-Windows-DistributedCOM': system,
  'Microsoft-Windows-GroupPolicy': ['System', ...own('Microsoft-Windows-GroupPolicy', 'Operational')],
  'Microsoft-Windows-Kerberos-Key-Distribution-Center': system,
  'Microsoft-Windows-Kernel-Boot': system,
  'Microsoft-Windows-Kernel-General': system,
  'Microsoft-Windows-Kernel-PnP': ['System', ...own('Microsoft-Windows-Kernel-PnP', 'Configuration')],
  'Microsoft-Windows-Kernel-Power': system,
  'Microsoft-Windows-NTLM': own('Microsoft-Windows-NTLM', 'Operational'),
  'Microsoft-Windows-Ntfs': ['System', ...own('Microsoft-Windows-Ntfs', 'Operational')],
  'Microsoft-Windows-PowerShell': own('Microsoft-Windows-PowerShell', 'Operational'),
  'Microsoft-Windows-PrintService': own('Microsoft-Windows-PrintService', 'Admin', 'Operational'),
  'Microsoft-Windows-RemoteDesktopServices-RdpCoreTS': own(
    'Microsoft-Windows-RemoteDesktopServices-RdpCoreTS',
    'Operational',
  ),
  'Microsoft-Windows-SMBClient': own(
    'Microsoft-Windows-SmbClient',
    'Audit',
    'Connectivity',
    'Operational',
    'Security',
  ),
  'Microsoft-Windows-SMBServer': own(
    'Microsoft-Windows-SMBServer',
    'Audit',
    'Connectivity',
    'Operational',
    'Security',
  ),
  'Microsoft-Windows-Security-Kerberos': ['System', ...own('Microsoft-Windows-Kerberos', 'Operational')],
  'Microsoft-Windows-Security-Netlogon': own('Microsoft-Windows-NTLM', 'Operational'),
  'Microsoft-Windows-Service Control Manager': system,
  'Microsoft-Windows-Shell-Core': own('Microsoft-Windows-Shell-Core', 'Operational'),
  'Microsoft-Windows-Sysmon': own('Microsoft-Windows-Sysmon', 'Operational'),
  'Microsoft-Windows-TaskScheduler': own('Microsoft-Windows-TaskScheduler', 'Operational'),
  'Microsoft-Windows-TerminalServices-ClientActiveXCore': own(
    'Microsoft-Windows-TerminalServices-RDPClient',
    'Operational',
  ),
  'Microsoft-Windows-TerminalServices-Gateway': own(
    'Microsoft-Windows-TerminalServices-Gateway',
    'Operational',
  ),
  'Microsoft-Windows-TerminalServices-LocalSessionManager': own(
    'Microsoft-Windows-TerminalServices-LocalSessionManager',
    'Operational',
  ),
  'Microsoft-Windows-TerminalServices-RemoteConnectionManager': [
    'System',
    ...own('Microsoft-Windows-TerminalServices-RemoteConnectionManager', 'Admin', 'Operational'),
  ],
  'Microsoft-Windows-Time-Service': ['System', ...own('Microsoft-Windows-Time-Service', 'Operational')],
  'Microsoft-Windows-User Profiles Service': [
    'Application',
    ...own('Microsoft-Windows-User Profile Service', 'Operational'),
  ],
  'Microsoft-Windows-User32': system,
  'Microsoft-Windows-UserPnp': ['System', ...own('Microsoft-Windows-UserPnp', 'DeviceInstall')],
  'Microsoft-Windows-WER-SystemErrorReporting': system,
  'Microsoft-Windows-WMI-Activity': own('Microsoft-Windows-WMI-Activity', 'Operational'),
  'Microsoft-Windows-WinRM': ['System', ...own('Microsoft-Windows-WinRM', 'Operational')],
  'Microsoft-Windows-Windows Defender': own('Microsoft-Windows-Windows Defender', 'Operational', 'WHC'),
  'Microsoft-Windows-Windows Firewall With Advanced Security': own(
    'Microsoft-Windows-Windows Firewall With Advanced Security',
    'Firewall',
  ),
  'Microsoft-Windows-WindowsUpdateClient': [
    'System',
    ...own('Microsoft-Windows-WindowsUpdateClient', 'Operational'),
  ],
  'Microsoft-Windows-Wininit': system,
  'Microsoft-Windows-Winlogon': ['Application', 'System'],
  MsiInstaller: application,
  Ntfs: system,
  OpenSSH: own('OpenSSH', 'Admin', 'Operational'),
  PowerShell: ['Windows PowerShell'],
  PowerShellCore: own('PowerShellCore', 'Operational'),
  SAM: system,
  Schannel: system,
  SecurityCenter: application,
  'Service Control Manager': system,
  TermDD: system,
  USER32: system,
  User32: system,
  VSS: application,
  Volsnap: system,
  W32Time: system,
  WinRM: ['System', ...own('Microsoft-Windows-WinRM', 'Operational')],
  'Windows Error Reporting': application,
  disk: system,
  volsnap: system,
};

/** Channels that an event of the catalogue may come by; empty for a provider that has none here. */
export function channelsOf(provider: string, eventId: number): readonly string[] {
  // The event log service tells of the Security log in that log, and of all others in System.
  if (provider === 'Microsoft-Windows-Eventlog') return eventId >= 1100 && eventId < 1200 ? security : system;
  return Object.hasOwn(channels, provider) ? (channels[provider] ?? []) : [];
}

/** Levels of events beyond the Security channel: LogAlways, Critical, Error, Warning, Information, Verbose. */
export const eventLevels: readonly number[] = [0, 1, 2, 3, 4, 5];
