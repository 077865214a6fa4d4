import type { SecurityEvent } from '../events/security-event.ts';

const high = 8;
const mediumHigh = 7;
const medium = 5;
const low = 2;

function ids(severity: number, ...list: readonly number[]): readonly (readonly [number, number])[] {
  return list.map((id) => [id, severity]);
}

/** Security events that Microsoft's list of events to monitor rates above Low; the rest of that list is Low. */
const securitySeverities: ReadonlyMap<number, number> = new Map([
  ...ids(high, 4618, 4649, 4719, 4765, 4766, 4794, 4897, 4964, 5124),
  ...ids(mediumHigh, 1102),
  ...ids(
    medium,
    4621,
    4675,
    4692,
    4693,
    4706,
    4713,
    4714,
    4715,
    4716,
    4724,
    4727,
    4735,
    4737,
    4739,
    4754,
    4755,
  ),
  ...ids(medium, 4764, 4780, 4816, 4865, 4866, 4867, 4868, 4870, 4882, 4885, 4890, 4892, 4896, 4906, 4907),
  ...ids(medium, 4908, 4912, 4960, 4961, 4962, 4963, 4965, 4976, 4977, 4978, 4983, 4984, 5027, 5028, 5029),
  ...ids(medium, 5030, 5035, 5037, 5038, 5120, 5121, 5122, 5123, 5376, 5377, 5453, 5480, 5483, 5484, 5485),
  ...ids(medium, 6145, 6273, 6274, 6275, 6276, 6277, 6278, 6279, 6280),
]);

/** By level: LogAlways, Critical, Error, Warning, Informational, Verbose. */
const levelSeverities: readonly number[] = [low, 9, mediumHigh, medium, low, 1];

const securityProviders: ReadonlySet<string> = new Set([
  'Microsoft-Windows-Security-Auditing',
  'Microsoft-Windows-Eventlog',
]);

/**
 * Severity from 0 to 10, 10 worst. Of a security event: its rating by id, at least 5 for an audit failure (level says
 * nothing of it). Of any other event: its level. Never 0, so that LEEF (1 to 10) and CEF (0 to 10) show the same.
 * @param outcome the outcome, where it is known from elsewhere than Keywords
 */
export function severityOf(event: SecurityEvent, outcome = event.outcome): number {
  if (event.channel !== 'Security' || !securityProviders.has(event.provider)) {
    return Math.max(levelSeverities[event.level] ?? low, outcome === 'failure' ? medium : 1);
  }
  const rated = securitySeverities.get(event.eventId) ?? low;
  // Of the Security channel only the event log service itself uses the levels that tell of trouble.
  const byLevel = event.level >= 1 && event.level <= 3 ? (levelSeverities[event.level] ?? low) : low;
  return Math.max(rated, byLevel, outcome === 'failure' ? medium : low);
}
