/**
 * Parses a Splunk configuration file as `btool check` does: stanzas of settings, comments only on lines of their own.
 * @throws Error for a line that is none of these, a setting before the first stanza, or one that comes twice
 */
export function parseConf(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const stanzas = new Map<string, Map<string, string>>();
  let stanza: Map<string, string> | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const where = `line ${index + 1}: ${line}`;
    const name = /^\[(.*)\]$/.exec(line)?.[1];
    if (name !== undefined) {
      if (stanzas.has(name)) throw new Error(`stanza twice, ${where}`);
      stanza = new Map();
      stanzas.set(name, stanza);
      continue;
    }
    const setting = /^([A-Za-z][\w:-]*) = (\S.*)$/.exec(line);
    if (setting === null) throw new Error(`neither stanza nor setting, ${where}`);
    if (stanza === undefined) throw new Error(`setting before the first stanza, ${where}`);
    const [, key = '', value = ''] = setting;
    // A backslash at the end would draw the next line in.
    if (value.endsWith('\\')) throw new Error(`ends in a backslash, ${where}`);
    if (stanza.has(key)) throw new Error(`setting twice, ${where}`);
    stanza.set(key, value);
  }
  return stanzas;
}
