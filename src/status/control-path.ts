import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AzlogError } from '../errors.ts';

/** What the address of a socket has room for, its last zero not counted; less on systems other than Linux. */
const mostBytes = process.platform === 'linux' ? 107 : 103;

export interface ControlPath {
  /** To listen on or to connect to. */
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Where the process that has an embedded queue's folder listens. Where the folder's name is too long for the address of a
 * socket, it is named by way of an open handle, which Linux allows.
 * @throws AzlogError CONFIG_INVALID where that is not possible
 */
export async function controlPath(folder: string): Promise<ControlPath> {
  const path = join(folder, 'control.sock');
  if (Buffer.byteLength(path) <= mostBytes) return { path, close: async () => {} };
  if (process.platform !== 'linux') {
    throw new AzlogError(
      'CONFIG_INVALID',
      `queue.url: the folder's name is too long for a socket in it (${path}: ${Buffer.byteLength(path)} bytes, at most ${mostBytes} are allowed on this system), so azlog status and azlog tail cannot reach the process; use a folder with a shorter name`,
    );
  }
  const handle = await open(folder, 'r');
  return { path: `/proc/self/fd/${handle.fd}/control.sock`, close: () => handle.close() };
}
