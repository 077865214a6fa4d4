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
import type { ChannelCatalogue } from './channels/channel-catalogue.ts';
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
import type { CatalogueEntry } from './compact.ts';

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

function entriesOf({ providers, category, subcategories }: ChannelCatalogue): readonly CatalogueEntry[] {
  return Object.entries(subcategories).flatMap(([subcategory, events]) =>
    Object.entries(events).flatMap(([id, [title, fields, criticality = 'low']]) => {
      const names = fields === undefined || fields === '' ? [] : fields.split(', ');
      // Layouts are not told apart here: one version holds the fields of all that are known.
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

let known: ReadonlyMap<string, ReadonlyMap<number, CatalogueEntry>> | undefined;

/** Made at the first look: a process that formats nothing does without it. */
function index(): ReadonlyMap<string, ReadonlyMap<number, CatalogueEntry>> {
  if (known !== undefined) return known;
  const byProvider = Map.groupBy(channels.flatMap(entriesOf), ({ provider }) => provider);
  known = new Map(
    Array.from(byProvider, ([provider, entries]) => [
      provider,
      new Map(entries.map((entry) => [entry.eventId, entry])),
    ]),
  );
  return known;
}

/** Every event of the channels beside Security that the catalogue knows; once for each name of its provider. */
export function otherChannels(): readonly CatalogueEntry[] {
  return Array.from(index().values(), (ids) => [...ids.values()]).flat();
}

/** What is known of an event of a channel beside Security. */
export function channelEntry(provider: string, eventId: number): CatalogueEntry | undefined {
  return index().get(provider)?.get(eventId);
}
