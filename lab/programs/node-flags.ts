import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The program, as the demo, the bench and the tests start it. */
export const mainProgram = join(import.meta.dirname, '../../src/main.ts');

const [firstLine = ''] = readFileSync(mainProgram, 'utf8').split('\n', 1);

/** The flags that the package starts Node.js with: those of the program's first line. */
export const nodeFlags: readonly string[] = firstLine.split(' ').filter((word) => word.startsWith('--'));
