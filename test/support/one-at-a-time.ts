/**
 * Runs a script that fills the cache of servers so that no two do it at once: apt refuses that, and building the same
 * programs twice takes minutes. By `flock`, whose lock is gone with the process, however that ends.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const isHeld = 'AZLOG_TESTS_INSTALL_LOCKED';

/**
 * @param script the file of the caller, which is started again below the lock
 * @param cache the folder that is locked
 * @param work what is done when the lock is held, or where there is no `flock`
 */
export function oneAtATime(script: string, cache: string, work: () => void): void {
  if (process.env[isHeld] === undefined && runLocked(script, cache)) return;
  work();
}

/** @returns false where there is no `flock` */
function runLocked(script: string, cache: string): boolean {
  mkdirSync(cache, { recursive: true });
  const { status, error } = spawnSync('flock', [join(cache, 'lock'), process.execPath, script], {
    stdio: 'inherit',
    env: { ...process.env, [isHeld]: 'yes' },
  });
  if (error !== undefined) return false;
  process.exitCode = status ?? 1;
  return true;
}
