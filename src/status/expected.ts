import type { Config } from '../config/config.ts';

/** What the configuration says that there should be. */
export interface Expected {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly budgetBytes: number;
}

export function expectedOf({ sources, destinations, queue }: Config): Expected {
  return {
    sources: sources.map(({ name }) => name),
    destinations: destinations.map(({ name }) => name),
    budgetBytes: queue.budgetBytes,
  };
}
