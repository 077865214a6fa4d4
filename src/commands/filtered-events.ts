import type { TransformRule } from '../transforms/rule.ts';

/** Counts the events that rules filter. */
export interface FilteredEvents {
  /** One more event was put before the rules. */
  seen(): void;
  /** A rule filtered the event that begins at a line. */
  add(rule: string, line: number): undefined;
  /** What each rule that may filter has filtered, one a line; '' where there is none. */
  summary(): string;
}

/** More lines of one rule are only counted. */
const mostLines = 10;

export function filteredEvents(rules: readonly TransformRule[]): FilteredEvents {
  const linesOf = new Map<string, number[]>(
    rules.flatMap(({ name, exclude, include }) => ((exclude ?? include) === undefined ? [] : [[name, []]])),
  );
  let events = 0;
  return {
    seen() {
      events += 1;
    },
    add(rule, line) {
      linesOf.get(rule)?.push(line);
      return undefined;
    },
    summary: () =>
      Array.from(linesOf, ([rule, lines]) => `rule "${rule}" filtered ${placesOf(lines, events)}\n`).join(''),
  };
}

function placesOf(lines: readonly number[], events: number): string {
  if (lines.length === 0) return `none of ${events} events`;
  const more = lines.length - mostLines;
  const listed = lines.slice(0, mostLines).join(', ');
  const rest = more > 0 ? ` and ${more} more` : '';
  return `${lines.length} of ${events} events: ${lines.length === 1 ? 'line' : 'lines'} ${listed}${rest}`;
}
