import type { EventMappings } from '../../event-mapping.ts';
import { appLockerMappings, codeIntegrityMappings } from './channels/app-control.ts';
import {
  applicationErrorMappings,
  applicationHangMappings,
  cveMappings,
  databaseEngineMappings,
  dotNetMappings,
  errorReportingMappings,
  installerMappings,
  popupMappings,
  sqlServerMappings,
  systemErrorReportingMappings,
} from './channels/application.ts';
import { defenderMappings } from './channels/defender.ts';
import { dnsServerMappings, dnsServiceMappings } from './channels/dns-server.ts';
import { firewallMappings } from './channels/firewall.ts';
import { ntlmMappings, smbClientMappings, smbServerMappings } from './channels/network-logon.ts';
import { classicPowerShellMappings, powerShellMappings } from './channels/powershell.ts';
import {
  bitsMappings,
  openSshMappings,
  printMappings,
  shellMappings,
  winRmMappings,
  wmiActivityMappings,
} from './channels/remote-management.ts';
import { sysmonMappings } from './channels/sysmon.ts';
import {
  classicEventLogMappings,
  classicShutdownMappings,
  diskMappings,
  distributedComMappings,
  dnsClientMappings,
  groupPolicyMappings,
  kerberosMappings,
  kernelBootMappings,
  kernelGeneralMappings,
  kernelPnpMappings,
  kernelPowerMappings,
  lsaMappings,
  netlogonMappings,
  ntfsMappings,
  pnpMappings,
  samMappings,
  serviceControlMappings,
  shadowCopyMappings,
  shutdownMappings,
  terminalDeviceMappings,
  timeServiceMappings,
  windowsUpdateMappings,
  winlogonMappings,
} from './channels/system.ts';
import { taskSchedulerMappings } from './channels/task-scheduler.ts';
import {
  gatewayMappings,
  localSessionMappings,
  remoteConnectionMappings,
  remoteDesktopClientMappings,
  remoteDesktopCoreMappings,
} from './channels/terminal-services.ts';

/**
 * Mappings of the channels beside Security, by the provider as Windows writes it: with case, and with each name that
 * the same provider has had. `Provider@Name` of one and the same source differs by the version of Windows and by the
 * tool that read the event (a manifest's name, or the event source's).
 *
 * In these channels there is no subject and target as in audits. The keys hold to the Security channel where the event
 * tells the same (7045 and 4697, Sysmon 1 and 4688), and else: the process and the account that did it are the
 * destination's (`dproc`, `duser`), a peer of theirs is the source, what was done is `act`, to what `fname` and `filePath`.
 */
export const otherChannelMappings: Readonly<Record<string, EventMappings>> = {
  'Microsoft-Windows-Sysmon': sysmonMappings,

  'Microsoft-Windows-PowerShell': powerShellMappings,
  PowerShellCore: powerShellMappings,
  PowerShell: classicPowerShellMappings,

  'Microsoft-Windows-Windows Defender': defenderMappings,
  'Microsoft Antimalware': defenderMappings,

  'Microsoft-Windows-TaskScheduler': taskSchedulerMappings,

  'Microsoft-Windows-TerminalServices-LocalSessionManager': localSessionMappings,
  'Microsoft-Windows-TerminalServices-RemoteConnectionManager': remoteConnectionMappings,
  'Microsoft-Windows-RemoteDesktopServices-RdpCoreTS': remoteDesktopCoreMappings,
  'Microsoft-Windows-TerminalServices-Gateway': gatewayMappings,
  'Microsoft-Windows-TerminalServices-ClientActiveXCore': remoteDesktopClientMappings,
  TermDD: terminalDeviceMappings,

  'Microsoft-Windows-AppLocker': appLockerMappings,
  'Microsoft-Windows-CodeIntegrity': codeIntegrityMappings,

  'Microsoft-Windows-Windows Firewall With Advanced Security': firewallMappings,

  'Microsoft-Windows-DNSServer': dnsServerMappings,
  'Microsoft-Windows-DNS-Server-Service': dnsServiceMappings,
  DNS: dnsServiceMappings,
  'Microsoft-Windows-DNS-Client': dnsClientMappings,

  'Service Control Manager': serviceControlMappings,
  'Microsoft-Windows-Service Control Manager': serviceControlMappings,
  EventLog: classicEventLogMappings,
  User32: shutdownMappings,
  'Microsoft-Windows-User32': shutdownMappings,
  USER32: classicShutdownMappings,
  'Microsoft-Windows-Kernel-General': kernelGeneralMappings,
  'Microsoft-Windows-Kernel-Power': kernelPowerMappings,
  'Microsoft-Windows-Kernel-Boot': kernelBootMappings,
  'Microsoft-Windows-Kernel-PnP': kernelPnpMappings,
  'Microsoft-Windows-UserPnp': pnpMappings,
  NETLOGON: netlogonMappings,
  'Microsoft-Windows-GroupPolicy': groupPolicyMappings,
  LsaSrv: lsaMappings,
  LSASRV: lsaMappings,
  'Microsoft-Windows-Security-Kerberos': kerberosMappings,
  Kerberos: kerberosMappings,
  'Microsoft-Windows-WindowsUpdateClient': windowsUpdateMappings,
  'Microsoft-Windows-Time-Service': timeServiceMappings,
  W32Time: timeServiceMappings,
  Disk: diskMappings,
  disk: diskMappings,
  'Microsoft-Windows-Ntfs': ntfsMappings,
  Ntfs: ntfsMappings,
  Volsnap: shadowCopyMappings,
  volsnap: shadowCopyMappings,
  'Microsoft-Windows-DistributedCOM': distributedComMappings,
  DCOM: distributedComMappings,
  'Microsoft-Windows-Winlogon': winlogonMappings,
  'Microsoft-Windows-Directory-Services-SAM': samMappings,
  SAM: samMappings,

  'Application Error': applicationErrorMappings,
  'Application Hang': applicationHangMappings,
  'Windows Error Reporting': errorReportingMappings,
  'Microsoft-Windows-WER-SystemErrorReporting': systemErrorReportingMappings,
  'Application Popup': popupMappings,
  '.NET Runtime': dotNetMappings,
  MsiInstaller: installerMappings,
  ESENT: databaseEngineMappings,
  MSSQLSERVER: sqlServerMappings,
  'Microsoft-Windows-Audit-CVE': cveMappings,
  'Audit-CVE': cveMappings,

  'Microsoft-Windows-WMI-Activity': wmiActivityMappings,
  'Microsoft-Windows-Bits-Client': bitsMappings,
  'Microsoft-Windows-SMBServer': smbServerMappings,
  'Microsoft-Windows-SMBClient': smbClientMappings,
  'Microsoft-Windows-NTLM': ntlmMappings,
  'Microsoft-Windows-Security-Netlogon': ntlmMappings,
  'Microsoft-Windows-WinRM': winRmMappings,
  WinRM: winRmMappings,
  OpenSSH: openSshMappings,
  'Microsoft-Windows-Shell-Core': shellMappings,
  'Microsoft-Windows-PrintService': printMappings,
};
