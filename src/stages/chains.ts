import { hash } from 'node:crypto';
import { queueNames } from '../pipeline.ts';
import { pollToJob } from '../queue/jobs.ts';
import type { JobQueue } from '../queue/queue.ts';
import type { Source } from '../sources/source.ts';
import { readingToJob } from './source-lag.ts';

/** A part of a source, which a chain of polls reads. */
export interface Chain {
  readonly id: string;
  readonly source: Source;
  /** '' for a source without parts. */
  readonly part: string;
}

function digest(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 8);
}

/** Names the chain of a part: a source that points elsewhere under its old name starts chains of its own. */
export function chainOf(source: Source, part: string): Chain {
  const id = `${source.name}.${digest(source.identity)}`;
  return { id: part === '' ? id : `${id}.${digest(part)}`, source, part };
}

/** The chains of a source, one for each part. @throws AzlogError where its parts cannot be told */
export async function chainsOf(source: Source, signal: AbortSignal): Promise<readonly Chain[]> {
  const parts = source.parts === undefined ? [''] : await source.parts(signal);
  return parts.map((part) => chainOf(source, part));
}

/**
 * Begins the chains that were never begun. What remembers a chain must not be one of its polls: BullMQ drops the oldest
 * completed jobs of a queue, whatever was asked for when they were added.
 */
export async function beginChains(
  chains: readonly Chain[],
  queue: JobQueue,
  onBegin: (chain: Chain) => void,
): Promise<void> {
  for (const chain of chains) {
    const { id, part, source } = chain;
    if (await queue.has(queueNames.chains, id)) continue;
    // Two pollers may come here at once: the first poll of both has the same id. Should the commit be done by half,
    // the mark is what is missing, and the next start adds the same poll again.
    const begunAt = Date.now();
    await queue.add([
      {
        queue: queueNames.polls,
        id: `${id}.0`,
        data: {
          ...pollToJob({ chain: id, source: source.name, part, number: 0, cursor: undefined }),
          ...readingToJob({ readAt: undefined, currentTo: begunAt }),
        },
        keep: 'history',
      },
      { queue: queueNames.chains, id, data: { v: 1, source: source.name, begunAt }, keep: 'nothing' },
    ]);
    onBegin(chain);
  }
}
