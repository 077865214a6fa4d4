import { open } from 'node:fs/promises';

/** Gives the whole lines that were added to a file since the last call; none while the file is not there. */
export function followFile(path: string): () => Promise<readonly string[]> {
  let position = 0;
  let rest = Buffer.alloc(0);
  return async () => {
    const file = await open(path).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (file === undefined) return [];
    try {
      const { size } = await file.stat();
      const added = Buffer.alloc(Math.max(0, size - position));
      const { bytesRead } = await file.read(added, 0, added.length, position);
      position += bytesRead;
      rest = Buffer.concat([rest, added.subarray(0, bytesRead)]);
    } finally {
      await file.close();
    }
    const end = rest.lastIndexOf('\n') + 1;
    const lines = rest.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    rest = Buffer.from(rest.subarray(end));
    return lines;
  };
}
