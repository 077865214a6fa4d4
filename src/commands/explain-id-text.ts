import type { FieldPlace, LabelledKey } from '../explain/field-places.ts';
import type { CatalogueEntry } from '../records/windows/catalogue/event-catalogue.ts';
import { cutTo, wrapTo } from '../status/columns.ts';
import { criticalities, type Paint, painter, width } from './explain-text.ts';

/** What is known of an event id. */
export interface ExplainedId {
  readonly provider: string;
  readonly eventId: number;
  readonly entry: CatalogueEntry | undefined;
  readonly family: string | undefined;
  /** Constants that the mapping adds to each CEF message, by `key: Label`. */
  readonly constants: Readonly<Record<string, string>>;
  readonly fields: readonly ExplainedIdField[];
  /** Formats whose keys are told of, in this order. */
  readonly formats: readonly string[];
}

/** A field of an event id, and where each format puts it. */
export interface ExplainedIdField {
  readonly name: string;
  /** Versions of the event that have the field; empty where only the mapping knows it. */
  readonly versions: readonly number[];
  /** By the name of the format. */
  readonly places: Readonly<Record<string, FieldPlace>>;
}

/** What is known of an event id, line by line. Pure. */
export function renderId(explained: ExplainedId, colour: boolean): readonly string[] {
  const { provider, eventId, entry, family, fields, formats, constants } = explained;
  const paint = painter(colour);
  const of = (name: string, text: string): readonly string[] =>
    text === ''
      ? []
      : wrapTo(text, width - 14, 4).map(
          (part, at) => `  ${paint('quiet', (at === 0 ? name : '').padEnd(12))}${part}`,
        );
  const subcategories = entry?.subcategories.filter((one) => one !== entry.subcategory) ?? [];
  const lines = [
    paint('title', cutTo(`Event ${eventId} of ${provider}`, width)),
    ...of('title', entry?.title ?? 'not in the catalogue'),
    ...of('category', [entry?.category ?? '', entry?.subcategory ?? ''].filter(Boolean).join(':')),
    ...of('also', subcategories.join(', ')),
    ...of('criticality', entry === undefined ? '' : criticalities[entry.criticality]),
    ...of('versions', entry?.versions.map(({ version }) => version).join(', ') ?? ''),
    ...of(
      'mapping',
      family === undefined ? 'none of its own; the general one applies' : `its own, in the family ${family}`,
    ),
    '',
    paint('title', 'Fields'),
    '',
  ];
  const allVersions = entry?.versions.length ?? 0;
  for (const { name, versions, places } of fields) {
    const notes = [
      ...(versions.length === 0 ? ['not in the catalogue'] : []),
      ...(versions.length > 0 && versions.length < allVersions ? [`version ${versions.join(', ')}`] : []),
      ...new Set(
        Object.values(places).flatMap(({ decoder }) =>
          decoder === undefined ? [] : [`decoded as ${decoder}`],
        ),
      ),
    ];
    const note = notes.length === 0 ? '' : `  (${notes.join('; ')})`;
    lines.push(`  ${paint('name', name)}${paint('quiet', note)}`);
    for (const format of formats) {
      const place = places[format];
      if (place !== undefined) lines.push(...placeLines(format, place, paint));
    }
  }
  if (fields.length === 0) lines.push('  none known');
  const texts = Object.entries(constants);
  if (texts.length > 0) {
    lines.push('', paint('title', 'Constants'), '');
    for (const [target, text] of texts) lines.push(`  ${paint('key', target)} = ${text}`);
  }
  return lines;
}

function placeLines(format: string, place: FieldPlace, paint: Paint): readonly string[] {
  const name = ({ key, label }: LabelledKey): string => (label === undefined ? key : `${key} (${label})`);
  // What has no key of its own stands under the own key, even where a spare key has it too.
  const isOwn = place.keys.length === 0 && place.qualified === undefined;
  const text = [
    ...(isOwn ? [place.own] : place.keys.map(name)),
    ...place.spares.map((spare) => `${name(spare)} if free`),
    ...(place.qualified === undefined ? [] : [`${name(place.qualified)}, domain and name`]),
    ...place.ipv6.map((key) => `IPv6: ${name(key)}`),
    ...(place.text === undefined || place.isTextInKey ? [] : [`text: ${place.text}`]),
  ].join('; ');
  return wrapTo(text, width - 11, 4).map(
    (part, at) => `    ${paint('quiet', (at === 0 ? format : '').padEnd(6))} ${paint('key', part)}`,
  );
}
