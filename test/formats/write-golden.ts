import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  goldenCases,
  goldenEvent,
  goldenFolder,
  goldenFormats,
  labelsFile,
  labelText,
} from './golden-cases.ts';

/**
 * Writes what the golden cases expect, and the published labels, as the formats write them now: `npm run golden`. It
 * names each file that changed. What it wrote is only a proposal: every changed line is to be read against the
 * references of the formats before it is committed.
 */
function write(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileSync(file, text);
  process.stdout.write(`changed: ${file.slice(goldenFolder.length + 1)}\n`);
}

for (const name of goldenCases()) {
  const event = goldenEvent(name);
  for (const { file, format } of goldenFormats) {
    write(join(goldenFolder, name, file), `${format.format(event, Number.POSITIVE_INFINITY)}\n`);
  }
}
write(labelsFile, labelText());
