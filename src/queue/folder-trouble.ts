import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Why a folder cannot be used. */
export interface FolderTrouble {
  /** What is wrong, to follow the folder's name: `cannot be written by this user (EACCES, user id 1000)`. */
  readonly reason: string;
  /** What to do, a sentence. */
  readonly fix: string;
  /** False where it may end by itself, or without a change of the configuration: a full disk. */
  readonly isLasting: boolean;
  /** Of an error about the queue in that folder. */
  readonly code: 'CONFIG_INVALID' | 'QUEUE_FULL' | 'QUEUE_UNREACHABLE';
}

const otherFolder = 'Name a folder on a disk that this user may write to.';

const lasting: Readonly<Record<string, readonly [reason: string, fix: string]>> = {
  EACCES: ['cannot be used by this user', 'Give it to the user that runs azlog, or name another folder.'],
  EPERM: ['cannot be used by this user', 'Give it to the user that runs azlog, or name another folder.'],
  EROFS: ['is on a read-only file system', 'Mount it for writing, or name another folder.'],
  ENOTDIR: ['is not a folder, or leads through a file', 'Remove that file, or name another folder.'],
  EEXIST: ['is not a folder', 'Remove what is there, or name another folder.'],
  ELOOP: ['leads into a loop of symbolic links', 'Fix the links, or name another folder.'],
  ENAMETOOLONG: ['has a name that is too long', 'Name a shorter folder.'],
  ENOENT: ['cannot be created: its file system accepts no new folders, or a link leads nowhere', otherFolder],
  EINVAL: ['cannot be created', otherFolder],
  ENODEV: ['cannot be created', otherFolder],
  ENXIO: ['cannot be created', otherFolder],
  ENOTSUP: ['cannot be created', otherFolder],
};
const passing: Readonly<Record<string, readonly [reason: string, fix: string]>> = {
  ENOSPC: ['is on a full disk', 'Free some space, or enlarge the disk.'],
  EDQUOT: ['exceeds the disk quota of this user', 'Free some space, or raise the quota.'],
  EIO: ['cannot be read or written: the disk reports an error', 'Check the disk.'],
  EMFILE: ['cannot be opened: this process has too many open files', 'Raise its limit (ulimit -n).'],
};

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Puts the system's error about a folder, or a file in it, into words.
 * @returns undefined where the error is about something else
 */
export function folderTrouble(error: unknown): FolderTrouble | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = lasting[code] ?? passing[code];
  if (words === undefined) return undefined;
  const [reason, fix] = words;
  const user = code === 'EACCES' || code === 'EPERM' ? `, user id ${process.getuid?.() ?? 'unknown'}` : '';
  const isLasting = Object.hasOwn(lasting, code);
  return {
    reason: `${reason} (${code}${user})`,
    fix,
    isLasting,
    code: isLasting ? 'CONFIG_INVALID' : full.has(code) ? 'QUEUE_FULL' : 'QUEUE_UNREACHABLE',
  };
}

/** Kinds of file systems that hold no files of ours: /proc and /sys (statfs(2)). */
const kernelFileSystems: ReadonlySet<number> = new Set([0x9fa0, 0x62656572]);

/**
 * Looks whether a folder could be made, or used, by this user, and changes nothing.
 * @returns what is in the way; undefined where nothing is known to be
 */
export function inspectFolder(path: string): FolderTrouble | undefined {
  try {
    const at = nearestThatExists(path);
    if (kernelFileSystems.has(statfsSync(at).type)) throw withCode('ENOENT');
    accessSync(at, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const trouble = folderTrouble(error);
    return trouble?.isLasting ? trouble : undefined;
  }
}

/** The folder itself, or the one of those above it in which it would be made. */
function nearestThatExists(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false });
    if (found?.isDirectory()) return at;
    if (found !== undefined) throw withCode('ENOTDIR');
  }
}

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}
