/**
 * Parses comma-separated values by RFC 4180, with LF or CRLF, and strictly.
 * @param comment what a first line that is no data begins with
 * @throws Error for a quote where none may stand, rows of different lengths, or a last line without end
 */
export function parseCsv(text: string, comment?: string): readonly (readonly string[])[] {
  const start = comment !== undefined && text.startsWith(comment) ? text.indexOf('\n') + 1 : 0;
  const rows: string[][] = [];
  let row: string[] = [];
  let at = start;
  while (at < text.length) {
    let field = '';
    if (text.charAt(at) === '"') {
      for (at++; ; at++) {
        if (at >= text.length) throw new Error(`a quoted field has no end in row ${rows.length + 1}`);
        if (text.charAt(at) === '"') {
          if (text.charAt(at + 1) !== '"') break;
          at++;
        }
        field += text.charAt(at);
      }
      at++;
    } else {
      const rest = /^[^",\r\n]*/.exec(text.slice(at, at + 10_000))?.[0] ?? '';
      field = rest;
      at += rest.length;
    }
    row.push(field);
    const separator = /^(?:,|\r?\n)/.exec(text.slice(at, at + 2))?.[0];
    if (separator === undefined) throw new Error(`no comma and no line end behind "${field}"`);
    at += separator.length;
    if (separator === ',') {
      if (at === text.length) throw new Error('the last row has no end');
      continue;
    }
    rows.push(row);
    if (row.length !== rows[0]?.length) throw new Error(`row ${rows.length} has ${row.length} fields`);
    row = [];
  }
  if (row.length > 0) throw new Error('the last row has no end');
  return rows;
}

/** Rows by the names of the first one. */
export function records(text: string, comment?: string): readonly Readonly<Record<string, string>>[] {
  const [head = [], ...rows] = parseCsv(text, comment);
  return rows.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
}
