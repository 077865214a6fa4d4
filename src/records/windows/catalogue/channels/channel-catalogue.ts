import type { Criticality } from '../compact.ts';

/**
 * What the catalogue states of one event id, to be read by people: one English sentence with a full stop; the names of
 * its fields in any of its known layouts, between `, ` (they may hold blanks; `Data1` ... have no name), or undefined
 * where none is known; how much it says (left out: low).
 */
export type ChannelEvent = readonly [title: string, fields?: string | undefined, criticality?: Criticality];

/** Events of one source in one category, by subcategory and event id. */
export interface ChannelCatalogue {
  /** Every name under which Windows has written the same events. */
  readonly providers: readonly string[];
  readonly category: string;
  readonly subcategories: Readonly<Record<string, Readonly<Record<number, ChannelEvent>>>>;
}

/** The names of data elements without a name, as the decoder numbers them. */
export function unnamed(count: number): string {
  return Array.from({ length: count }, (_, index) => `Data${index + 1}`).join(', ');
}

/** `param1, param2` ...: the names that manifests of former event sources give. */
export function parameters(count: number, name = 'param'): string {
  return Array.from({ length: count }, (_, index) => `${name}${index + 1}`).join(', ');
}
