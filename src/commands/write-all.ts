import type { Writable } from 'node:stream';

/**
 * Writes a text and waits until it is out of this process: what waits in a pipe when a program exits is lost.
 * @returns false where the output is closed, such as by a reader that has seen enough
 */
export function writeAll(output: Writable, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    output.write(text, (error) => resolve(error === null || error === undefined));
  });
}
