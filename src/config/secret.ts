import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Located } from './document.ts';
import type { Environment } from './environment.ts';
import type { Origin, Report } from './problem.ts';

/** Why a file cannot be read, in words; by the code of the system's error. */
const fileErrors: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a folder',
};

/** Why a file cannot be read, in words for an operator. */
export function fileProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return fileErrors[code] ?? `cannot be read (${code === '' ? 'unknown reason' : code})`;
}

/** The content of a file that holds one secret, without the line break that editors add at its end. */
export function readSecretFile(
  path: string,
  folder: string,
  origin: Origin,
  optionPath: string,
  report: Report,
): string | undefined {
  const file = resolve(folder, path);
  const mend = 'Put the secret into that file, or name the right one.';
  try {
    const content = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (content !== '') return content;
    report({ origin, path: optionPath, what: `the file ${file} is empty`, mend });
  } catch (error) {
    report({ origin, path: optionPath, what: `the file ${file} ${fileProblem(error)}`, mend });
  }
  return undefined;
}

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

export interface SecretContext {
  readonly env: Environment;
  readonly fileFolder: string;
}

/** Follows `{ env: NAME }` or `{ file: PATH }`. */
export function resolveSecret(
  located: Extract<Located, { kind: 'map' }>,
  path: string,
  { env, fileFolder }: SecretContext,
  report: Report,
): string | undefined {
  const { origin, entries } = located;
  const [first] = entries;
  const target = first?.[1].value;
  const refuse = (what: string, mend: string): undefined => {
    report({ origin, path, what, mend });
  };
  if (
    first === undefined ||
    entries.size !== 1 ||
    target?.kind !== 'scalar' ||
    typeof target.value !== 'string' ||
    target.value === ''
  ) {
    return refuse('this is not a reference to a secret', 'Write `{ env: NAME }` or `{ file: PATH }`.');
  }
  const [key] = first;
  if (key === 'file') return readSecretFile(target.value, fileFolder, origin, path, report);
  if (key !== 'env') {
    return refuse('this is not a reference to a secret', 'Write `{ env: NAME }` or `{ file: PATH }`.');
  }
  if (!variableName.test(target.value)) {
    // Not shown: it may be the secret itself.
    return refuse(
      'what stands behind `env` is no name of a variable',
      'Write the name, not the secret itself.',
    );
  }
  const value = env[target.value];
  if (value !== undefined && value !== '') return value;
  return refuse(`the environment variable ${target.value} is not set`, 'Set it, or name another.');
}
