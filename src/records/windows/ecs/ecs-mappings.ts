import { type EcsMapping, type EcsMappings, ecs, peer, subject } from '../../ecs-mapping.ts';
import { accountEcs } from './account.ts';
import { authenticationEcs } from './authentication.ts';
import { powershellEcs } from './powershell.ts';
import { sysmonEcs } from './sysmon.ts';
import { systemEcs } from './system.ts';

const security: EcsMappings = { ...authenticationEcs, ...accountEcs, ...systemEcs };

/** Of a provider: its events, what an event without an entry gets, and the module of Winlogbeat that reads it. */
interface EcsProvider {
  readonly module: string;
  readonly events: EcsMappings;
  readonly other: EcsMapping;
}

const nothing = ecs(undefined, '', '');

/** ECS mappings by provider. A provider that is not named has its data under `winlog.event_data` alone. */
export const ecsProviders: Readonly<Record<string, EcsProvider>> = {
  'Microsoft-Windows-Security-Auditing': {
    module: 'security',
    events: security,
    other: ecs(undefined, '', '', subject, peer),
  },
  'Microsoft-Windows-Eventlog': { module: 'security', events: security, other: nothing },
  'Microsoft-Windows-Sysmon': { module: 'sysmon', events: sysmonEcs, other: nothing },
  'Microsoft-Windows-PowerShell': { module: 'powershell', events: powershellEcs, other: nothing },
};

/** What an event is in ECS; an empty mapping where it has none of its own. */
export function ecsMappingOf(provider: string, eventId: number): EcsMapping {
  const known = Object.hasOwn(ecsProviders, provider) ? ecsProviders[provider] : undefined;
  return { ...(known?.events[eventId] ?? known?.other ?? nothing), module: known?.module };
}
