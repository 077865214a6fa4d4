/**
 * A program: prints what CHANGELOG.md says of the version of package.json, as the notes of its release.
 *
 *     node test/release/release-notes.ts
 *
 * Exits 1 where the changelog has no section of that version, or one without a date.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** @throws Error that says what the changelog lacks */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`[${version}] `));
  const mend = `head it with "## [${version}] - YYYY-MM-DD"`;
  if (section === undefined) throw new Error(`CHANGELOG.md has no section of ${version}: ${mend}`);
  const [heading = '', ...lines] = section.split('\n');
  if (!/ - \d{4}-\d\d-\d\d$/.test(heading))
    throw new Error(`CHANGELOG.md has no date at ${version} ("${heading}"): ${mend}`);
  return `${lines.join('\n').trim()}\n`;
}

if (import.meta.main) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  try {
    console.log(releaseNotes(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
