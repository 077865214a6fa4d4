import type { Event } from './event.ts';
import { flatCopy } from './flat-copy.ts';
import { type Criticality, catalogueEntry } from './windows/catalogue/event-catalogue.ts';

type Outcome = Event['outcome'];

/** What the severity of an event is worked out from. */
export type SeverityFacts = Pick<Event, 'provider' | 'eventId' | 'channel' | 'level' | 'outcome'>;

/**
 * Severity from 0 to 10, 10 worst.
 * @param outcome the outcome, where it is known from elsewhere than Keywords
 */
export type SeverityOf = (event: SeverityFacts, outcome?: Outcome) => number;

/** A severity that somebody set for the events that fit all that is given. */
export interface SeverityRule {
  /** 0 to 10. */
  readonly severity: number;
  /** Both ends belong to a range. */
  readonly ids?: readonly { readonly first: number; readonly last: number }[];
  /** The case of provider and channel does not matter. */
  readonly provider?: string;
  readonly channel?: string;
  readonly outcome?: 'success' | 'failure';
}

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

const outcomes: readonly Outcome[] = [undefined, 'success', 'failure'];
/** Levels 0 to 5, and one place for all others. */
const levels = byLevel.length + 1;

function placeOf(outcome: Outcome, level: number): number {
  const column = level >= 0 && level < byLevel.length ? level : byLevel.length;
  return (outcome === undefined ? 0 : outcome === 'success' ? levels : 2 * levels) + column;
}

/** The severities of events with the same provider, id and channel, by outcome and level. */
interface Rating {
  readonly provider: string;
  readonly channel: string;
  /** At `placeOf`. */
  readonly severities: readonly number[];
}

function rate(event: SeverityFacts, rules: readonly SeverityRule[]): Rating {
  // A rating outlives the row that these were cut from.
  const provider = flatCopy(event.provider);
  const channel = flatCopy(event.channel);
  const { eventId } = event;
  const same = (wanted: string | undefined, name: string): boolean =>
    wanted === undefined || wanted.toLowerCase() === name.toLowerCase();
  const fitting = rules.filter(
    (rule) =>
      same(rule.provider, provider) &&
      same(rule.channel, channel) &&
      (rule.ids === undefined || rule.ids.some(({ first, last }) => eventId >= first && eventId <= last)),
  );
  const rated = ratedSeverity(provider, eventId);
  const isAudit = auditProviders.has(provider);
  const unset = (outcome: Outcome, level: number): number => {
    const leastOfFailure = outcome === 'failure' ? medium : 1;
    const ofLevel = byLevel[level] ?? low;
    if (isAudit) return Math.max(rated, level >= 1 && level <= 3 ? ofLevel : low, leastOfFailure);
    // An id that is not rated above Low leaves it to the level, which knows less than Low too.
    return Math.max(rated === low ? 1 : rated, ofLevel, leastOfFailure);
  };
  const severities = outcomes.flatMap((outcome) => {
    const set = fitting.find((rule) => rule.outcome === undefined || rule.outcome === outcome)?.severity;
    return Array.from({ length: levels }, (_, level) => set ?? unset(outcome, level));
  });
  return { provider, channel, severities };
}

/** Ratings that are kept, far more than Windows has kinds of events in use. */
const mostRatings = 8_192;

/**
 * Makes the function that tells severities. The first rule that an event fits decides. Where none does: the rating of
 * the event's id in the catalogue (with the exceptions above), at least 5 for a failure. Of providers that do not write
 * audits also the level decides; of audits only a level that tells of trouble. Never 0 then, so that LEEF (1 to 10) and
 * CEF (0 to 10) show the same. All of it is worked out once for each provider, id and channel.
 */
export function createSeverity(rules: readonly SeverityRule[] = []): SeverityOf {
  let ratings = new Map<number, Rating[]>();
  let count = 0;

  function ratingOf(event: SeverityFacts): Rating {
    const known = ratings.get(event.eventId);
    if (known !== undefined) {
      for (let i = 0; i < known.length; i++) {
        const rating = known[i];
        if (rating !== undefined && rating.provider === event.provider && rating.channel === event.channel) {
          return rating;
        }
      }
    }
    if (count >= mostRatings) {
      ratings = new Map();
      count = 0;
    }
    const made = rate(event, rules);
    const ofId = ratings.get(event.eventId);
    if (ofId === undefined) ratings.set(event.eventId, [made]);
    else ofId.push(made);
    count += 1;
    return made;
  }

  return (event, outcome = event.outcome) => ratingOf(event).severities[placeOf(outcome, event.level)] ?? low;
}

/** Severities where nobody has set any. */
export const severityOf: SeverityOf = createSeverity();
