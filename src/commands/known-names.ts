import { type LoadOptions, loadConfig } from '../config/load-config.ts';
import type { CommandResult } from './command-result.ts';

/**
 * The names of destinations or sources, one a line, for the completion of shells. Nothing where the configuration
 * cannot be used: whoever presses Tab wants no report, and `azlog config check` has it.
 */
export function knownNames(load: LoadOptions, kind: 'destination' | 'source'): CommandResult {
  try {
    // Without stages no secret is read.
    const config = loadConfig({ ...load, stages: [], opensQueue: false });
    const entries = kind === 'source' ? config.sources : config.destinations;
    return { stdout: entries.map(({ name }) => `${name}\n`).join(''), stderr: '', exitCode: 0 };
  } catch {
    return { stdout: '', stderr: '', exitCode: 1 };
  }
}
