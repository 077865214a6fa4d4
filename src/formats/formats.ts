import { type CefOptions, createCef } from './cef.ts';
import type { Format } from './format.ts';
import { createJson } from './json.ts';
import { createLeef, type LeefOptions } from './leef.ts';
import { createSnare } from './snare.ts';
import { createXml } from './xml.ts';

/** Options of the formats that have some. */
export interface FormatOptions {
  readonly cef: CefOptions;
  readonly leef: LeefOptions;
}

/** The formats by name: a new one is its own file and one line here. */
const makers = {
  cef: ({ cef }) => createCef(cef),
  leef: ({ leef }) => createLeef(leef),
  xml: () => createXml(),
  json: () => createJson(),
  snare: () => createSnare(),
} as const satisfies Readonly<Record<string, (options: FormatOptions) => Format>>;

export type FormatName = keyof typeof makers;

/**
 * Makes a format. It remembers what it has seen, so one should be used for many events.
 * @throws AzlogError `CONFIG_INVALID` for options that cannot be used
 */
export function createFormat(name: FormatName, options: FormatOptions): Format {
  return makers[name](options);
}
