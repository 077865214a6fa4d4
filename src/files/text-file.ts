import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { decodeText } from './decode-text.ts';

/** Why a file cannot be read, in words; by the code of the system's error. */
const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a folder',
};

/** A file that an operator named and that cannot be used. Its message has the file, the reason and how to fix it. */
export class OperatorFileError extends Error {
  override readonly name = 'OperatorFileError';
  /** With the path: `the file /etc/azlog/ca.pem does not exist`. */
  readonly what: string;
  /** One or two sentences; '' where only the caller knows. */
  readonly mend: string;
  /** The line that is meant, from 1. */
  readonly line: number | undefined;

  constructor(path: string, what: string, mend = '', line?: number) {
    super(`the file ${path} ${what}${mend === '' ? '' : `. ${mend}`}`);
    this.what = `the file ${path} ${what}`;
    this.mend = mend;
    this.line = line;
  }
}

function unreadable(path: string, error: unknown): OperatorFileError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const what = systemErrors[code] ?? `cannot be read (${code === '' ? 'unknown reason' : code})`;
  return new OperatorFileError(path, what);
}

/** @throws OperatorFileError */
export function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** As `readBytes`, without blocking. @throws OperatorFileError */
export async function loadBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The text of a file of `decodeText`. @throws OperatorFileError */
export function textOf(path: string, bytes: Uint8Array): string {
  const { text, fault } = decodeText(bytes);
  if (fault !== undefined) throw new OperatorFileError(path, fault.what, fault.mend, fault.line);
  return text;
}

/** A file as text, whatever encoding and line breaks it is written in. @throws OperatorFileError */
export function readTextFile(path: string): string {
  return textOf(path, readBytes(path));
}

/** A file that holds one secret: one line, without the blanks and line breaks around it. @throws OperatorFileError */
export function readSecretText(path: string): string {
  const secret = readTextFile(path).trim();
  if (secret === '') throw new OperatorFileError(path, 'is empty');
  const lines = secret.split('\n').length;
  if (lines === 1) return secret;
  throw new OperatorFileError(
    path,
    `has ${lines} lines, and a secret is one line`,
    'Put the secret alone into the file, without a line break inside.',
  );
}
