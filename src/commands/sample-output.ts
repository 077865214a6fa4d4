import type { MessageConfig } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import { loadConfig } from '../config/load-config.ts';
import { AzlogError } from '../errors.ts';
import type { Format } from '../formats/format.ts';
import { createFormat } from '../formats/formats.ts';
import type { Event } from '../records/event.ts';
import { createSeverity, type SeverityOf, severityOf } from '../records/severity.ts';
import { headerOf } from '../stages/message-header.ts';
import type { TransformRule } from '../transforms/rule.ts';
import { appliesTo } from '../transforms/select-rules.ts';
import { chooseNamed } from './choose-named.ts';
import { chosenMessage, type FormatChoice } from './chosen-format.ts';

/** How sample events are to be written: by a format or preset, or as a destination of a configuration has them. */
export interface SampleChoice extends FormatChoice {
  /** The configuration file. With this, `destination` or `source` there is a configuration, found as all commands do. */
  readonly config?: string | undefined;
  readonly destination?: string | undefined;
  /** Whose rules apply, where rules differ between the sources of the destination. */
  readonly source?: string | undefined;
}

/** How sample events are written. */
export interface SampleOutput {
  readonly message: MessageConfig;
  readonly format: Format;
  /** The syslog header of an event, with the space behind it. */
  readonly header: (event: Event) => string;
  /** Of a configuration; undefined where a format or preset was chosen. */
  readonly destination: SampleDestination | undefined;
}

export interface SampleDestination {
  readonly name: string;
  /** Those that apply to events of the source on their way there. */
  readonly rules: readonly TransformRule[];
  /** There where one of the rules hashes. */
  readonly hashKey: string | undefined;
}

/** @throws AzlogError CONFIG_INVALID for a configuration that cannot be used, and for names that leave a choice or fit nothing */
export function sampleOutput(choice: SampleChoice, env: Environment): SampleOutput {
  const { config, destination, source } = choice;
  if (config === undefined && destination === undefined && source === undefined) {
    return outputOfMessage(chosenMessage(choice), severityOf, undefined);
  }
  const loaded = loadConfig({ path: config, env, forSamples: true });
  const chosen = theOne(
    chooseNamed('destination', loaded.destinations, destination === undefined ? [] : [destination]),
  );
  const { name, sources } = chosen;
  if (source !== undefined) {
    chooseNamed('source', loaded.sources, [source]);
    if (!sources.includes(source)) {
      throw new AzlogError(
        'CONFIG_INVALID',
        `the destination "${name}" accepts nothing from the source "${source}"; its sources are: ${sources.join(', ')}`,
      );
    }
  }
  const selections = (source === undefined ? sources : [source]).map((one) =>
    loaded.transforms.filter((rule) => appliesTo(rule, one, name)),
  );
  const [rules = []] = selections;
  if (selections.some((other) => namesOf(other) !== namesOf(rules))) {
    throw new AzlogError(
      'CONFIG_INVALID',
      `the rules for the destination "${name}" differ by source: name one with --source; there are: ${sources.join(', ')}`,
    );
  }
  const hashKey = loaded.hashing.key;
  return outputOfMessage(chosen, createSeverity(loaded.severities), { name, rules, hashKey });
}

function namesOf(rules: readonly TransformRule[]): string {
  return rules.map(({ name }) => name).join();
}

function theOne<Entry extends { readonly name: string }>(destinations: readonly Entry[]): Entry {
  const [first, ...others] = destinations;
  if (first !== undefined && others.length === 0) return first;
  throw new AzlogError(
    'CONFIG_INVALID',
    `the configuration has ${destinations.length} destinations: name one with --destination; there are: ${destinations.map(({ name }) => name).join(', ')}`,
  );
}

function outputOfMessage(
  message: MessageConfig,
  severity: SeverityOf,
  destination: SampleDestination | undefined,
): SampleOutput {
  return {
    message,
    format: createFormat(message.format, { ...message, severityOf: severity }),
    header: headerOf(message, severity),
    destination,
  };
}
