import { environmentName, type Group, optionsOf } from '../options/option.ts';
import { destinationOptions, processOptions, sourceOptions } from './options.ts';
import type { Origin, Report } from './problem.ts';

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

/** `tcp://10.0.0.1:80`: what Kubernetes, and links of Docker, set in a variable that ends in `_PORT`. */
const linkValue = /^(tcp|udp|sctp):\/\//;

/**
 * Whether a variable of an operator has this text. One that the platform set for a Service, such as AZLOG_HTTP_PORT for
 * one named azlog-http, is nobody's option.
 */
export function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '' && !linkValue.test(text);
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
