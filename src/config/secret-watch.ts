import { hash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { OperatorFileError, readSecretText } from '../files/text-file.ts';
import { optionsOf } from '../options/option.ts';
import type { ValueType } from '../options/value-type.ts';
import type { SecretFile } from './config.ts';
import { destinationOptions, processOptions, sourceOptions } from './options.ts';

const lookEveryMs = 1_000;

/** A file to be followed, with the secret that it gave at the start. */
export interface FollowedFile extends SecretFile {
  readonly value: string;
}

export interface SecretWatchListener {
  /** Takes the new secret. What it throws refuses it: the file is as good as unusable then. */
  changed(file: SecretFile, value: string): void;
  /** The file cannot be used; told once for each content. `reason` has no secret. */
  unusable(file: SecretFile, reason: string): void;
  /** The file can be used again, with the secret that is in use already. */
  usableAgain(file: SecretFile): void;
}

export interface SecretWatch {
  /** Looks at all files now, besides each second. */
  look(): Promise<void>;
  close(): void;
}

const groups = { process: processOptions, source: sourceOptions, destination: destinationOptions } as const;

/**
 * Follows files of secrets by their content, through symbolic links, so that any way to change them is noticed: written
 * over, moved into place, or swapped as Kubernetes does with `..data`. What two looks in a row have found alike counts:
 * a file that is just being written is left alone.
 */
export function watchSecretFiles(
  files: readonly FollowedFile[],
  listener: SecretWatchListener,
  everyMs: number = lookEveryMs,
): SecretWatch {
  const followed = files.map((file) => follow(file, listener));
  let looking: Promise<void> | undefined;
  const look = (): Promise<void> => {
    looking ??= Promise.all(followed.map((lookAt) => lookAt())).then(() => {
      looking = undefined;
    });
    return looking;
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { look, close: () => clearInterval(timer) };
}

function follow({ value: first, ...file }: FollowedFile, listener: SecretWatchListener): () => Promise<void> {
  let value = first;
  let seen = '';
  let handled = '';
  let isUnusable = false;

  const unusable = (reason: string): void => {
    isUnusable = true;
    listener.unusable(file, reason);
  };

  return async () => {
    const found = await stateOf(file.file);
    if (found === undefined) return;
    const settled = found === seen;
    seen = found;
    if (!settled || found === handled) return;
    handled = found;
    const read = readAgain(file);
    if ('reason' in read) return unusable(read.reason);
    if (read.value !== value) {
      try {
        listener.changed(file, read.value);
      } catch (error) {
        return unusable(error instanceof Error ? error.message : String(error));
      }
      value = read.value;
    } else if (isUnusable) listener.usableAgain(file);
    isUnusable = false;
  };
}

/** How the option is read that a file is the secret of. */
export function kindOf({ of, key }: SecretFile): ValueType<unknown> | undefined {
  return optionsOf(groups[of]).find(({ path }) => path.join('.') === key)?.option.kind;
}

/**
 * What tells one content from another, without keeping it. Undefined for a pipe (`<(…)` of a shell), which can be read
 * once, and on which a second read may wait for ever.
 */
async function stateOf(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return undefined;
    return hash('sha256', await readFile(path));
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

function readAgain(file: SecretFile): { readonly value: string } | { readonly reason: string } {
  let text: string;
  try {
    text = readSecretText(file.file);
  } catch (error) {
    if (error instanceof OperatorFileError) return { reason: error.message };
    throw error;
  }
  const kind = kindOf(file);
  const value = kind?.read(text, '/');
  if (typeof value !== 'string' || kind?.accepts(value) !== true) {
    const fault = kind?.fault(value);
    if (fault !== undefined) return { reason: `the file ${file.file}: ${fault.what}. ${fault.fix}` };
    return { reason: `the file ${file.file} has no valid value; allowed: ${kind?.allowed}` };
  }
  return { value };
}
