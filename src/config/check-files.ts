import { presetTransport } from './apply-preset.ts';
import type { destinationOptions, processOptions } from './options.ts';
import type { Report } from './problem.ts';
import { complainer } from './rules.ts';
import type { Scope } from './scope.ts';
import { checkTlsFiles } from './tls-files.ts';

export interface FileReports {
  /** Takes what keeps a process from working. */
  readonly report: Report;
  /** Takes what may keep it from working, now or one day. */
  readonly warn: Report;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Looks into the files that the queue's connection uses. */
export function checkQueueFiles(
  scope: Scope<typeof processOptions>,
  { report, warn, now }: FileReports,
): void {
  const { caFile } = scope.value.queue;
  if (caFile === undefined || scope.refused.has('queue.caFile')) return;
  const { faults, warnings } = checkTlsFiles({ caFile }, now);
  for (const { what, mend } of faults) complainer(scope, report)('queue.caFile', what, mend);
  for (const { what, mend } of warnings) complainer(scope, warn)('queue.caFile', what, mend);
}

/** Looks into the files that a destination's connection uses. */
export function checkDestinationFiles(
  scope: Scope<typeof destinationOptions>,
  { report, warn, now }: FileReports,
): void {
  const { value } = scope;
  if (value.type === 'stdout' || presetTransport(value).transport === 'tcp') return;
  const { faults, warnings } = checkTlsFiles(value.tls, now);
  for (const { key, what, mend } of faults) complainer(scope, report)(`tls.${key}`, what, mend);
  for (const { key, what, mend } of warnings) complainer(scope, warn)(`tls.${key}`, what, mend);
}
