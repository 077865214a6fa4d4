import { configSchema as schema } from '../config/json-schema.ts';
import type { CommandResult } from './command-result.ts';

/** Prints the JSON Schema of the configuration file. */
export function configSchema(): CommandResult {
  return { stdout: `${JSON.stringify(schema(), null, 2)}\n`, stderr: '', exitCode: 0 };
}
