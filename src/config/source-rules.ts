import {
  type AccessReading,
  defaultTable,
  readTableAccess,
  type TableAccess,
} from '../options/table-access.ts';
import type { SourceConfig } from './config.ts';
import { optionsOf } from './option.ts';
import { sourceOptions } from './options.ts';
import type { Report } from './problem.ts';
import { complainer } from './rules.ts';
import type { Scope } from './scope.ts';

type SourceScope = Scope<typeof sourceOptions>;

/**
 * Reads how a source reaches its table, and reports what contradicts itself or is missing.
 * @param signsIn whether there must be something to sign in with: only the poller does
 */
export function checkSource(scope: SourceScope, signsIn: boolean, report: Report): AccessReading {
  const { value, originOf, refused } = scope;
  const access: TableAccess = value;
  const given = new Map<string, unknown>(Object.entries(value));
  // Secrets that this process does not read, and what was refused by itself.
  const unread = optionsOf(sourceOptions)
    .map(({ path }) => path.join('.'))
    .filter((name) => refused.has(name) || (originOf(name) !== undefined && given.get(name) === undefined));
  const reading = readTableAccess(access, new Set(unread), signsIn);
  const complain = complainer(scope, report);
  for (const { at, what, fix } of reading.faults) complain(at, what, fix);
  return reading;
}

/** A source with what follows from its secret and from other options: cloud, table, and the endpoint of a SAS URL. */
export function completeSource({ value }: SourceScope, { target }: AccessReading): SourceConfig {
  const { cloud = target?.cloud ?? 'AzureCloud', table = target?.table ?? defaultTable } = value;
  const isFromUrl = target?.signIn.by === 'sas' && target.signIn.sas.url !== undefined;
  return { ...value, cloud, table, ...(isFromUrl ? { endpoint: target.endpoint.url } : {}) };
}
