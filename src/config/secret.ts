import { resolve } from 'node:path';
import { OperatorFileError, readSecretText } from '../files/text-file.ts';
import type { Located } from './document.ts';
import type { Environment } from './environment.ts';
import type { Origin, Report } from './problem.ts';

/** The content of a file that holds one secret, however an editor left it. */
export function readSecretFile(
  path: string,
  folder: string,
  origin: Origin,
  optionPath: string,
  report: Report,
): string | undefined {
  try {
    return readSecretText(resolve(folder, path));
  } catch (error) {
    if (!(error instanceof OperatorFileError)) throw error;
    const { what, mend } = error;
    report({
      origin,
      path: optionPath,
      what,
      mend: mend === '' ? 'Put the secret into that file, or name the right file.' : mend,
    });
    return undefined;
  }
}

/** The file that `{ file: PATH }` names; undefined for `{ env: NAME }`. */
export function namedFile(
  { entries }: Extract<Located, { kind: 'map' }>,
  folder: string,
): string | undefined {
  const target = entries.get('file')?.value;
  if (target?.kind !== 'scalar' || typeof target.value !== 'string') return undefined;
  return resolve(folder, target.value);
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
      'the value of `env` is not the name of a variable',
      'Write the name, not the secret itself.',
    );
  }
  const value = env[target.value];
  if (value !== undefined && value !== '') return value;
  return refuse(`the environment variable ${target.value} is not set`, 'Set it, or name another variable.');
}
