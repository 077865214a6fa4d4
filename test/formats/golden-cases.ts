import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCef } from '../../src/formats/cef.ts';
import { createLeef } from '../../src/formats/leef.ts';
import type { Event } from '../../src/records/event.ts';
import { mappings } from '../../src/records/windows/mapping.ts';
import { sampleEvent } from './sample-event.ts';

export const goldenFolder = join(import.meta.dirname, '../golden');

/** The published labels: one line a label. */
export const labelsFile = join(goldenFolder, 'labels.txt');

/** What is expected of a case: the name of the file, and the format that writes it with its defaults. */
export const goldenFormats = [
  { file: 'expected.cef', format: createCef() },
  { file: 'expected.leef', format: createLeef() },
] as const;

/** The folders of the cases. */
export function goldenCases(): readonly string[] {
  return readdirSync(goldenFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** The event of a case: record.json, whose `fields` are its names and values. */
export function goldenEvent(name: string): Event {
  const record = JSON.parse(readFileSync(join(goldenFolder, name, 'record.json'), 'utf8'));
  const { fields, eventId, computer: host, ...other } = record;
  return sampleEvent(eventId, fields, {
    outcome: undefined,
    ...(host === undefined ? {} : { host }),
    ...other,
  });
}

/**
 * The labels of all mappings as text, a line each: `provider id key: Label`, by provider, id and key. The labels that
 * every event has are not in it.
 */
export function labelText(): string {
  const lines: string[] = [];
  for (const provider of Object.keys(mappings).sort()) {
    for (const [id, mapping] of Object.entries(mappings[provider] ?? {})) {
      const targets = [...Object.values(mapping.cef).flat(), ...Object.keys(mapping.constants ?? {})];
      if (mapping.qualified !== undefined) targets.push(mapping.qualified.cef);
      const labels = targets
        .map((target) => target.replace(/\?$/, ''))
        .filter((target) => target.includes(': '));
      lines.push(...[...new Set(labels)].sort().map((label) => `${provider} ${id} ${label}`));
    }
  }
  return `${lines.join('\n')}\n`;
}
