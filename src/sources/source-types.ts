import { blob } from './blob/blob-type.ts';
import type { SourceType } from './source-type.ts';
import { wadTable } from './wad-table-type.ts';

/** The types of sources, by the names that configurations use: a new one is its own file and a line here. */
export const sourceTypes = {
  'wad-table': wadTable,
  blob,
} as const satisfies Readonly<Record<string, SourceType>>;

export type SourceTypeName = keyof typeof sourceTypes;

/** Their names, in the order of the reference. */
export const sourceTypeNames = Object.keys(sourceTypes) as readonly SourceTypeName[];

/** Of a source that says none. */
export const defaultSourceType: SourceTypeName = 'wad-table';
