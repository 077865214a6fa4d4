import { stringify } from 'yaml';
import { type LoadOptions, loadConfig } from '../config/load-config.ts';
import { maskConfig } from '../config/mask-config.ts';
import { AzlogError } from '../errors.ts';
import type { CommandResult } from './command-result.ts';

/** The configuration cannot be used (EX_CONFIG of sysexits.h). */
const invalidExitCode = 78;

/** Prints the configuration as it will be used, without secrets; or every problem of it. */
export function configCheck(options: LoadOptions): CommandResult {
  try {
    const summary = stringify(maskConfig(loadConfig(options)), { lineWidth: 0 });
    return { stdout: `configuration is valid\n\n${summary}`, stderr: '', exitCode: 0 };
  } catch (error) {
    if (!(error instanceof AzlogError) || error.kind !== 'config') throw error;
    return { stdout: '', stderr: `${error.message}\n`, exitCode: invalidExitCode };
  }
}
