import { execFile } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { access, constants, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq';
import { AzlogError } from '../errors.ts';
import { embeddedSettings } from './embedded-settings.ts';
import { folderTrouble } from './folder-trouble.ts';
import { holdsQueue } from './holds-queue.ts';
import { makeFolder } from './make-folder.ts';
import { placeOf } from './place-of.ts';
import { freeBytes, startWithRoom } from './room-to-start.ts';
import { storeError } from './store-error.ts';

/** How often the embedded database tidies up after itself: dead rows and log segments are nobody else's job there. */
const tidyEveryMs = 20_000;
/** A statement that fails is answered only after this time. */
const failedPauseMs = 500;
/** Stands in the lock of one who only looks, and for how long it is waited for. */
const briefly = 'briefly';
const briefMs = 20_000;
const briefPauseMs = 100;
/** What a folder may hold that never had a database: our own lock, a creation that was interrupted, a disk's root. */
const harmless: ReadonlySet<string> = new Set(['lock', 'postgres.new', 'lost+found']);
const vacuums = ['VACUUM bullmq.job', 'VACUUM bullmq.event', 'VACUUM bullmq.dedup'] as const;
/** How much room a checkpoint needs at most: the few small files that it writes before it removes others. */
const checkpointBytes = 262_144;

/** An embedded PostgreSQL in one folder, behind the surface of a `pg.Pool` that BullMQ asks for. */
export interface EmbeddedDatabase {
  readonly pool: PgPool;
  /** Gives the room of removed jobs back, on disk too; also done by itself every 20 s. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The folder is closed again within seconds; whoever wants it meanwhile waits instead of giving up. */
  readonly brief?: boolean | undefined;
  /**
   * Called when the files of a new database are about to be made, which takes some seconds, with the names of files in
   * the folder that one has left behind.
   */
  readonly onCreate?: ((leftovers: readonly string[]) => void) | undefined;
  /** Ends the making of new files. */
  readonly stop?: AbortSignal | undefined;
}

/**
 * Opens the folder, which is made when it is missing, and takes its lock.
 * @throws AzlogError QUEUE_LOCKED when another living process has the folder: opening it twice would corrupt it;
 *   CONFIG_INVALID for a folder that this user can never use; QUEUE_FULL for one on a full disk
 */
export async function openEmbedded(
  folder: string,
  { brief = false, onCreate, stop }: EmbeddedOptions = {},
): Promise<EmbeddedDatabase> {
  const path = resolve(folder);
  const dataDir = `${path}/postgres`;
  const unlock = await takeFolder(path, dataDir, brief).catch((error: unknown) => {
    throw inWords(error, path);
  });
  let database: PGlite;
  try {
    await createOnce(dataDir, onCreate, stop);
    database = await startWithRoom(path, () =>
      PGlite.create({ dataDir, postgresqlconf: [...embeddedSettings] }),
    );
    await database.exec(
      'CREATE SCHEMA IF NOT EXISTS bullmq; SET search_path TO bullmq; SET synchronous_commit TO on',
    );
  } catch (error) {
    await unlock();
    throw inWords(error, path);
  }
  const session = sessionOf(database, path);
  let tidyingUp = false;
  const tidy = setInterval(() => {
    if (tidyingUp) return;
    tidyingUp = true;
    tidyUp(session, path)
      .catch(() => {
        // Closed meanwhile, or the disk is full: whatever is asked for next says so.
      })
      .finally(() => {
        tidyingUp = false;
      });
  }, tidyEveryMs);
  tidy.unref();
  return {
    pool: poolOf(database, session),
    tidy: () => tidyUp(session, path),
    async close() {
      clearInterval(tidy);
      if (session.ended === undefined) await database.close();
      await unlock();
    },
  };
}

/** What is asked of the database, one after the other. */
interface Session extends Pick<PGlite, 'query' | 'exec'> {
  /** Why it must not be asked any more. */
  readonly ended: AzlogError | undefined;
}

/**
 * A database that panics (its log cannot be written: the disk is full) must not be asked again: the next statement would
 * never return, and no timer or signal would have its turn. What it has accepted is safe, and a new process can open it.
 */
function sessionOf(database: PGlite, folder: string): Session {
  let ended: AzlogError | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const next = <T>(action: () => Promise<T>): Promise<T> => {
    const mine = turn.then(async () => {
      if (ended !== undefined) throw ended;
      try {
        return await action();
      } catch (error) {
        ended = panicOf(error, folder);
        if (ended === undefined) throw error;
        // Past whoever asked: the program ends, with this as its last line.
        setImmediate(() => {
          throw ended;
        });
        throw ended;
      }
    });
    turn = mine.catch(() => {});
    return mine;
  };
  return {
    query: (text, params, options) => next(() => database.query(text, params, options)),
    exec: (text, options) => next(() => database.exec(text, options)),
    get ended() {
      return ended;
    },
  };
}

function panicOf(error: unknown, folder: string): AzlogError | undefined {
  if (!(error instanceof Error && 'severity' in error && error.severity === 'PANIC')) return undefined;
  const fault = storeError(error, placeOf(`embedded:${folder}`));
  return new AzlogError(
    fault.code,
    `${fault.message}. The embedded database has stopped, and what it has accepted is safe; start azlog again, and it resumes where it left off`,
    { cause: error },
  );
}

/**
 * Each a call of its own: several statements in one are a transaction, in which VACUUM is refused. On a disk that is
 * nearly full a VACUUM may fail, and the checkpoint is what helps: old files of the log are written over or removed. It
 * writes a little first, and without room for that the database would panic.
 * @throws the first error, when all have been tried
 */
async function tidyUp(database: Pick<PGlite, 'exec'>, folder: string): Promise<void> {
  const errors: unknown[] = [];
  for (const statement of vacuums) await database.exec(statement).catch((error) => errors.push(error));
  if ((await freeBytes(folder)) >= checkpointBytes) await database.exec('CHECKPOINT');
  if (errors.length > 0) throw errors[0];
}

async function takeFolder(path: string, dataDir: string, brief: boolean): Promise<() => Promise<void>> {
  await makeFolder(path, 0o700);
  // What the database cannot use it would only report in its own words; a folder that cannot be read looks empty.
  await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  if (existsSync(dataDir)) await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  return await lockFolder(path, brief);
}

/** An error about the folder, with what to do; others as they are. */
function inWords(error: unknown, path: string): unknown {
  const trouble = error instanceof AzlogError ? undefined : folderTrouble(error);
  if (trouble === undefined) return error;
  return new AzlogError(trouble.code, `queue.url: the folder ${path} ${trouble.reason}. ${trouble.fix}`, {
    cause: error,
  });
}

/** Makes the database's files where there are none: beside their place first, so that half-made ones are never used. */
async function createOnce(
  dataDir: string,
  onCreate: EmbeddedOptions['onCreate'],
  stop: AbortSignal | undefined,
): Promise<void> {
  if (holdsQueue(dirname(dataDir))) return;
  const found = await readdir(dirname(dataDir));
  onCreate?.(found.filter((name) => !harmless.has(name)));
  const making = `${dataDir}.new`;
  await rm(making, { recursive: true, force: true });
  // The same ending as this file: .ts in the repository, .js in the package.
  const program = join(import.meta.dirname, `create-embedded${extname(import.meta.filename)}`);
  await promisify(execFile)(process.execPath, ['--liftoff-only', '--disable-sigusr1', program, making], {
    env: {},
    ...(stop === undefined ? {} : { signal: stop }),
  });
  await rename(making, dataDir);
}

/**
 * One PGlite has one session; every "client" of the pool shares it. That is sound because each BullMQ command is a
 * single statement; the one transaction of several statements, the migration, runs before anything else.
 */
function poolOf(database: PGlite, session: Session): PgPool {
  const run = async <R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> => {
    if (params === undefined && text.includes(';')) {
      await session.exec(text);
      return { rows: [] };
    }
    const result = await session.query<R>(text, params === undefined ? [] : [...params]);
    return { rows: result.rows, rowCount: result.affectedRows ?? result.rows.length };
  };
  const query = async <R>(text: string, params?: readonly unknown[]): Promise<PgQueryResult<R>> => {
    try {
      return await run<R>(text, params);
    } catch (error) {
      // BullMQ asks again at once, and nothing here ever waits for the system: on a full disk neither timers nor
      // signals would have their turn.
      await sleep(failedPauseMs);
      throw error;
    }
  };
  class Client extends EventEmitter implements PgPoolClient {
    readonly #unsubscribe = database.onNotification((channel, payload) => {
      this.emit('notification', { channel, payload });
    });
    query = query;
    // Nothing can drop the connection inside one process, so BullMQ need not fall back to frequent polling.
    readonly connection = { stream: { setKeepAlive: () => {} } };
    release(): void {
      this.#unsubscribe();
    }
  }
  class Pool extends EventEmitter implements PgPool {
    query = query;
    async connect(): Promise<PgPoolClient> {
      const client = new Client();
      client.setMaxListeners(0);
      return client;
    }
    async end(): Promise<void> {}
  }
  const pool = new Pool();
  pool.setMaxListeners(0);
  return pool;
}

/**
 * Takes `<folder>/lock`, which names the process that holds it; a lock whose process is gone is taken over. One that is
 * held but briefly, by somebody who only looks, is waited for: a service that starts must not fail on it.
 */
async function lockFolder(folder: string, brief: boolean): Promise<() => Promise<void>> {
  const path = `${folder}/lock`;
  const mine = `${process.pid} ${await startOf(process.pid)}${brief ? ` ${briefly}` : ''}\n`;
  const waitUntil = Date.now() + briefMs;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = await open(path, 'wx', 0o600);
      try {
        await file.writeFile(mine);
      } catch (error) {
        // The disk is full: a lock that names nobody helps nobody.
        await rm(path, { force: true });
        throw error;
      } finally {
        await file.close();
      }
      return async () => await rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const [holder = '', start = '', how] = (await readFile(path, 'utf8').catch(() => '')).trim().split(' ');
    const pid = Number(holder);
    if (pid > 0 && (await startOf(pid)) === start && isAlive(pid)) {
      if (how === briefly && Date.now() < waitUntil) {
        attempt = 0;
        await sleep(briefPauseMs);
        continue;
      }
      throw new AzlogError(
        'QUEUE_LOCKED',
        `the embedded queue ${folder} is in use by process ${pid} (lock file ${path}); stop that process, or give this one another folder in queue.url, or a redis:// queue that several processes can share`,
      );
    }
    await rm(path, { force: true });
  }
  throw new AzlogError(
    'QUEUE_LOCKED',
    `could not take the lock file ${path}: other processes keep taking it`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process started, in the kernel's ticks: tells a process from a later one with the same id. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}
