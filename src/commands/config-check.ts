import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { type LoadOptions, loadConfig } from '../config/load-config.ts';
import { maskConfig } from '../config/mask-config.ts';
import { type Problem, renderWarnings } from '../config/problem.ts';
import { AzlogError } from '../errors.ts';
import type { CommandResult } from './command-result.ts';

/** The configuration cannot be used (EX_CONFIG of sysexits.h). */
const invalidExitCode = 78;
const lookAgainMs = 500;

/** Prints the configuration as it will be used, without secrets, and warnings; or every problem of it. */
export function configCheck(options: LoadOptions): CommandResult {
  const warnings: Problem[] = [];
  const warn = (warning: Problem): void => void warnings.push(warning);
  try {
    const summary = stringify(maskConfig(loadConfig({ ...options, warn })), { lineWidth: 0 });
    const stderr = warnings.length === 0 ? '' : `${renderWarnings(warnings)}\n`;
    return { stdout: `configuration is valid\n\n${summary}`, stderr, exitCode: 0 };
  } catch (error) {
    if (!(error instanceof AzlogError) || error.kind !== 'config') throw error;
    return { stdout: '', stderr: `${error.message}\n`, exitCode: invalidExitCode };
  }
}

/** Checks again and again until the configuration is valid, for something else may still be writing its files. */
export async function awaitConfigCheck(
  options: LoadOptions,
  waitSeconds: number,
  stop: AbortSignal,
): Promise<CommandResult> {
  const deadline = performance.now() + waitSeconds * 1000;
  for (;;) {
    const result = configCheck(options);
    const left = deadline - performance.now();
    if (result.exitCode === 0 || left <= 0 || stop.aborted) return result;
    await sleep(Math.min(lookAgainMs, left), undefined, { signal: stop }).catch(() => undefined);
  }
}
