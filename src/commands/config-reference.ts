import { configReference as reference } from '../config/reference.ts';
import type { CommandResult } from './command-result.ts';

/** Prints the reference of the configuration as Markdown. */
export function configReference(): CommandResult {
  return { stdout: reference(), stderr: '', exitCode: 0 };
}
