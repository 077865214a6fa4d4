import type { Event, EventType } from './event.ts';
import { flatCopy } from './flat-copy.ts';

type Outcome = Event['outcome'];

/** What the severity of an event is worked out from. */
export type SeverityFacts = EventType & Pick<Event, 'level' | 'outcome' | 'severity'>;

/**
 * Severity from 0 to 10, 10 worst.
 * @param outcome the outcome, where it is known from elsewhere than the event's own
 */
export type SeverityOf = (event: SeverityFacts, outcome?: Outcome) => number;

/** A severity that somebody set for the events that fit all that is given. */
export interface SeverityRule {
  /** 0 to 10. */
  readonly severity: number;
  /** Both ends belong to a range. Only ids that are numbers fit. */
  readonly ids?: readonly { readonly first: number; readonly last: number }[];
  /** The case of provider and channel does not matter. */
  readonly provider?: string;
  readonly channel?: string;
  readonly outcome?: 'success' | 'failure';
}

const outcomes: readonly Outcome[] = [undefined, 'success', 'failure'];
/** Levels 0 to 5, and one place for all others. */
const levels = 7;

function placeOf(outcome: Outcome, level: number): number {
  const column = level >= 0 && level < levels - 1 ? level : levels - 1;
  return (outcome === undefined ? 0 : outcome === 'success' ? levels : 2 * levels) + column;
}

/** The severities of events of one type, by outcome and level. */
interface Rating extends EventType {
  /** At `placeOf`. */
  readonly severities: readonly number[];
  /** Whether a rule has set the one at `placeOf`: then not even the record itself decides. */
  readonly isSet: readonly boolean[];
}

function rate(event: EventType, rules: readonly SeverityRule[]): Rating {
  const { kind, id } = event;
  // A rating outlives the row that these were cut from.
  const provider = flatCopy(event.provider);
  const channel = flatCopy(event.channel);
  const type = { kind, provider, id: typeof id === 'string' ? flatCopy(id) : id, channel };
  const same = (wanted: string | undefined, name: string): boolean =>
    wanted === undefined || wanted.toLowerCase() === name.toLowerCase();
  const fitting = rules.filter(
    (rule) =>
      same(rule.provider, provider) &&
      same(rule.channel, channel) &&
      (rule.ids === undefined ||
        (typeof id === 'number' && rule.ids.some(({ first, last }) => id >= first && id <= last))),
  );
  const unset = kind.rate(type);
  const set = outcomes.flatMap((outcome) => {
    const severity = fitting.find((rule) => rule.outcome === undefined || rule.outcome === outcome)?.severity;
    return Array.from({ length: levels }, () => severity);
  });
  return {
    ...type,
    severities: set.map(
      (severity, place) => severity ?? unset(outcomes[Math.floor(place / levels)], place % levels),
    ),
    isSet: set.map((severity) => severity !== undefined),
  };
}

/** Ratings that are kept, far more than there are types of events in use. */
const mostRatings = 8_192;

/**
 * Makes the function that tells severities. The first rule that an event fits decides; where none does, the record
 * itself, if it knows; else its kind, by type, outcome and level. All of it is worked out once for each type.
 */
export function createSeverity(rules: readonly SeverityRule[] = []): SeverityOf {
  let ratings = new Map<number | string, Rating[]>();
  let count = 0;

  function ratingOf(event: SeverityFacts): Rating {
    const known = ratings.get(event.id);
    if (known !== undefined) {
      for (let i = 0; i < known.length; i++) {
        const rating = known[i];
        if (
          rating !== undefined &&
          rating.provider === event.provider &&
          rating.channel === event.channel &&
          rating.kind === event.kind
        ) {
          return rating;
        }
      }
    }
    if (count >= mostRatings) {
      ratings = new Map();
      count = 0;
    }
    const made = rate(event, rules);
    const ofId = ratings.get(made.id);
    if (ofId === undefined) ratings.set(made.id, [made]);
    else ofId.push(made);
    count += 1;
    return made;
  }

  return (event, outcome = event.outcome) => {
    const { severities, isSet } = ratingOf(event);
    const place = placeOf(outcome, event.level);
    const { severity } = event;
    return severity !== undefined && isSet[place] !== true ? severity : (severities[place] ?? 2);
  };
}

/** Severities where nobody has set any. */
export const severityOf: SeverityOf = createSeverity();
