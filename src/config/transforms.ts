import { eventIdsPattern, largestEventId, readEventIds } from '../options/event-ids.ts';
import type { JsonSchema, ValueType } from '../options/value-type.ts';
import { choice, name, text } from '../options/value-types.ts';
import { systemField } from '../transforms/match.ts';
import { mostPatternLength, readPattern } from '../transforms/pattern.ts';
import {
  type Action,
  actions,
  type EventMatch,
  levelNames,
  outcomes,
  systemFields,
  type TransformRule,
} from '../transforms/rule.ts';
import type { Located } from './document.ts';
import { nearest, type Origin, type Report } from './problem.ts';
import { checkNames } from './rules.ts';
import {
  type Member,
  member,
  named,
  one,
  oneOrMore,
  readSection,
  type Shape,
  sectionSchema,
  table,
} from './shape.ts';

/** The same for all patterns; what they mean is told once, in the reference. */
const namePatternKind: ValueType<string> = {
  ...text(
    'a pattern: a glob such as `web-*`, or a regular expression of RE2 between slashes such as `/^(3|5)$/`',
    /./s,
  ),
  schema: { type: 'string', minLength: 1, maxLength: mostPatternLength },
};

/** A number is a glob of its digits: nobody puts quotes around a logon type. */
const patternKind: ValueType<string> = {
  ...namePatternKind,
  schema: { anyOf: [namePatternKind.schema, { type: 'integer' }] },
  read: (value) => (Number.isInteger(value) ? String(value) : value),
};

function patternProblem(pattern: string): string | undefined {
  const read = readPattern(pattern);
  return typeof read === 'function' ? undefined : read.problem;
}

/** A name that looks like one of those beside the fields, but is none, would hide or select nothing. */
function nameProblem(pattern: string): string | undefined {
  if (/^system\./i.test(pattern) && systemField(pattern) === undefined) {
    return `besides the fields of an event there are only ${systemFields.map((field) => `\`${field}\``).join(' and ')}, and no pattern reaches them`;
  }
  return patternProblem(pattern);
}

const pattern = one(patternKind, patternProblem);
const somePatterns = oneOrMore(pattern, 'a pattern or a list of patterns');
const patterns = named('patterns', somePatterns);

const idKind: ValueType<string> = {
  ...text('an event id from 0 to 65535, or a range such as `4656-4663`', eventIdsPattern),
  schema: {
    anyOf: [
      { type: 'integer', minimum: 0, maximum: largestEventId },
      { type: 'string', pattern: eventIdsPattern.source },
    ],
  },
  read: (value) => (Number.isInteger(value) ? String(value) : value),
  accepts: (value): value is string => typeof value === 'string' && readEventIds(value) !== undefined,
};

const someNames = oneOrMore(one(name()), 'a name or a list of names');
const names = named('names', someNames);

/** Keys of what selects events. */
const plainMatchMembers = {
  ids: member(oneOrMore(one(idKind), 'an id, a range such as `4656-4663`, or a list of both'), 'Event ids.', [
    4624,
    '4656-4663',
  ]),
  channels: member(patterns, 'Channel of the event, such as `Security`.', ['Security']),
  providers: member(patterns, 'Provider of the event.', ['Microsoft-Windows-Sysmon']),
  computers: member(patterns, 'Computer of the event, as the event names it.', ['web-*']),
  levels: member(
    oneOrMore(one(choice(...levelNames)), 'a level or a list of levels'),
    'Level of the event. Of audit events it is `logAlways`, whatever they report.',
    ['error', 'critical'],
  ),
  outcomes: member(
    oneOrMore(one(choice(...outcomes)), '`success`, `failure`, or both'),
    'Outcome of an audit event. Other events have none.',
    ['failure'],
  ),
  fields: member(
    table(namePatternKind, patterns, nameProblem),
    'Patterns for values by name of a field. A name may be a pattern, too: one field with such a name must match. `System.Computer` and `System.UserID` are what the event itself has.',
    { TargetUserName: '*$', LogonType: '/^(3|5)$/' },
  ),
};

const conditionsOf = (members: Readonly<Record<string, Member>>): string => Object.keys(members).join(', ');

function readPlainMatch(
  located: Located,
  path: string,
  report: Report,
  members: Readonly<Record<string, Member>>,
): (EventMatch & { readonly notAt?: Located | undefined }) | undefined {
  const section = readSection(located, members, path, report);
  if (section === undefined) return undefined;
  const { entries, hasUnknown } = section;
  if (entries.size === 0) {
    if (hasUnknown) return undefined;
    report({
      origin: located.origin,
      path,
      what: 'no condition is given',
      mend: `Set at least one of ${conditionsOf(members)}.`,
    });
    return undefined;
  }
  const take = readerOf(entries, path, report);
  return {
    ids: take('ids', plainMatchMembers.ids),
    channels: take('channels', plainMatchMembers.channels),
    providers: take('providers', plainMatchMembers.providers),
    computers: take('computers', plainMatchMembers.computers),
    levels: take('levels', plainMatchMembers.levels),
    outcomes: take('outcomes', plainMatchMembers.outcomes),
    fields: take('fields', plainMatchMembers.fields),
    notAt: entries.get('not')?.value,
  };
}

/** Reads the members that are there. */
function readerOf(
  entries: ReadonlyMap<string, { readonly value: Located }>,
  path: string,
  report: Report,
): <T>(key: string, member: Member<T>) => T | undefined {
  return (key, { shape }) => {
    const entry = entries.get(key);
    return entry === undefined ? undefined : shape.read(entry.value, `${path}.${key}`, report);
  };
}

const notShape: Shape<EventMatch> = {
  allowed: `a section with ${conditionsOf(plainMatchMembers)}`,
  schema: sectionSchema(plainMatchMembers, { minProperties: 1 }),
  read(located, path, report) {
    const read = readPlainMatch(located, path, report, plainMatchMembers);
    if (read === undefined) return undefined;
    const { notAt: _, ...match } = read;
    return match;
  },
};

/** Keys of what selects events, for the reference. */
export const matchMembers = {
  ...plainMatchMembers,
  not: member(
    named('plainMatch', notShape),
    'The same conditions again: events that match all of these are excluded from the match.',
    {
      computers: 'dc-*',
    },
  ),
};

const matchShape: Shape<EventMatch> = {
  allowed: `a section with ${conditionsOf(matchMembers)}`,
  schema: sectionSchema(matchMembers, { minProperties: 1 }),
  read(located, path, report) {
    const read = readPlainMatch(located, path, report, matchMembers);
    if (read === undefined) return undefined;
    const { notAt, ...match } = read;
    return notAt === undefined ? match : { ...match, not: notShape.read(notAt, `${path}.not`, report) };
  },
};

const someMatches = oneOrMore(
  named('match', matchShape),
  `conditions (a section with ${conditionsOf(matchMembers)}), or a list of them of which one must hold`,
);
const matches = named('matches', someMatches);
const fieldNames: Shape<readonly string[]> = {
  ...oneOrMore(one(patternKind, nameProblem), 'the name of a field, a pattern for names, or a list of them'),
  schema: patterns.schema,
};

/** Keys of a rule, for the reference. */
export const ruleMembers = {
  name: member(one(name()), 'Name in metrics, unique among the rules. Must be set.', 'no-machine-logons'),
  destinations: member(names, 'Destinations that the rule is for. Not set: all.', ['siem']),
  sources: member(names, 'Sources that the rule is for. Not set: all.', ['production']),
  exclude: member(matches, 'Filters events that match.', {
    ids: 4624,
    fields: { TargetUserName: '*$' },
  }),
  include: member(matches, 'Filters events that do not match.', [
    { channels: 'Security', ids: [1102, '4720-4767'] },
    { providers: 'Microsoft-Windows-Sysmon' },
  ]),
  redact: member(fieldNames, 'Fields whose value is replaced by `[redacted]`.', [
    'CommandLine',
    '*Password*',
  ]),
  hash: member(fieldNames, 'Fields whose value is replaced by its hash; needs `hashing.key`.', ['*UserName']),
  add: member(
    table(
      text('a name of 1 to 64 letters and digits, which begins with a letter', /^[A-Za-z][A-Za-z0-9]{0,63}$/),
      one(text('one line of 1 to 1,000 characters', /^.{1,1000}$/)),
    ),
    'Fields with fixed values that are added to the event.',
    { Environment: 'prod' },
  ),
  when: member(matches, 'With `redact`, `hash` and `add`: only events that match. Not set: all.', {
    ids: 4688,
  }),
};

/** What the schema of the rules refers to, for `definitions` of the whole. */
export const transformDefinitions: Readonly<Record<string, JsonSchema>> = {
  names: someNames.schema,
  patterns: somePatterns.schema,
  plainMatch: notShape.schema,
  match: matchShape.schema,
  matches: someMatches.schema,
};

/** JSON Schema of the list of rules. */
export function transformsSchema(): JsonSchema {
  const only = (action: Action): JsonSchema => ({ required: [action] });
  return {
    type: 'array',
    description: 'Rules that filter and change events, applied in this order.',
    items: sectionSchema(ruleMembers, { required: ['name'], oneOf: actions.map(only) }),
  };
}

/** A rule with its place. */
export interface LocatedRule {
  readonly path: string;
  readonly rule: TransformRule;
  readonly origin: Origin;
  readonly originOf: (key: keyof TransformRule) => Origin;
}

/** Reads the rules of the file. Those that are refused are reported and left out. */
export function readTransforms(root: Located | undefined, report: Report): readonly LocatedRule[] {
  const located = root?.kind === 'map' ? root.entries.get('transforms')?.value : undefined;
  if (located === undefined || (located.kind === 'scalar' && located.value === null)) return [];
  if (located.kind !== 'list') {
    report({
      origin: located.origin,
      path: 'transforms',
      what: 'this is not a list',
      mend: 'Write one entry for each rule, each beginning with `- name: …`.',
    });
    return [];
  }
  return located.items.flatMap((item, index) => readRule(item, `transforms[${index}]`, report) ?? []);
}

function readRule(located: Located, path: string, report: Report): LocatedRule | undefined {
  const section = readSection(located, ruleMembers, path, report);
  if (section === undefined) return undefined;
  const { entries, hasUnknown } = section;
  const originOf = (key: string): Origin => entries.get(key)?.origin ?? located.origin;
  const given = actions.filter((action) => entries.has(action));
  const [action, other] = given;
  if (action === undefined) {
    if (!hasUnknown) {
      const mend = `Set one of ${actions.join(', ')}.`;
      report({ origin: located.origin, path, what: 'the rule does nothing', mend });
    }
  } else if (other !== undefined) {
    report({
      origin: originOf(other),
      path: `${path}.${other}`,
      what: `there is \`${action}\` too`,
      mend: `A rule does one thing: make a rule of its own for \`${other}\`.`,
    });
  } else if (entries.has('when') && (action === 'exclude' || action === 'include')) {
    report({
      origin: originOf('when'),
      path: `${path}.when`,
      what: `\`when\` cannot be combined with \`${action}\``,
      mend: `Write the conditions into \`${action}\`.`,
    });
  }
  if (!entries.has('name') && !hasUnknown) {
    report({
      origin: located.origin,
      path: `${path}.name`,
      what: 'it is not set',
      mend: 'Give the rule a `name`: filtered events are counted by it.',
    });
  }
  const take = readerOf(entries, path, report);
  const ruleName = take('name', ruleMembers.name);
  const rule = {
    destinations: take('destinations', ruleMembers.destinations),
    sources: take('sources', ruleMembers.sources),
    exclude: take('exclude', ruleMembers.exclude),
    include: take('include', ruleMembers.include),
    redact: take('redact', ruleMembers.redact),
    hash: take('hash', ruleMembers.hash),
    add: take('add', ruleMembers.add),
    when: take('when', ruleMembers.when),
  };
  if (ruleName === undefined) return undefined;
  return { path, origin: located.origin, originOf, rule: { name: ruleName, ...rule } };
}

/** What rules may speak of. */
export interface Surroundings {
  readonly sources: readonly string[];
  /** With the sources that each takes. */
  readonly destinations: readonly { readonly name: string; readonly sources: readonly string[] }[];
  /** False where rules that hash need the key, and there is none. */
  readonly hasHashKey: boolean;
}

/** Reports rules that contradict each other or what they speak of. */
export function checkTransforms(
  rules: readonly LocatedRule[],
  { sources, destinations, hasHashKey }: Surroundings,
  report: Report,
): void {
  checkNames(
    rules.map(({ path, rule, originOf }) => ({ path, name: rule.name, origin: originOf('name') })),
    report,
  );
  for (const { path, rule, originOf, origin } of rules) {
    const unknown = (key: 'sources' | 'destinations', known: readonly string[]): boolean => {
      const strangers = (rule[key] ?? []).filter((one) => !known.includes(one));
      for (const stranger of strangers) {
        const meant = nearest(stranger, known);
        report({
          origin: originOf(key),
          path: `${path}.${key}`,
          what: `there is no ${key.slice(0, -1)} \`${stranger}\``,
          mend:
            meant === undefined
              ? `There are: ${known.map((one) => `\`${one}\``).join(', ')}.`
              : `Did you mean \`${meant}\`?`,
        });
      }
      return strangers.length > 0;
    };
    const isLost = [
      unknown('sources', sources),
      unknown(
        'destinations',
        destinations.map((destination) => destination.name),
      ),
    ].includes(true);
    const reaches = destinations.some(
      (destination) =>
        (rule.destinations?.includes(destination.name) ?? true) &&
        destination.sources.some((source) => rule.sources?.includes(source) ?? true),
    );
    if (!isLost && !reaches && destinations.length > 0) {
      report({
        origin,
        path,
        what: 'none of its destinations accepts any of its sources, so the rule would never apply',
        mend: 'Change `sources` or `destinations`, or remove the rule.',
      });
    }
    if (rule.hash !== undefined && !hasHashKey) {
      report({
        origin: originOf('hash'),
        path: `${path}.hash`,
        what: 'there is no key to hash with',
        mend: 'Set `hashing.key` (AZLOG_HASHING_KEY or AZLOG_HASHING_KEY_FILE).',
      });
    }
  }
}
