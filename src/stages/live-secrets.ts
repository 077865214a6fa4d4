import type { Config, SecretFile } from '../config/config.ts';
import { spellingsOf } from '../config/mask-config.ts';
import { type FollowedFile, kindOf, watchSecretFiles } from '../config/secret-watch.ts';
import type { SourceSecrets } from '../sources/source.ts';
import type { KnownSecrets } from '../telemetry/known-secrets.ts';
import { errorFields, type Logger } from '../telemetry/logger.ts';

/** Takes new secrets of a source. @throws AzlogError CONFIG_INVALID where they cannot be used */
type UseSecrets = (secrets: SourceSecrets) => void;

/** Secrets that the configuration has as files, as these are now. */
export interface LiveSecrets {
  /** The file from which a source has its secret; undefined where it has none. */
  fileOf(source: string): string | undefined;
  /** Secrets of a source that have changed since the start. */
  of(source: string): SourceSecrets;
  /** The passphrase of the key of a destination (`tls.keyPassphrase`), where it has changed since the start. */
  passphraseOf(destination: string): string | undefined;
  /** Calls `use` with what changes from now on, in place of what was to be called for this source before. */
  onSource(source: string, use: UseSecrets): void;
  /** Looks at the files now, besides each second. */
  look(): Promise<void>;
  close(): void;
}

export interface LiveSecretsOptions {
  readonly log: Logger;
  /** Learns each new secret before anybody uses it. */
  readonly known: KnownSecrets;
  readonly everyMs?: number;
}

/** What is said of a changed secret that this process does not take up. */
const keeps: Readonly<Record<string, string>> = {
  'hashing.key':
    'this process keeps its key until a restart or a reload (SIGHUP), so that equal values keep equal hashes',
};
const keepsAnyway = 'this process keeps its secret until a restart or a reload (SIGHUP)';

/** Begins to follow the files of secrets that the configuration was read from. */
export function followSecrets(config: Config, { log, known, everyMs }: LiveSecretsOptions): LiveSecrets {
  const changed = new Map<string, SourceSecrets>();
  const passphrases = new Map<string, string>();
  const users = new Map<string, UseSecrets>();
  const files = config.secretFiles.flatMap((file): FollowedFile[] => {
    const value = secretAt(config, file);
    // The path of an embedded queue is no secret, and not as the file has it.
    return value === undefined || value.startsWith('embedded:') ? [] : [{ ...file, value }];
  });
  const fieldsOf = ({ option, file, of, name }: SecretFile) => ({
    option,
    file,
    ...(of === 'process' ? {} : { [of]: name }),
  });

  const watch = watchSecretFiles(
    files,
    {
      changed(file, value) {
        const { of, name, key } = file;
        const kind = kindOf(file);
        if (kind !== undefined) known.add(spellingsOf([{ kind, value }]), `${of} ${name} ${key}`);
        if (of === 'destination') {
          passphrases.set(name, value);
          log.info(fieldsOf(file), 'secrets: the file has changed; the next connection uses the new secret');
          return;
        }
        if (of !== 'source') {
          log.warn(fieldsOf(file), `secrets: the file has changed; ${keeps[key] ?? keepsAnyway}`);
          return;
        }
        const secrets = { [key]: value };
        users.get(name)?.(secrets);
        changed.set(name, { ...changed.get(name), ...secrets });
        log.info(fieldsOf(file), 'secrets: the file has changed; the new secret is in use');
      },
      unusable(file, reason) {
        log.warn(
          { ...fieldsOf(file), reason: errorFields(reason).message },
          'secrets: the file cannot be used; the previous secret stays in use',
        );
      },
      usableAgain(file) {
        log.info(fieldsOf(file), 'secrets: the file can be used again');
      },
    },
    everyMs,
  );
  return {
    fileOf: (source) => files.find(({ of, name }) => of === 'source' && name === source)?.file,
    of: (source) => changed.get(source) ?? {},
    passphraseOf: (destination) => passphrases.get(destination),
    onSource: (source, use) => void users.set(source, use),
    look: () => watch.look(),
    close: () => watch.close(),
  };
}

function secretAt(config: Config, { of, name, key }: SecretFile): string | undefined {
  const owners: Readonly<Record<SecretFile['of'], unknown>> = {
    process: config,
    source: config.sources.find((source) => source.name === name),
    destination: config.destinations.find((destination) => destination.name === name),
  };
  const value = key
    .split('.')
    .reduce<unknown>(
      (at, field) =>
        typeof at === 'object' && at !== null
          ? new Map<string, unknown>(Object.entries(at)).get(field)
          : undefined,
      owners[of],
    );
  return typeof value === 'string' ? value : undefined;
}
