import { AzlogError } from '../errors.ts';
import { lasted } from '../outage.ts';
import { type Poll, queueNames } from '../pipeline.ts';
import type { JobQueue } from '../queue/queue.ts';
import type { Source } from '../sources/source.ts';
import { errorFields, type Logger } from '../telemetry/logger.ts';
import type { ActivityLog } from './activity-log.ts';
import { beginChains, type Chain, chainOf, chainsOf } from './chains.ts';
import { jobToReading, type Reading, type SourceLag } from './source-lag.ts';

/** How often sources are asked for their parts, and again where they gave none. */
const askEveryMs = 300_000;
const askAgainMs = 15_000;
/** There is one open poll for each part; more are those of sources that were given up. */
const mostPolls = 2_000;

export interface PartsOptions {
  readonly sources: readonly Source[];
  /** Where each source begins when it was never read, by its name, in the words of the configuration. */
  readonly starts: ReadonlyMap<string, string> | undefined;
  readonly queue: JobQueue;
  readonly log: Logger;
  readonly activity: ActivityLog;
}

/** The parts of all sources, each with its chain of polls. */
export interface Parts {
  /** The part that a poll reads; undefined where this process is not configured for it. */
  find(poll: Pick<Poll, 'chain' | 'source' | 'part'>): Chain | undefined;
  /** How many parts are known. */
  count(): number;
  /**
   * Begins chains for parts that have none: those that appeared, and those that a store has lost. A source that cannot
   * tell its parts is asked again later, and reads on in those that it had.
   * @throws AzlogError with a code that begins with QUEUE_
   */
  refresh(signal: AbortSignal): Promise<void>;
  /** Takes how far each part has been read, by whichever process, from the open polls. */
  noteReadings(lag: SourceLag): Promise<void>;
}

interface Known {
  chains: readonly Chain[];
  askAt: number;
}

export function createParts({ sources, starts, queue, log, activity }: PartsOptions): Parts {
  const bySource = new Map<Source, Known>(sources.map((source) => [source, { chains: [], askAt: 0 }]));
  const byName = new Map(sources.map((source) => [source.name, source]));
  /** Chains that were there before, and sources whose beginning was told. */
  const seen = new Set<string>();
  const told = new Set<Source>();

  async function ask(source: Source, known: Known, signal: AbortSignal): Promise<void> {
    if (Date.now() < known.askAt) return;
    try {
      known.chains = await chainsOf(source, signal);
      known.askAt = Date.now() + askEveryMs;
    } catch (error) {
      if (signal.aborted || (error instanceof AzlogError && error.kind === 'stopping')) throw error;
      known.askAt = Date.now() + askAgainMs;
      const fields = errorFields(error);
      const news = activity.failed(source.name, fields.message, fields.code, 'parts');
      const lasts = news?.what === 'lasts' ? ` for ${lasted(news.forMs)}` : '';
      log[news === undefined ? 'debug' : 'error'](
        { source: source.name, ...fields },
        `source: its parts cannot be found${lasts}, retrying`,
      );
      return;
    }
    if (source.parts !== undefined) activity.done(source.name, 'parts');
  }

  async function refresh(signal: AbortSignal): Promise<void> {
    for (const [source, known] of bySource) {
      await ask(source, known, signal);
      const begun: Chain[] = [];
      await beginChains(known.chains, queue, (chain) => begun.push(chain));
      await tell(source, known.chains, begun);
      for (const { id } of known.chains) seen.add(id);
    }
  }

  async function tell(source: Source, chains: readonly Chain[], begun: readonly Chain[]): Promise<void> {
    if (chains.length === 0) return;
    if (!told.has(source)) {
      told.add(source);
      await tellBeginning(source, chains.length === begun.length);
      return;
    }
    for (const { id, part } of begun) {
      if (seen.has(id)) {
        log.error(
          { source: source.name, ...(part === '' ? {} : { part }) },
          'source: the queue has lost the cursor; reading begins again at the configured start, so rows may be missed or come twice',
        );
      } else {
        log.info({ source: source.name, part }, 'source: a new part was found, its reading begins');
      }
    }
  }

  /** Says of a source whether it was ever read into this queue, and where reading begins or continues. */
  async function tellBeginning(source: Source, isFirst: boolean): Promise<void> {
    const { name } = source;
    if (isFirst) {
      const start = starts?.get(name);
      const missing =
        start === 'now'
          ? ': rows that are stored already are not read, except those of the current minute'
          : '';
      log.info(
        { source: name, start },
        `source: first read into this queue, beginning at \`start\`${source.parts === undefined ? missing : ''}`,
      );
      return;
    }
    const read = (await openReadings()).filter(([chain]) => chain.source === source);
    const at = Math.min(...read.map(([, { currentTo }]) => currentTo));
    log.info(
      { source: name, ...(Number.isFinite(at) ? { readTo: new Date(at).toISOString() } : {}) },
      'source: reading resumes where it stopped',
    );
  }

  async function openReadings(): Promise<readonly (readonly [Chain, Reading])[]> {
    const polls = await queue.list(queueNames.polls, mostPolls);
    return polls.flatMap(({ data }) => {
      const [chain, source, part] = [data['chain'], data['source'], data['part'] ?? ''].map(String);
      const found = find({ chain: chain ?? '', source: source ?? '', part: part ?? '' });
      const reading = jobToReading(data);
      return found === undefined || reading === undefined ? [] : [[found, reading] as const];
    });
  }

  function find({ chain, source: name, part }: Pick<Poll, 'chain' | 'source' | 'part'>): Chain | undefined {
    const source = byName.get(name);
    const found = source === undefined ? undefined : chainOf(source, part);
    return found?.id === chain ? found : undefined;
  }

  return {
    find,
    count: () => [...bySource.values()].reduce((sum, { chains }) => sum + chains.length, 0),
    refresh,
    async noteReadings(lag) {
      for (const [{ source, part }, reading] of await openReadings()) {
        const known = bySource.get(source)?.chains ?? [];
        // A part that is gone is not behind.
        if (known.length === 0 || known.some((chain) => chain.part === part)) {
          lag.note(source.name, reading, part);
        }
      }
      for (const [source, { chains }] of bySource) {
        if (chains.length > 0)
          lag.parts(
            source.name,
            chains.map(({ part }) => part),
          );
      }
    },
  };
}
