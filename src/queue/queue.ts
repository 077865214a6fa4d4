import type { Json } from '../pipeline.ts';

/** What a job carries: JSON, at most a few hundred kilobytes. Bulk bytes go through `pack`. */
export type JobData = { readonly [key: string]: Json };

/** A job to be added. */
export interface NewJob {
  readonly queue: string;
  /** Unique in its queue; adding an id that is still there changes nothing. No ':' and not digits alone. */
  readonly id: string;
  readonly data: JobData;
  /** Earliest start, in milliseconds from now. */
  readonly delayMs?: number;
  /**
   * What stays after completion. `nothing`: the job is removed, yet its id is remembered for an hour, so that a
   * producer that runs twice does not add it twice. `history`: the last few thousand of the
   * queue are kept. A job that must stay for ever must never be taken.
   */
  readonly keep: 'nothing' | 'history';
}

/** A job as a handler sees it. */
export interface TakenJob {
  readonly id: string;
  readonly data: JobData;
  /** 1 on the first run; more when an earlier run crashed, was put back, or asked to be tried again. */
  readonly run: number;
  /**
   * Makes sure that the store still has this job, and in the hands of this process. To be called right before an `add`
   * that must not be done twice in two ways: a store that lost its newest jobs (a promoted replica) would take the
   * commit of a job that it has no longer.
   * @throws AzlogError JOB_LOST, QUEUE_UNREACHABLE
   */
  hold(): Promise<void>;
}

/** What a handler answers: done (the job is completed), or to be run again after a time. */
export type Outcome = 'done' | { readonly againInMs: number };

/**
 * Handles one job. An AzlogError `stopping` puts the job back for another process at once; any other error lets it run
 * again after a growing, capped time, for ever: what can never succeed must not throw but set its rows aside.
 */
export type Handler = (job: TakenJob, signal: AbortSignal) => Promise<Outcome>;

export interface ConsumeOptions {
  /** Jobs handled at the same time. */
  readonly concurrency: number;
  /** Called for errors thrown by the handler, and without a job when the consumer had to be started again. */
  readonly onError: (error: unknown, job: TakenJob | undefined) => void;
}

/** A running consumer of one queue. */
export interface Consumer {
  setConcurrency(jobs: number): void;
  /** Number of jobs being handled. */
  readonly active: number;
  /** Takes no more jobs, and resolves when those in hand are finished. */
  close(): Promise<void>;
}

/** How much waits in one queue. */
export interface Backlog {
  /** Jobs not completed yet: waiting, delayed and being handled. */
  readonly jobs: number;
  /** Bytes of their data as stored; from a sample when there are many. */
  readonly bytes: number;
  /** When the oldest of them was added, in milliseconds since 1970; undefined where there is none. */
  readonly oldestAt: number | undefined;
}

/** A small note that one process leaves for others to read. */
export interface Note {
  readonly id: string;
  readonly data: JobData;
  /** Since it was written, by the store's own clock: the machines need not agree on the time. */
  readonly ageMs: number;
}

/** Boards of notes, in the same store as the jobs: a few kilobytes each, written over again and again, taken by nobody. */
export interface Notes {
  /** Writes a note over the one of the same id. */
  write(board: string, id: string, data: JobData): Promise<void>;
  /** Writes a note unless there is one of this id already: of several who do so at once, the first has written it. */
  create(board: string, id: string, data: JobData): Promise<void>;
  /** All notes of a board, in the order in which their ids first came. */
  read(board: string): Promise<readonly Note[]>;
  /** Ids that are not there are no trouble. */
  remove(board: string, ids: readonly string[]): Promise<void>;
}

/** What a store says of itself, for its test. */
export interface StoreFacts {
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** What endangers jobs, a sentence each. */
  readonly warnings: readonly string[];
  /** Why nothing can be written there. */
  readonly refusal: string | undefined;
}

/** A durable store of jobs. The same on Redis, PostgreSQL and the embedded PostgreSQL (test/contracts/queue.ts). */
export interface JobQueue {
  readonly backend: 'redis' | 'postgres' | 'embedded';
  /** The store as an operator knows it, such as `Redis at 127.0.0.1:6379`; never a secret. */
  readonly place: string;
  /**
   * Adds all jobs, in any queues, or none.
   * @throws AzlogError with a code that begins with QUEUE_, such as QUEUE_UNREACHABLE when the store does not answer;
   * the jobs may or may not be there then.
   */
  add(jobs: readonly NewJob[]): Promise<void>;
  /** Whether a job of this id is there in any state, completed ones that are kept included. */
  has(queue: string, id: string): Promise<boolean>;
  consume(queue: string, options: ConsumeOptions, handler: Handler): Consumer;
  backlog(queue: string): Promise<Backlog>;
  /** Data of the jobs that wait in a queue, oldest first; for the dead letters. */
  list(queue: string, limit: number): Promise<readonly { readonly id: string; readonly data: JobData }[]>;
  /** What processes tell each other besides jobs. Its methods throw AzlogError QUEUE_UNREACHABLE. */
  readonly notes: Notes;
  /** Names of the queues that begin so and were ever used; on PostgreSQL only of those that hold jobs. */
  names(beginning: string): Promise<readonly string[]>;
  /** What an operator should know of how the store is set up; empty when nothing endangers the jobs. */
  warnings(): Promise<readonly string[]>;
  /** Those of the warnings by which queued jobs may be lost while the store runs: it may evict them. */
  dangers(): Promise<readonly string[]>;
  /** Resolves when the store answers. @throws AzlogError with a code that begins with QUEUE_ */
  ping(): Promise<void>;
  /** Resolves when the store has accepted a small write. @throws AzlogError with a code that begins with QUEUE_ */
  check(): Promise<void>;
  /** Version, role and settings of the store. @throws AzlogError with a code that begins with QUEUE_ */
  describe(): Promise<StoreFacts>;
  /**
   * Writes a job, takes it and removes it, in a queue of its own that nobody else reads and that is removed as well.
   * @throws AzlogError with a code that begins with QUEUE_
   */
  tryOut(signal: AbortSignal): Promise<void>;
  /** Closes the connections; consumers must be closed before. */
  close(): Promise<void>;
}
