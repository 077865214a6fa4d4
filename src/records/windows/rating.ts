import type { Event, EventType } from '../event.ts';
import { type Criticality, catalogueEntry } from './catalogue/event-catalogue.ts';

const low = 2;
const medium = 5;
const mediumHigh = 7;
const high = 8;

const byCriticality: Readonly<Record<Criticality, number>> = { high, mediumHigh, medium, low };

/** By level: LogAlways, Critical, Error, Warning, Informational, Verbose. */
const byLevel: readonly number[] = [low, 9, mediumHigh, medium, low, 1];

const auditing = 'Microsoft-Windows-Security-Auditing';
const eventLog = 'Microsoft-Windows-Eventlog';

/** Providers of the Security channel, whose level says nothing of how grave an event is: audits have none. */
const auditProviders: ReadonlySet<string> = new Set([auditing, eventLog]);

/** Ids that are graver than the published list of events to monitor has them, or that it has not. */
const exceptions: ReadonlyMap<string, number> = new Map([
  // Audits are lost, or no more are written: as after a clearing of the log (1102), what was done is not to be seen.
  [`${auditing}:4612`, mediumHigh],
  [`${eventLog}:1101`, mediumHigh],
  [`${eventLog}:1104`, mediumHigh],
  [`${eventLog}:1106`, mediumHigh],
  // Newer than the list, and the same as 5038, which it rates Medium: code that fails its integrity check.
  [`${auditing}:6281`, medium],
  // Not on the list: an attack that Windows itself recognised.
  [`${auditing}:5148`, medium],
]);

function ratedSeverity(provider: string, eventId: number): number {
  const criticality = catalogueEntry(provider, eventId)?.criticality ?? 'low';
  return exceptions.get(`${provider}:${eventId}`) ?? byCriticality[criticality];
}

/**
 * Severities of a type of Windows events: the rating of the event's id in the catalogue (with the exceptions above), at
 * least 5 for a failure. Of providers that do not write audits also the level decides; of audits only a level that tells
 * of trouble. Never 0, so that LEEF (1 to 10) and CEF (0 to 10) show the same.
 */
export function rateWindows({
  provider,
  id,
}: EventType): (outcome: Event['outcome'], level: number) => number {
  const rated = ratedSeverity(provider, Number(id));
  const isAudit = auditProviders.has(provider);
  return (outcome, level) => {
    const leastOfFailure = outcome === 'failure' ? medium : 1;
    const ofLevel = byLevel[level] ?? low;
    if (isAudit) return Math.max(rated, level >= 1 && level <= 3 ? ofLevel : low, leastOfFailure);
    // An id that is not rated above Low leaves it to the level, which knows less than Low too.
    return Math.max(rated === low ? 1 : rated, ofLevel, leastOfFailure);
  };
}
