import { environmentName, type Group, optionsOf } from './option.ts';
import { destinationOptions, processOptions, sourceOptions } from './options.ts';
import { nearest, type Origin, type Report } from './problem.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The groups of options and what the names of their variables begin with. */
export const environmentPrefixes = {
  process: 'AZLOG_',
  source: 'AZLOG_SOURCE_',
  destination: 'AZLOG_DESTINATION_',
} as const;

/** Names the configuration file, where the command line does not. */
export const configFileVariable = 'AZLOG_CONFIG';

/** A variable that is set and not empty, for an option. */
export interface EnvironmentValue {
  readonly variable: string;
  readonly text: string;
  /** True for `AZLOG_…_FILE`: the text is the path of a file that holds the value. */
  readonly isFile: boolean;
  readonly origin: Origin;
}

export function environmentOrigin(variable: string): Origin {
  return { shown: `environment ${variable}`, line: Number.MAX_SAFE_INTEGER, column: 0 };
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/**
 * The variables that set options of a group, by the option's path. Empty variables count as not set, since compose
 * files and charts pass on variables that nobody filled.
 */
export function readEnvironment(
  group: Group,
  prefix: string,
  env: Environment,
  report: Report,
): ReadonlyMap<string, EnvironmentValue> {
  const found = new Map<string, EnvironmentValue>();
  for (const { path, option } of optionsOf(group)) {
    const variable = environmentName(prefix, path);
    const fileVariable = `${variable}_FILE`;
    const text = env[variable];
    const file = option.kind.secret ? env[fileVariable] : undefined;
    if (isSet(text) && isSet(file)) {
      report({
        origin: environmentOrigin(fileVariable),
        path: path.join('.'),
        what: `both ${variable} and ${fileVariable} are set`,
        mend: 'Keep one of the two.',
      });
      continue;
    }
    if (isSet(text)) {
      found.set(path.join('.'), { variable, text, isFile: false, origin: environmentOrigin(variable) });
    } else if (isSet(file)) {
      const origin = environmentOrigin(fileVariable);
      found.set(path.join('.'), { variable: fileVariable, text: file, isFile: true, origin });
    }
  }
  return found;
}

/** Every variable that is read, for the reference and for finding misspelt ones. */
export function knownVariables(): readonly string[] {
  const groups = [
    { group: processOptions, prefix: environmentPrefixes.process },
    { group: sourceOptions, prefix: environmentPrefixes.source },
    { group: destinationOptions, prefix: environmentPrefixes.destination },
  ];
  const names = groups.flatMap(({ group, prefix }) =>
    optionsOf(group).flatMap(({ path, option }) => {
      const variable = environmentName(prefix, path);
      return option.kind.secret ? [variable, `${variable}_FILE`] : [variable];
    }),
  );
  return [configFileVariable, ...names];
}

/** Kubernetes sets such variables for every service, whatever its name. */
const serviceLinkName = /_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)/;
const serviceLinkValue = /^(tcp|udp|sctp):\/\//;

/**
 * Reports variables that nobody reads but that somebody surely meant: within the prefix of a section, or close to a
 * known name. Others with `AZLOG_` are left alone; they may belong to the platform.
 */
export function reportUnknownVariables(env: Environment, report: Report): void {
  const known = knownVariables();
  const names = new Set(known);
  const sections = [
    'AZLOG_SOURCE_',
    'AZLOG_DESTINATION_',
    'AZLOG_QUEUE_',
    'AZLOG_HASHING_',
    'AZLOG_HTTP_',
    'AZLOG_LOG_',
    'AZLOG_SHUTDOWN_',
  ];
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith('AZLOG_') || names.has(variable) || !isSet(text)) continue;
    if (serviceLinkName.test(variable) || serviceLinkValue.test(text)) continue;
    const meant = nearest(variable, known);
    if (meant === undefined && !sections.some((section) => variable.startsWith(section))) continue;
    report({
      origin: environmentOrigin(variable),
      path: '',
      what: 'no option has this variable',
      mend:
        meant === undefined
          ? 'Remove it; `azlog config reference` lists all variables.'
          : `Did you mean ${meant}?`,
    });
  }
}
