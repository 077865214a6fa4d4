import { type CefOptions, createCef } from './cef.ts';
import type { CommonOptions, Format } from './format.ts';
import { createJson } from './json.ts';
import { createLeef, type LeefOptions } from './leef.ts';
import { createSnare } from './snare.ts';
import { createXml } from './xml.ts';

/** Options of all formats, and those of the ones that have some of their own. */
export interface FormatOptions extends CommonOptions {
  readonly cef: CefOptions;
  readonly leef: LeefOptions;
}

/** The formats by name: a new one is its own file and one line here. */
const makers = {
  cef: ({ cef, decoding, severityOf }) => createCef({ ...cef, decoding, severityOf }),
  leef: ({ leef, decoding, severityOf }) => createLeef({ ...leef, decoding, severityOf }),
  xml: () => createXml(),
  json: createJson,
  snare: createSnare,
} as const satisfies Readonly<Record<string, (options: FormatOptions) => Format>>;

export type FormatName = keyof typeof makers;

/**
 * Makes a format. It remembers what it has seen, so one should be used for many events.
 * @throws AzlogError `CONFIG_INVALID` for options that cannot be used
 */
export function createFormat(name: FormatName, options: FormatOptions): Format {
  return makers[name](options);
}
