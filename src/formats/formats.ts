import { type CefOptions, createCef } from './cef.ts';
import type { Format } from './format.ts';
import { createLeef, type LeefOptions } from './leef.ts';

/** Options of each format, by its name. */
export interface FormatOptions {
  readonly cef: CefOptions;
  readonly leef: LeefOptions;
}

export type FormatName = keyof FormatOptions;

/** The formats by name: a new one is its own file and one line here. */
export const formats: { readonly [N in FormatName]: (options: FormatOptions[N]) => Format } = {
  cef: createCef,
  leef: createLeef,
};

export const formatNames: readonly FormatName[] = ['cef', 'leef'];
