import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The ways in which the same text is found in files. */
export const writings = [
  'UTF-8',
  'UTF-8 with BOM',
  'CRLF',
  'UTF-8 with BOM and CRLF',
  'CR',
  'UTF-16LE with BOM',
  'UTF-16BE with BOM',
  'UTF-16LE with BOM and CRLF',
  'UTF-16LE',
  'UTF-16BE',
] as const;

export type Writing = (typeof writings)[number];

/** Text with LF as bytes of a file that an editor wrote in this way. */
export function writtenAs(writing: Writing, text: string): Uint8Array {
  const broken = writing.includes('CRLF')
    ? text.replaceAll('\n', '\r\n')
    : writing.includes('CR')
      ? text.replaceAll('\n', '\r')
      : text;
  const marked = writing.includes('BOM') ? `\uFEFF${broken}` : broken;
  if (!writing.includes('UTF-16')) return Buffer.from(marked);
  const bytes = Buffer.from(marked, 'utf16le');
  return writing.includes('UTF-16BE') ? bytes.swap16() : bytes;
}

/**
 * Writes the certificates of `files` into one file beside the last, as Windows PowerShell and careless hands do: UTF-16,
 * and no line break before the next `-----BEGIN`. @returns its path
 */
export async function bundleOf(...files: readonly string[]): Promise<string> {
  const pems = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const path = join(dirname(files.at(-1) ?? ''), 'bundle.pem');
  const glued = pems.map((pem) => pem.trim()).join('');
  await writeFile(path, writtenAs('UTF-16LE with BOM and CRLF', glued));
  return path;
}
