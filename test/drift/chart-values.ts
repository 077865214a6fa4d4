import { readFileSync } from 'node:fs';
import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';

/** A value of the chart as `values.yaml` declares it. */
export interface ChartValue {
  /** Its path, such as `sender.hpa.enabled`. */
  readonly path: string;
  readonly doc: string;
  readonly fallback: unknown;
}

/** A top-level key with the comment before it, and the values that it holds. */
export interface ChartValueGroup {
  readonly name: string;
  /** What holds for all of the group; empty where it is one value. */
  readonly intro: string;
  readonly values: readonly ChartValue[];
}

const valuesFile = new URL('../../charts/azlog-forwarder/values.yaml', import.meta.url);

/** Parts a comment into what introduces (plain lines) and what documents the value (from the line with `--` on). */
function partComment(comment: string | null | undefined): { readonly intro: string; readonly doc: string } {
  const lines = (comment ?? '').split('\n').map((line) => line.trim());
  const first = lines.findIndex((line) => line.startsWith('-- '));
  const join = (part: readonly string[]): string => part.join(' ').replaceAll(/\s+/g, ' ').trim();
  return first === -1
    ? { intro: join(lines), doc: '' }
    : { intro: join(lines.slice(0, first)), doc: join(lines.slice(first)).replace(/^-- /, '') };
}

function* valuesOf(
  map: YAMLMap,
  path: readonly string[],
  before: string | null | undefined,
): Generator<ChartValue> {
  for (const [index, { key, value }] of map.items.entries()) {
    if (!isScalar(key)) throw new Error(`values.yaml: a key of ${path.join('.')} is not plain`);
    const here = [...path, String(key.value)];
    // The comment of a map's first key is kept with the map.
    const { doc } = partComment(index === 0 ? (before ?? key.commentBefore) : key.commentBefore);
    if (doc === '' && isMap(value)) {
      yield* valuesOf(value, here, value.commentBefore);
      continue;
    }
    const fallback: unknown =
      isMap(value) || !isScalar(value) ? JSON.parse(JSON.stringify(value)) : value.value;
    yield { path: here.join('.'), doc, fallback };
  }
}

/** All values of the chart, with the comments of `values.yaml`. @throws Error for a value without a comment */
export function chartValues(): readonly ChartValueGroup[] {
  const { contents } = parseDocument(readFileSync(valuesFile, 'utf8'));
  if (!isMap(contents)) throw new Error('values.yaml is no map');
  return contents.items.map(({ key, value }): ChartValueGroup => {
    if (!isScalar(key)) throw new Error('values.yaml: a key is not plain');
    const name = String(key.value);
    const { intro, doc } = partComment(key.commentBefore);
    const values =
      doc === '' && isMap(value)
        ? [...valuesOf(value, [name], value.commentBefore)]
        : [{ path: name, doc, fallback: JSON.parse(JSON.stringify(value)) as unknown }];
    for (const { path, doc: given } of values) {
      if (given === '') throw new Error(`values.yaml: ${path} has no comment that begins with two hyphens`);
    }
    return { name, intro, values };
  });
}
