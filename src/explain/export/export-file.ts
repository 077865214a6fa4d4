/** A file for a SIEM, made from the catalogue and the mapping tables. */
export interface ExportFile {
  /** Path below the folder of the export, with `/`. */
  readonly path: string;
  /** Lines that end in LF. */
  readonly content: string;
}

/** Rows of comma-separated values by RFC 4180, but with LF at the end of lines, as receivers on Unix read them. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\n`).join('');
}

function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) || text.startsWith('#') ? `"${text.replaceAll('"', '""')}"` : text;
}
