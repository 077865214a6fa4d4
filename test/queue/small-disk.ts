import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own, small enough to be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Fills it, but for so many bytes. */
  fill(but: number): void;
  /** Removes what it was filled with. */
  makeRoom(): void;
  /** Gives it another size. */
  enlarge(megabytes: number): void;
  unmount(): void;
}

/** @returns why there is none, where this user may not mount */
export function mountSmallDisk(megabytes: number): SmallDisk | string {
  const parent = mkdtempSync(join(tmpdir(), 'azlog-small-disk-'));
  const folder = join(parent, 'disk');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    rmSync(parent, { recursive: true });
    return `a small disk is mounted, which needs root: ${error instanceof Error ? error.message : error}`;
  }
  const filler = join(folder, 'filler');
  const free = (): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    fill(but) {
      const bytes = free() - but;
      if (bytes > 0) writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' });
    },
    makeRoom: () => rmSync(filler, { force: true }),
    enlarge: (size) => {
      execFileSync('mount', ['-o', `remount,size=${size}m`, folder]);
    },
    unmount() {
      execFileSync('umount', ['-l', folder]);
      rmSync(parent, { recursive: true });
    },
  };
}
