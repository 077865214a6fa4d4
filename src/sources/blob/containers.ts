import { type ValueType, valueType } from '../../options/value-type.ts';
import type { BlobClient } from './blob-client.ts';
import type { ListedContainer } from './read-listing.ts';

/** What Azure Monitor writes: resource logs, the Activity Log, and what Log Analytics exports. */
export const defaultContainers = ['insights-logs-*', 'insights-activity-logs', 'am-*'] as const;

/** Flow logs hold hundreds of flows a record: they are read where somebody names them, and by no pattern. */
const onlyByName = new Set(['insights-logs-flowlogflowevent', 'insights-logs-networksecuritygroupflowevent']);

/** Without look-ahead, which the validator of Helm does not know: it reads this form in the schema of the chart. */
const nameForm = /^[a-z0-9*]+(?:-[a-z0-9*]+)*-?$/;
const longestName = 63;

/** Names of containers, with `*` for any characters: a list, in the environment separated by commas. */
export function containerList(): ValueType<readonly string[]> {
  return valueType({
    allowed:
      'a list of container names (lower-case letters, digits and hyphens), with `*` for any characters; in the environment separated by commas',
    schema: {
      type: 'array',
      items: { type: 'string', pattern: nameForm.source, maxLength: longestName },
      minItems: 1,
    },
    fromText: (names) => names.split(',').map((name) => name.trim()),
    accepts: (value): value is readonly string[] =>
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((name) => typeof name === 'string' && name.length <= longestName && nameForm.test(name)),
  });
}

/** Whether a container is one of those that are wanted. */
export function isWanted(container: string, wanted: readonly string[]): boolean {
  return wanted.some((pattern) => {
    if (!pattern.includes('*')) return pattern === container;
    const form = pattern.split('*').join('.*');
    return !onlyByName.has(container) && new RegExp(`^${form}$`).test(container);
  });
}

/** Containers that are wanted and exist, in the order of their names. @throws AzlogError `SOURCE_…` */
export async function findContainers(
  client: BlobClient,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<readonly ListedContainer[]> {
  const found: ListedContainer[] = [];
  let marker: string | undefined;
  do {
    const listing = await client.listContainers(commonStart(wanted), marker, signal);
    found.push(...listing.containers.filter(({ name }) => isWanted(name, wanted)));
    marker = listing.marker;
  } while (marker !== undefined);
  return found;
}

/** How all the names begin, up to the first `*`. */
function commonStart(wanted: readonly string[]): string {
  const [first = '', ...others] = wanted.map((pattern) => pattern.split('*', 1)[0] ?? '');
  let length = first.length;
  while (others.some((other) => !other.startsWith(first.slice(0, length)))) length -= 1;
  return first.slice(0, length);
}
