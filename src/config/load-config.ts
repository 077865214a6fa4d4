import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { AzlogError } from '../errors.ts';
import { OperatorFileError, readTextFile } from '../files/text-file.ts';
import type { Group, ValueOf } from '../options/option.ts';
import { type StageName, stageNames } from '../pipeline.ts';
import { defaultSourceType, type SourceTypeName, sourceTypes } from '../sources/source-types.ts';
import { applyPreset, presetTransport } from './apply-preset.ts';
import { checkDestinationFiles, checkQueueFiles } from './check-files.ts';
import type { Config, DestinationConfig, SecretFile, SourceConfig, TlsConfig } from './config.ts';
import { type Located, readDocument } from './document.ts';
import {
  configFileVariable,
  type Environment,
  type EnvironmentValue,
  environmentOrigin,
  environmentPrefixes,
  readEnvironment,
} from './environment.ts';
import { destinationOptions, processOptions, severityOptions, sourceHead, sourceOptions } from './options.ts';
import { type Origin, type Problem, type Report, renderProblems } from './problem.ts';
import { checkQueueFolder } from './queue-folder.ts';
import { checkDestination, checkNames, checkProcess, checkSeverities } from './rules.ts';
import { readScope, type Scope, type ScopeInput } from './scope.ts';
import { checkSource } from './source-rules.ts';
import { defaultQueueParent, stateFolder } from './state-folder.ts';
import { checkTransforms, readTransforms } from './transforms.ts';
import { reportUnknownVariables } from './unknown-variables.ts';

/** Read where no file is named and it is there. */
export const defaultConfigFile = 'azlog.yaml';

export interface LoadOptions {
  /** The file; else `AZLOG_CONFIG`, else `azlog.yaml` in `cwd` where it is there, else the environment alone. */
  readonly path?: string | undefined;
  readonly env: Environment;
  readonly cwd?: string;
  /**
   * The stages that will run; all unless given. Secrets of sources are read for the poller only, the key of hashes for the
   * formatter only, secrets and files of destinations for the sender only: other processes need not have them.
   */
  readonly stages?: readonly StageName[];
  /** Whether the queue will be opened; it will unless given. Its secrets and files are read only then. */
  readonly opensQueue?: boolean;
  /**
   * Only to write sample events as the formatter would: nothing of queue, sources and connections is read or checked but
   * their form, and the key of hashes is read only where a rule hashes. So it works on a machine without the secrets.
   */
  readonly forSamples?: boolean;
  /** Takes what works, or may work, and that an operator should know: a certificate that has expired. Nobody unless given. */
  readonly warn?: Report;
  /** The time by which dates are judged, in milliseconds since 1970; this machine's unless given. */
  readonly now?: number;
}

interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  readonly root: Located | undefined;
}

/** Keys of the file that hold no options of the process. */
const otherKeys = ['sources', 'destinations', 'severities', 'transforms', '$schema'];

/** The one secret of the process that is not of its queue. */
const hashKeyPath = 'hashing.key';

/**
 * Reads, completes and checks the configuration.
 * @throws AzlogError CONFIG_INVALID, whose message has every problem: place, path, value unless secret, how to mend it
 */
export function loadConfig({
  path,
  env,
  cwd = process.cwd(),
  forSamples = false,
  stages = forSamples ? ['formatter'] : stageNames,
  opensQueue = !forSamples,
  warn = () => undefined,
  now = Date.now(),
}: LoadOptions): Config {
  const problems: Problem[] = [];
  const report: Report = (problem) => problems.push(problem);
  const refuseProblems = (): void => {
    if (problems.length > 0) throw new AzlogError('CONFIG_INVALID', renderProblems(problems));
  };

  const file = readConfigFile(path, env, cwd, report);
  // Where the file cannot be read, whatever else is said of its content would be wrong.
  refuseProblems();

  const surroundings = {
    env,
    cwd,
    fileFolder: file === undefined ? stateFolder(env) : dirname(file.path),
    defaultsFolder: defaultQueueParent(file?.path, env),
    fallbackOrigin: fileOrigin(file),
  };
  const read = <G extends Group>(
    group: G,
    parts: Pick<ScopeInput, 'path' | 'located' | 'otherKeys' | 'fromEnvironment' | 'readsSecret'>,
  ): Scope<G> => readScope(group, { ...surroundings, ...parts }, report);
  const readList = <G extends Group>(
    group: G,
    list: 'sources' | 'destinations',
    prefix: string,
    readsSecrets: boolean,
  ): readonly Scope<G>[] => {
    const fromEnvironment = readEnvironment(group, prefix, env, report);
    const entries = listEntries(file, list, fromEnvironment, surroundings.fallbackOrigin, report);
    return entries.map(({ path: entryPath, located }) =>
      read(group, {
        path: entryPath,
        located,
        otherKeys: [],
        readsSecret: () => readsSecrets,
        fromEnvironment: entries.length === 1 ? fromEnvironment : new Map(),
      }),
    );
  };

  const readSeverities = (): readonly Scope<typeof severityOptions>[] =>
    (readFileList(file, 'severities', report)?.entries ?? []).map(({ path: entryPath, located }) =>
      read(severityOptions, {
        path: entryPath,
        located,
        otherKeys: [],
        readsSecret: () => false,
        fromEnvironment: new Map(),
      }),
    );

  const files = { report, warn, now };
  reportUnknownVariables(env, report, warn);
  const transforms = readTransforms(file?.root, report);
  const formats = stages.includes('formatter');
  const readsHashKey = formats && (!forSamples || transforms.some(({ rule }) => rule.hash !== undefined));
  const processVariables = readEnvironment(processOptions, environmentPrefixes.process, env, report);
  const whole = read(processOptions, {
    path: '',
    located: file?.root,
    otherKeys,
    readsSecret: (secretPath) => (secretPath === hashKeyPath ? readsHashKey : opensQueue),
    fromEnvironment: processVariables,
  });
  // Without its URL, which is a secret, nothing can be said of the queue; and health checks must not end with its files.
  if (opensQueue) {
    checkProcess(whole, report);
    checkQueueFiles(whole, files);
    checkQueueFolder(whole, { cwd, variable: processVariables.get('queue.url')?.text }, report);
  }

  const polls = stages.includes('poller');
  const sourceVariables = readEnvironment(sourceOptions, environmentPrefixes.source, env, report);
  const sourceEntries = listEntries(file, 'sources', sourceVariables, surroundings.fallbackOrigin, report);
  const typed = sourceEntries.map(({ path: entryPath, located }) => {
    const variables = sourceEntries.length === 1 ? sourceVariables : new Map<string, EnvironmentValue>();
    // The type first: it says which other options there are.
    const type = sourceTypes[typeOf(located, variables)];
    const fromEnvironment = ownVariables(type.options, variables, entryPath, report);
    const group: typeof sourceHead & Group = { ...sourceHead, ...type.options };
    const scope = read<typeof sourceHead>(group, {
      path: entryPath,
      located,
      otherKeys: [],
      readsSecret: () => polls,
      fromEnvironment,
    });
    return { scope, settings: checkSource(scope, type, polls, files) };
  });
  const sources = typed.map(({ scope }) => scope);
  checkNames(sources.flatMap(named), report);

  const sends = stages.includes('sender');
  const destinations = readList(destinationOptions, 'destinations', environmentPrefixes.destination, sends);
  const families = new Map(
    sources.flatMap((source) =>
      named(source).map(({ name }) => [name, sourceTypes[source.value.type].family] as const),
    ),
  );
  const sourceNames = [...families.keys()];
  for (const destination of destinations) {
    checkDestination(destination, families, report);
    // Only the sender needs them.
    if (sends) checkDestinationFiles(destination, files);
  }
  checkNames(destinations.flatMap(named), report);

  const severities = readSeverities();
  checkSeverities(severities, report);
  checkTransforms(
    transforms,
    {
      sources: sourceNames,
      destinations: destinations
        .filter(({ refused }) => !refused.has('name'))
        .map(({ value: { name, sources: taken = sourceNames } }) => ({ name, sources: taken })),
      hasHashKey: !formats || whole.originOf(hashKeyPath) !== undefined,
    },
    report,
  );
  refuseProblems();

  const { queue, http, hashing, tracing, log, shutdown } = whole.value;
  const { budget, ...queueRest } = queue;
  return {
    file: file?.path,
    queue: { ...queueRest, budgetBytes: budget },
    sources: typed.map(
      ({ scope, settings }): SourceConfig => ({
        name: scope.value.name,
        type: scope.value.type,
        ...settings,
      }),
    ),
    destinations: destinations.map(({ value }) => completeDestination(value, sourceNames)),
    severities: severities.map(({ value }) => ({ ...value, severity: value.severity ?? 0 })),
    transforms: transforms.map(({ rule }) => rule),
    hashing,
    http,
    tracing,
    log,
    shutdown,
    secretFiles: [
      ...secretFilesOf(whole, 'process', ''),
      ...sources.flatMap((scope) => secretFilesOf(scope, 'source', scope.value.name)),
      ...destinations.flatMap((destination) =>
        secretFilesOf(destination, 'destination', destination.value.name),
      ),
    ],
  };
}

/** The type that an entry of `sources` says; the default where it says none, or none that there is (which is reported). */
function typeOf(
  located: Located | undefined,
  variables: ReadonlyMap<string, EnvironmentValue>,
): SourceTypeName {
  const written = located?.kind === 'map' ? located.entries.get('type')?.value : undefined;
  const named = variables.get('type')?.text ?? (written?.kind === 'scalar' ? written.value : undefined);
  return typeof named === 'string' && isSourceType(named) ? named : defaultSourceType;
}

function isSourceType(name: string): name is SourceTypeName {
  return Object.hasOwn(sourceTypes, name);
}

/** The variables of options that a source has; one of another type is reported. */
function ownVariables(
  options: Group,
  variables: ReadonlyMap<string, EnvironmentValue>,
  path: string,
  report: Report,
): ReadonlyMap<string, EnvironmentValue> {
  const own = new Set([...Object.keys(sourceHead), ...Object.keys(options)]);
  const isOwn = ([key]: readonly [string, EnvironmentValue]): boolean => own.has(key.split('.')[0] ?? key);
  for (const [key, { variable }] of [...variables].filter((entry) => !isOwn(entry))) {
    report({
      origin: environmentOrigin(variable),
      path: `${path}.${key}`,
      what: 'a source of this type has no such option',
      mend: `Remove the variable, or set ${environmentPrefixes.source}TYPE to the type that has it.`,
    });
  }
  return new Map([...variables].filter(isOwn));
}

function secretFilesOf(
  { path, secretFiles }: Pick<Scope<Group>, 'path' | 'secretFiles'>,
  of: SecretFile['of'],
  name: string,
): readonly SecretFile[] {
  return Array.from(secretFiles, ([key, file]) => ({
    option: path === '' ? key : `${path}.${key}`,
    of,
    name,
    key,
    file,
  }));
}

interface Named {
  readonly path: string;
  readonly name: string;
  readonly origin: Origin;
}

/** The name of an entry, if it could be read: one that was refused is not to be reported as unknown or taken too. */
function named(scope: Scope<typeof sourceHead> | Scope<typeof destinationOptions>): readonly Named[] {
  const { path, value, originOf, refused, origin } = scope;
  return refused.has('name') ? [] : [{ path, name: value.name, origin: originOf('name') ?? origin }];
}

function fileOrigin(file: ConfigFile | undefined): Origin {
  if (file !== undefined) return { shown: basename(file.path), line: 0, column: 0 };
  return { shown: 'environment', line: Number.MAX_SAFE_INTEGER, column: 0 };
}

function readConfigFile(
  given: string | undefined,
  env: Environment,
  cwd: string,
  report: Report,
): ConfigFile | undefined {
  const fromVariable = env[configFileVariable];
  const named = given ?? (fromVariable === '' ? undefined : fromVariable);
  const path = resolve(cwd, named ?? defaultConfigFile);
  if (named === undefined && !existsSync(path)) return undefined;
  try {
    const root = readDocument(readTextFile(path), basename(path), report);
    if (root?.kind === 'list' || (root?.kind === 'scalar' && root.value !== null)) {
      report({
        origin: root.origin,
        path: '',
        what: `the file holds ${root.kind === 'list' ? 'a list' : 'a single value'}`,
        mend: 'Begin it with options such as `sources:` and `destinations:`.',
      });
    }
    return { path, root };
  } catch (error) {
    if (!(error instanceof OperatorFileError)) throw error;
    const { what, mend, line } = error;
    const shown = basename(path);
    report({
      origin:
        given === undefined && named !== undefined
          ? environmentOrigin(configFileVariable)
          : line === undefined
            ? fileOrigin({ path, root: undefined })
            : { shown: `${shown}:${line}`, line, column: 0 },
      path: '',
      what,
      mend:
        mend === ''
          ? 'Name an existing file with `--config` or AZLOG_CONFIG, or leave both out to use the environment alone.'
          : mend,
    });
    return undefined;
  }
}

interface ListEntry {
  readonly path: string;
  readonly located: Located | undefined;
}

interface FileList {
  /** Where the list is; undefined where the file has none. */
  readonly origin: Origin | undefined;
  readonly entries: readonly ListEntry[];
  /** How many entries there are, with those that are no sections (which is reported). */
  readonly length: number;
}

/** What one entry of each list is called. */
const entryNames = { sources: 'source', destinations: 'destination', severities: 'severity' } as const;

/** The entries of a list of the file. Undefined where it is no list, which is reported. */
function readFileList(
  file: ConfigFile | undefined,
  list: keyof typeof entryNames,
  report: Report,
): FileList | undefined {
  const single = entryNames[list];
  const found = file?.root?.kind === 'map' ? file.root.entries.get(list)?.value : undefined;
  const located = found?.kind === 'scalar' && found.value === null ? undefined : found;
  if (located === undefined) return { origin: undefined, entries: [], length: 0 };
  if (located.kind !== 'list') {
    report({
      origin: located.origin,
      path: list,
      what: 'this is not a list',
      mend: `Write one entry for each ${single}, each beginning with \`- \`.`,
    });
    return undefined;
  }
  const entries = located.items.flatMap((item, index) => {
    const path = `${list}[${index}]`;
    if (item.kind === 'map' || (item.kind === 'scalar' && item.value === null))
      return [{ path, located: item }];
    report({
      origin: item.origin,
      path,
      what: `${item.kind === 'list' ? 'a list' : 'a single value'} is not valid here`,
      mend: `Write options of the ${single}, such as \`- ${list === 'severities' ? 'severity' : 'name'}: …\`.`,
    });
    return [];
  });
  return { origin: located.origin, entries, length: located.items.length };
}

/**
 * The entries of a list. Variables are for a single entry: they make one where the file has none, and override the
 * one that the file has; with several it would be anybody's guess which is meant.
 */
function listEntries(
  file: ConfigFile | undefined,
  list: 'sources' | 'destinations',
  fromEnvironment: ReadonlyMap<string, EnvironmentValue>,
  fallbackOrigin: Origin,
  report: Report,
): readonly ListEntry[] {
  const single = entryNames[list];
  const found = readFileList(file, list, report);
  if (found === undefined) return [];
  const variables = Array.from(fromEnvironment.values(), ({ variable }) => variable);
  if (found.length === 0 && variables.length === 0) {
    report({
      origin: found.origin ?? fallbackOrigin,
      path: list,
      what: `no ${single} is configured`,
      mend: `Add an entry to \`${list}\` in ${defaultConfigFile}, or set variables that begin with ${environmentPrefixes[single]}.`,
    });
  }
  if (found.length > 1 && variables.length > 0) {
    report({
      origin: environmentOrigin(variables.join(', ')),
      path: list,
      what: `the file has ${found.length} ${list}, so azlog cannot know which of them you mean`,
      mend: `Variables configure a single ${single}: remove them, or keep one entry in the file. For a secret of one entry write \`{ env: NAME }\` in the file.`,
    });
  }
  if (found.length === 0 && variables.length > 0) return [{ path: `${list}[0]`, located: undefined }];
  return found.entries;
}

function completeDestination(
  settings: ValueOf<typeof destinationOptions>,
  allSources: readonly string[],
): DestinationConfig {
  const { receiveBuffer, host = '', tls, sources = allSources, ...rest } = settings;
  const message = applyPreset(settings);
  const { name, preset } = rest;
  if (rest.type === 'stdout') return { type: 'stdout', name, preset, sources, ...message };
  const { transport, port } = presetTransport(settings);
  return {
    ...rest,
    ...message,
    type: 'syslog',
    sources,
    host,
    port,
    transport,
    receiveBufferBytes: receiveBuffer,
    ...(transport === 'tls' ? { tls: tls satisfies TlsConfig } : {}),
  };
}
