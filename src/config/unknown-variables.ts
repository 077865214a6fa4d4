import { isOption } from '../options/option.ts';
import {
  type Environment,
  environmentOrigin,
  environmentPrefixes,
  isSet,
  knownVariables,
} from './environment.ts';
import { processOptions } from './options.ts';
import { nearest, type Report } from './problem.ts';

/** What Kubernetes sets for a Service `azlog…`, and Docker for a link of that name (its `…_PORT` is known by its value). */
const platformName = /_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)|_ENV_/;

/** Variables of docker-compose.yml itself, which a shell or an `--env-file` may hand on to the program. */
const composeVariables: ReadonlySet<string> = new Set([
  'AZLOG_BUILD_NETWORK',
  'AZLOG_CHECK_WAIT_SECONDS',
  'AZLOG_IMAGE',
  'AZLOG_MEMORY_LIMIT',
  'AZLOG_REDIS_MEMORY_LIMIT',
  'AZLOG_STOP_GRACE_PERIOD',
]);

/** What people write for a word of ours. */
const otherWords: Readonly<Record<string, string>> = {
  DEST: 'DESTINATION',
  SIEM: 'DESTINATION',
  SYSLOG: 'DESTINATION',
  TARGET: 'DESTINATION',
  AZURE: 'SOURCE',
  SRC: 'SOURCE',
  STORAGE: 'SOURCE',
  REDIS: 'QUEUE',
  POSTGRES: 'QUEUE',
  HASH: 'HASHING',
  HEALTH: 'HTTP',
  METRICS: 'HTTP',
  LOGGING: 'LOG',
  OTEL: 'TRACING',
};
const configNames: ReadonlySet<string> = new Set(['AZLOG_CONFIG_FILE', 'AZLOG_CONFIG_PATH', 'AZLOG_CONF']);

const prefixLength = environmentPrefixes.process.length;

/**
 * Reports variables that begin with AZLOG_ and set nothing. One that was surely meant for an option keeps the
 * configuration from being used; another may belong to somebody else, so it is a warning.
 */
export function reportUnknownVariables(env: Environment, report: Report, warn: Report): void {
  const known = knownVariables();
  const names = new Set(known);
  const sections = [
    environmentPrefixes.source,
    environmentPrefixes.destination,
    ...Object.entries(processOptions).flatMap(([name, entry]) =>
      isOption(entry) ? [] : [`${environmentPrefixes.process}${name.toUpperCase()}_`],
    ),
  ];
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(environmentPrefixes.process) || names.has(variable) || !isSet(text)) continue;
    if (platformName.test(variable) || composeVariables.has(variable)) continue;
    const meant = guess(variable, known);
    const isOurs = meant.length === 1 || sections.some((section) => variable.startsWith(section));
    const tell = isOurs ? report : warn;
    tell({
      origin: environmentOrigin(variable),
      path: '',
      what: 'no option has this variable',
      mend:
        meant.length === 0
          ? 'Remove it; `azlog config reference` lists all variables.'
          : `Did you mean ${meant.join(' or ')}?`,
    });
  }
}

/** The variables that may have been meant: near ones, else those that have the same words and one or more before or between. */
function guess(variable: string, known: readonly string[]): readonly string[] {
  if (configNames.has(variable)) return ['AZLOG_CONFIG'];
  const near = nearest(variable, known);
  if (near !== undefined) return [near];
  const words = variable
    .slice(prefixLength)
    .split('_')
    .map((word) => otherWords[word] ?? word);
  const ranked = known
    .map((candidate) => ({ candidate, extra: extraWords(words, candidate.slice(prefixLength).split('_')) }))
    .flatMap(({ candidate, extra }) => (extra === undefined ? [] : [{ candidate, extra }]));
  const least = Math.min(...ranked.map(({ extra }) => extra));
  // A single word with several before it says little: AZLOG_VERSION is hardly that of LEEF.
  if (least > (words.length === 1 ? 1 : 2)) return [];
  return ranked.filter(({ extra }) => extra === least).map(({ candidate }) => candidate);
}

/** How many words `all` has more, where `words` are in it in their order, the last at the end; else undefined. */
function extraWords(words: readonly string[], all: readonly string[]): number | undefined {
  if (words.at(-1) !== all.at(-1)) return undefined;
  let at = 0;
  for (const word of all) if (word === words[at]) at += 1;
  return at === words.length ? all.length - words.length : undefined;
}
