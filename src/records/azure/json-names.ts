/** A name as Elastic writes names: lower case, words with `_` between them. */
function snakeCase(name: string): string {
  return (
    name
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
      .replace(/[^\p{L}\p{N}]+/gu, '_')
      .replace(/^_+|_+$/g, '')
      .toLowerCase() || 'field'
  );
}

/**
 * Paths for the fields of a record, each once: levels stay levels, names are in Elastic's case. A value cannot stand
 * where others have a level below: it is `<name>_value` there. Names that become equal get a number.
 */
export function jsonNames(names: readonly string[]): readonly string[] {
  const paths = names.map((name) => name.split('.').map(snakeCase));
  const levels = new Set<string>();
  for (const path of paths) {
    for (let depth = 1; depth < path.length; depth++) levels.add(path.slice(0, depth).join('.'));
  }
  const taken = new Set<string>();
  return paths.map((path) => {
    const plain = path.join('.');
    const base = levels.has(plain) ? `${plain}_value` : plain;
    let unique = base;
    for (let number = 2; taken.has(unique) || levels.has(unique); number++) unique = `${base}_${number}`;
    taken.add(unique);
    return unique;
  });
}
