import type { TableClient } from './table-client.ts';
import type { ContinuationToken } from './wad-cursor.ts';
import { afterKey, idsFilter, parsePartitionKey } from './wad-keys.ts';

/** Requests of one search for ids. */
const idsPerSearch = 16;

/** Skips from id to id by asking for one row behind the last: one request an id, whatever they hold. */
export async function searchIds(
  client: TableClient,
  from: string,
  signal: AbortSignal,
): Promise<{ found: string[]; oldest: number | undefined; next: string | undefined }> {
  const found: string[] = [];
  const minutes: number[] = [];
  let next = from;
  for (let request = 0; request < idsPerSearch; request += 1) {
    const key = await firstKey(client, idsFilter(next), signal);
    if (key === undefined) return { found, oldest: lowest(minutes), next: undefined };
    const parsed = parsePartitionKey(key);
    if (parsed !== undefined) {
      found.push(parsed.family);
      minutes.push(parsed.minute);
    }
    next = afterKey(key);
  }
  return { found, oldest: lowest(minutes), next };
}

function lowest(minutes: readonly number[]): number | undefined {
  return minutes.length === 0 ? undefined : Math.min(...minutes);
}

/** The first PartitionKey that a filter finds; empty pages are followed to the end. */
export async function firstKey(
  client: TableClient,
  filter: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  let token: ContinuationToken | undefined;
  do {
    const answer = await client.query({ filter, top: 1, select: 'PartitionKey', token }, signal);
    const key = /"PartitionKey":"([^"\\]*)"/.exec(answer.body.toString('utf8'))?.[1];
    if (key !== undefined) return key;
    token = answer.token;
  } while (token !== undefined);
  return undefined;
}
