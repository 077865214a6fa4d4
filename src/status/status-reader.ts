import { json } from 'node:stream/consumers';
import { AzlogError } from '../errors.ts';
import { holdsQueue } from '../queue/holds-queue.ts';
import { openQueue, type QueueOptions } from '../queue/open-queue.ts';
import type { JobQueue } from '../queue/queue.ts';
import { collectStatus } from './collect-status.ts';
import { askControl } from './control-client.ts';
import type { Expected } from './expected.ts';
import { findProblems } from './find-problems.ts';
import type { Status } from './status.ts';

/** Reads how all of it stands, again and again. */
export interface StatusReader {
  /** @throws AzlogError QUEUE_UNREACHABLE, QUEUE_LOCKED; the next read tries again */
  read(): Promise<Status>;
  close(): Promise<void>;
}

/** What stands in the folder of an embedded queue changes only while a process runs, but for the ages. */
const lookAgainMs = 60_000;

export function createStatusReader(options: QueueOptions, expected: Expected): StatusReader {
  return options.url.startsWith('embedded:')
    ? readEmbedded(options, expected)
    : readServer(options, expected);
}

function readServer(options: QueueOptions, expected: Expected): StatusReader {
  let queue: JobQueue | undefined;
  return {
    async read() {
      // Errors of the connection come back from what is asked on it.
      queue ??= await openQueue(options, () => {});
      return await collectStatus(queue, expected);
    },
    async close() {
      await queue?.close();
    },
  };
}

/** The process that has the folder is asked; where there is none, the folder is opened for a moment. */
function readEmbedded(options: QueueOptions, expected: Expected): StatusReader {
  const folder = options.url.slice('embedded:'.length);
  let left: { readonly status: Status; readonly at: number } | undefined;

  async function look(): Promise<Status> {
    if (!holdsQueue(folder)) return nothingYet(expected);
    const queue = await openQueue({ ...options, brief: true }, () => {});
    try {
      return await collectStatus(queue, expected, true);
    } finally {
      await queue.close();
    }
  }

  return {
    async read() {
      const status = await askControl(folder, '/status', readStatus);
      if (status !== undefined) {
        left = undefined;
        return status;
      }
      if (left === undefined || Date.now() - left.at > lookAgainMs) {
        left = { status: await look(), at: Date.now() };
      }
      return left.status;
    },
    async close() {},
  };
}

async function readStatus(answer: NodeJS.ReadableStream): Promise<Status> {
  const status: unknown = await json(answer);
  if (isStatus(status)) return status;
  throw new AzlogError(
    'QUEUE_UNREACHABLE',
    'the process that has the queue runs another version; use azlog of that version, or restart the process',
  );
}

function isStatus(value: unknown): value is Status {
  return typeof value === 'object' && value !== null && 'v' in value && value.v === 1 && 'summary' in value;
}

/** Nobody has used the folder: to open it would make a database in it. */
function nothingYet({ sources, destinations, budgetBytes }: Expected): Status {
  return findProblems({
    v: 1,
    at: new Date().toISOString(),
    countsSince: null,
    queue: { backend: 'embedded', bytes: 0, budgetBytes, pausedSeconds: null, dangers: [] },
    eventsPerSecond: 0,
    sources: sources.map((name) => ({
      name,
      state: 'stopped',
      lagSeconds: null,
      lastReadSeconds: null,
      failingSeconds: null,
      rows: 0,
      rowsPerSecond: 0,
      lastError: null,
      credentialState: 'unknown',
      credentialEndsSeconds: null,
      credentialStartsSeconds: null,
    })),
    queues: [],
    destinations: destinations.map((name) => ({
      name,
      state: 'stopped',
      awaySeconds: null,
      proven: 0,
      provenPerSecond: 0,
      unproven: 0,
      resent: 0,
      filtered: 0,
      senders: 0,
      failingSenders: 0,
      connected: 0,
      connects: 0,
      failures: 0,
      lastProvenSeconds: null,
      lastError: null,
    })),
    deadLetters: {
      pages: 0,
      pagesCounted: 0,
      byCode: [],
      rowsSinceStart: 0,
      rowsTotal: 0,
      newestSeconds: null,
    },
    processes: [],
  });
}
