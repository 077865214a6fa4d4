import { appLocker, codeIntegrity } from './channels/app-control.ts';
import {
  applicationError,
  applicationHang,
  backup,
  databaseEngine,
  dotNet,
  errorReporting,
  installer,
  popup,
  profiles,
  securityCenter,
  shadowCopyService,
  sqlServer,
  vulnerability,
} from './channels/application.ts';
import type { ChannelCatalogue, Criticality } from './channels/channel-catalogue.ts';
import { defender } from './channels/defender.ts';
import { dnsClient, dnsServer, dnsService } from './channels/dns-server.ts';
import { firewall } from './channels/firewall.ts';
import { classicPowerShell, powerShell } from './channels/powershell.ts';
import {
  localSessions,
  remoteConnections,
  remoteDesktopClient,
  remoteDesktopCore,
  remoteDesktopGateway,
  terminalDevice,
} from './channels/remote-desktop.ts';
import {
  bits,
  ntlm,
  openSsh,
  printService,
  shell,
  smbClient,
  smbServer,
  winRm,
  wmiActivity,
} from './channels/services.ts';
import { sysmon } from './channels/sysmon.ts';
import {
  accountManager,
  classicEventLog,
  disk,
  distributedCom,
  eventLogService,
  groupPolicy,
  kerberos,
  kernelBoot,
  kernelGeneral,
  kernelPnp,
  kernelPower,
  keyDistributionCenter,
  lsa,
  netlogon,
  ntfs,
  plugAndPlay,
  secureChannel,
  serviceControl,
  shadowCopies,
  shutdown,
  systemErrors,
  timeService,
  windowsUpdate,
  wininit,
  winlogon,
} from './channels/system.ts';
import { taskScheduler } from './channels/task-scheduler.ts';

/** An event of a channel beside Security, in the shape of the catalogue's entries. */
export interface ChannelEntry {
  /** As Windows writes it, with case; the same event stands once for each name that its provider has had. */
  readonly provider: string;
  readonly eventId: number;
  /** One English sentence with a full stop. */
  readonly title: string;
  readonly category: string;
  readonly subcategory: string;
  readonly subcategories: readonly string[];
  readonly criticality: Criticality;
  /** One, with the fields of all known layouts, as version 0; none where the fields are not known. */
  readonly versions: readonly { readonly version: number; readonly fields: readonly string[] }[];
}

const channels: readonly ChannelCatalogue[] = [
  sysmon,
  powerShell,
  classicPowerShell,
  defender,
  taskScheduler,
  localSessions,
  remoteConnections,
  remoteDesktopCore,
  remoteDesktopGateway,
  remoteDesktopClient,
  terminalDevice,
  appLocker,
  codeIntegrity,
  firewall,
  dnsServer,
  dnsService,
  dnsClient,
  serviceControl,
  eventLogService,
  classicEventLog,
  shutdown,
  kernelGeneral,
  kernelPower,
  kernelBoot,
  kernelPnp,
  plugAndPlay,
  netlogon,
  groupPolicy,
  lsa,
  kerberos,
  keyDistributionCenter,
  windowsUpdate,
  timeService,
  disk,
  ntfs,
  shadowCopies,
  distributedCom,
  winlogon,
  accountManager,
  secureChannel,
  systemErrors,
  wininit,
  applicationError,
  applicationHang,
  errorReporting,
  popup,
  dotNet,
  vulnerability,
  installer,
  databaseEngine,
  shadowCopyService,
  sqlServer,
  securityCenter,
  profiles,
  backup,
  winRm,
  openSsh,
  bits,
  wmiActivity,
  ntlm,
  smbServer,
  smbClient,
  shell,
  printService,
];

function entriesOf({ providers, category, subcategories }: ChannelCatalogue): readonly ChannelEntry[] {
  return Object.entries(subcategories).flatMap(([subcategory, events]) =>
    Object.entries(events).flatMap(([id, [title, fields, criticality = 'low']]) => {
      const names = fields === undefined || fields === '' ? [] : fields.split(', ');
      const versions = fields === undefined ? [] : [{ version: 0, fields: names }];
      return providers.map((provider) => ({
        provider,
        eventId: Number(id),
        title,
        category,
        subcategory,
        subcategories: [subcategory],
        criticality,
        versions,
      }));
    }),
  );
}

/** Every event of the channels beside Security that the catalogue knows. */
export const otherChannels: readonly ChannelEntry[] = channels.flatMap(entriesOf);

const byProvider = new Map<string, Map<number, ChannelEntry>>();
for (const entry of otherChannels) {
  const ids = byProvider.get(entry.provider);
  if (ids === undefined) byProvider.set(entry.provider, new Map([[entry.eventId, entry]]));
  else ids.set(entry.eventId, entry);
}

/** What is known of an event of a channel beside Security. */
export function channelEntry(provider: string, eventId: number): ChannelEntry | undefined {
  return byProvider.get(provider)?.get(eventId);
}
