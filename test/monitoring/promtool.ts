import { spawnSync } from 'node:child_process';
import { findPrometheus } from '../support/install-servers.ts';

/** Runs Prometheus's own checker. @throws Error where it is not installed */
export function promtool(
  args: readonly string[],
  input = '',
): { readonly status: number | null; readonly output: string } {
  const program = findPrometheus('promtool');
  if (program === undefined) throw new Error('promtool is not there; run `npm run pretest`');
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}
