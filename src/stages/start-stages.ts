import type { Config, DestinationConfig } from '../config/config.ts';
import { createFormat } from '../formats/formats.ts';
import { queueNames, type StageName } from '../pipeline.ts';
import { createSeverity, type SeverityOf, severityOf } from '../records/severity.ts';
import type { Output } from './formatter.ts';
import type { LiveSecrets } from './live-secrets.ts';
import { headerOf } from './message-header.ts';
import type { Stage, StageContext } from './stage.ts';

/**
 * How each stage is built from the configuration: the one place where the parts of the program are joined. Each loads
 * only its own parts, since a process usually runs one stage: a formatter has no use for the SDK of Azure in its memory.
 */
const starters = {
  poller: async (config, context) => {
    const [{ startPoller }, { sourceTypes }] = await Promise.all([
      import('./poller.ts'),
      import('../sources/source-types.ts'),
    ]);
    return await startPoller(
      {
        sources: await Promise.all(
          config.sources.map(async ({ name, type, ...settings }) => {
            const made = await sourceTypes[type].create(name, { ...settings, ...context.secrets?.of(name) });
            context.secrets?.onSource(name, (secrets) => made.renew(secrets));
            return made;
          }),
        ),
        destinations: config.destinations.map(({ name }) => name),
        budgetBytes: config.queue.budgetBytes,
        starts: new Map(
          config.sources.flatMap(({ name, start }) => (start === undefined ? [] : [[name, start]])),
        ),
      },
      context,
    );
  },
  formatter: async (config, context) => {
    const [{ startFormatter }, { selectRules }] = await Promise.all([
      import('./formatter.ts'),
      import('../transforms/select-rules.ts'),
    ]);
    const sources = config.sources.map(({ name }) => name);
    return startFormatter(
      outputsOf(config).map((output) => ({
        ...output,
        rules: selectRules(config.transforms, config.hashing.key, output.destination, sources),
      })),
      new Set(sources),
      context,
    );
  },
  sender: async (config, context) => {
    const [{ startSender }, { createDestination }] = await Promise.all([
      import('./sender.ts'),
      import('../destinations/destinations.ts'),
    ]);
    await tellOrphans(config.destinations, context);
    return startSender(
      config.destinations.map((destination) =>
        createDestination(withLivePassphrase(destination, context.secrets), {
          resent: (messages) =>
            context.metrics.messagesResent.inc({ destination: destination.name }, messages),
          log: (level, message, fields) =>
            context.log[level]({ destination: destination.name, ...fields }, message),
        }),
      ),
      context,
    );
  },
} as const satisfies Record<StageName, (config: Config, context: StageContext) => Promise<Stage>>;

/**
 * Starts stages, in the order in which they are to be stopped.
 * @throws AzlogError of kind `config` for options that cannot work; QUEUE_UNREACHABLE
 */
export async function startStages(
  names: readonly StageName[],
  config: Config,
  context: StageContext,
): Promise<readonly Stage[]> {
  const stages: Stage[] = [];
  try {
    for (const name of names) stages.push(await starters[name](config, context));
    return stages;
  } catch (error) {
    // The start is tried again, and those that run already must not run twice.
    await Promise.all(stages.map((stage) => stage.close(Date.now())));
    throw error;
  }
}

/** Reads the passphrase of a key as it is now, since the key itself is read at each new connection too. */
export function withLivePassphrase(
  destination: DestinationConfig,
  secrets: Pick<LiveSecrets, 'passphraseOf'> | undefined,
): DestinationConfig {
  if (destination.type !== 'syslog' || destination.tls?.keyPassphrase === undefined) return destination;
  const { name, tls } = destination;
  const first = destination.tls.keyPassphrase;
  return {
    ...destination,
    tls: {
      ...tls,
      get keyPassphrase(): string {
        return secrets?.passphraseOf(name) ?? first;
      },
    },
  };
}

/** Batches of a destination that was renamed or removed wait for ever; only an operator knows what is to become of them. */
async function tellOrphans(
  destinations: readonly DestinationConfig[],
  { queue, log }: StageContext,
): Promise<void> {
  const known = new Set(destinations.map(({ name }) => queueNames.batches(name)));
  for (const name of await queue.names(queueNames.batches(''))) {
    if (known.has(name)) continue;
    const { jobs, bytes } = await queue.backlog(name);
    if (jobs === 0) continue;
    log.warn(
      { queue: name, batches: jobs, bytes },
      'batches are waiting for a destination that is no longer configured: add it again under the same name to deliver them, or delete the queue',
    );
  }
}

/** How events are written for each destination. */
export function outputsOf({ destinations, sources, severities }: Config): readonly Output[] {
  const severity = createSeverity(severities);
  return destinations.map((destination) => outputOf(destination, sources, severity));
}

/**
 * How the events for a destination are written. One that takes all configured sources takes pages of others too: those
 * of a source that was removed while they waited, or of one that this process has not heard of yet.
 * @param severity severities of events; those that nobody set unless given
 */
export function outputOf(
  destination: DestinationConfig,
  sources: Config['sources'],
  severity: SeverityOf = severityOf,
): Output {
  const { name, format, maxMessageBytes } = destination;
  const taken = new Set(destination.sources);
  return {
    destination: name,
    format: createFormat(format, { ...destination, severityOf: severity }),
    header: headerOf(destination, severity),
    maxMessageBytes,
    sources: sources.every((source) => taken.has(source.name)) ? undefined : taken,
  };
}
