import { environmentPrefixes } from '../../src/config/environment.ts';
import { destinationOptions, processOptions, sourceOptions } from '../../src/config/options.ts';
import { environmentName, type Group, optionsOf, type PlacedOption } from '../../src/options/option.ts';

type Prefix = (typeof environmentPrefixes)[keyof typeof environmentPrefixes];

/** A variable of the program as docker-compose.yml passes it on. */
export interface ComposeVariable extends PlacedOption {
  /** Of a secret the one that names its file. */
  readonly name: string;
  readonly prefix: Prefix;
}

const groups: readonly { readonly group: Group; readonly prefix: Prefix }[] = [
  { group: sourceOptions, prefix: environmentPrefixes.source },
  { group: destinationOptions, prefix: environmentPrefixes.destination },
  { group: processOptions, prefix: environmentPrefixes.process },
];

/** A URL without a password is no secret; the password has its own variable. */
const plain: readonly string[] = ['AZLOG_QUEUE_URL'];
/** What the image decides: its health check and its documents count on them. */
const fixed: readonly string[] = ['AZLOG_HTTP_HOST', 'AZLOG_HTTP_PORT'];

/** Every option's variable but those that the image decides, those of the source first. */
export const composeVariables: readonly ComposeVariable[] = groups.flatMap(({ group, prefix }) =>
  optionsOf(group).flatMap((placed) => {
    const variable = environmentName(prefix, placed.path);
    const isFile = placed.option.kind.secret && !plain.includes(variable);
    if (fixed.includes(variable)) return [];
    return [{ ...placed, prefix, name: isFile ? `${variable}_FILE` : variable }];
  }),
);

/** Values that docker-compose.yml gives where nobody gives another. */
export const composeDefaults: ReadonlyMap<string, string> = new Map([
  ['AZLOG_QUEUE_URL', 'redis://redis:6379/0'],
  ['AZLOG_QUEUE_BUDGET', '1GiB'],
]);
