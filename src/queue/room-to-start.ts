import { statfs } from 'node:fs/promises';
import { AzlogError } from '../errors.ts';

/** Two files of the database's log, of 16 MiB each: what recovery may write before it gives any back. */
const neededBytes = 32 * 2 ** 20;
const mebibyte = 2 ** 20;

/** How much a process may still write to a disk, in bytes. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** Folders whose database did not start for want of room. */
const short = new Set<string>();

/**
 * Opens the database of a folder. One that did not start on a disk with little room is tried again only when there is
 * enough: each attempt would keep some forty megabytes of memory for as long as the process lives.
 * @throws AzlogError QUEUE_FULL where the room is why it does not start
 */
export async function startWithRoom<T>(folder: string, start: () => Promise<T>): Promise<T> {
  if (short.has(folder)) {
    const free = await freeBytes(folder);
    if (free < neededBytes) throw noRoom(folder, free);
    short.delete(folder);
  }
  try {
    return await start();
  } catch (error) {
    const free = await freeBytes(folder);
    if (free >= neededBytes) throw error;
    short.add(folder);
    throw noRoom(folder, free, error);
  }
}

function noRoom(folder: string, free: number, cause?: unknown): AzlogError {
  return new AzlogError(
    'QUEUE_FULL',
    `queue.url: the disk of the folder ${folder} has ${Math.floor(free / mebibyte)} MB free, and the database there needs ${neededBytes / mebibyte} MB to start. Free some space, or enlarge the disk; azlog then continues by itself`,
    cause === undefined ? {} : { cause },
  );
}
