import type { Source } from './source.ts';
import { createWadTable, type WadTableOptions } from './wad-table.ts';

/** The options of every source type, by the name that configurations use. */
export interface SourceOptions {
  readonly 'wad-table': WadTableOptions;
}

/** The sources by type: a new one is a file in this folder and a line here. */
export const sources = {
  'wad-table': (options) => createWadTable(options),
} as const satisfies { readonly [Type in keyof SourceOptions]: (options: SourceOptions[Type]) => Source };
