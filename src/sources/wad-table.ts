import { AzlogError } from '../errors.ts';
import type { Cursor, RawPage } from '../pipeline.ts';
import type { SourceCredential } from './credential.ts';
import { parseWadCursor } from './parse-wad-cursor.ts';
import type { Clocks } from './server-time.ts';
import type { ReadResult, Source } from './source.ts';
import { createTableClient, stopping, type TableClient } from './table-client.ts';
import { credentialOf, isCutShort } from './table-credential.ts';
import { resolveEndpoint, type TableAccess, type TableEndpoint } from './table-endpoint.ts';
import { malformedError } from './table-errors.ts';
import {
  beginPasses,
  finishIds,
  finishTasks,
  nextTasks,
  type Pace,
  startCursor,
  type Task,
  type WadCursor,
  waitOf,
} from './wad-cursor.ts';
import { cellFilter, parsePartitionKey, plainFormFilter } from './wad-keys.ts';
import { probeWadTable } from './wad-probe.ts';
import { firstKey, searchIds } from './wad-search.ts';

export interface WadTableOptions extends TableAccess {
  readonly name: string;
  /** `now` (default): what is stored from now on; `beginning`: everything; an ISO time: the minutes from it on. */
  readonly start?: string | undefined;
  /** Seconds between two looks at the newest minutes; default 5. */
  readonly pollSeconds?: number | undefined;
  /**
   * How far reading stays behind the service's clock, in seconds; default 5. A row must have become visible within
   * this time after the instant that the service stamped on it, or it is missed: do not set it below 1.
   */
  readonly settleSeconds?: number | undefined;
  /** How late a row may land after its minute and still be read, in hours; default 24. */
  readonly lateHours?: number | undefined;
  /** Rows a page; default and maximum 1,000. */
  readonly pageRows?: number | undefined;
  /** Requests at the same time; default 4. */
  readonly parallel?: number | undefined;
  /** An answer that stands still for so long is given up, in seconds; default 40. */
  readonly stallSeconds?: number | undefined;
}

/** A table is one part, and every read of it is like any other. */
export interface WadTable extends Source {
  read(cursor: Cursor | undefined, signal: AbortSignal): Promise<ReadResult>;
}

const systemClocks: Clocks = { monotonic: () => performance.now(), wall: () => Date.now() };

/** A read that finds nothing goes on to the next cells for so long before it hands its cursor back. */
const emptyReadMs = 1000;
/** A date, or a date and time; without zone it is UTC. */
const timeForm = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * Reads a table with the schema of the Windows Azure Diagnostics agents, each row once; `wad-cursor.ts` says how.
 * Between reads it remembers nothing but an estimate of the service's clock. A read asks for the cells that its
 * cursor names and then plans the next ones; so the first read of all, and the first after a pause, bring no pages.
 *
 * `lagSeconds` of a read is how far the newest finished pass over the newest minutes is behind the time up to which
 * rows can be read (the service's clock minus `settleSeconds`). History that is caught up with does not count.
 *
 * @throws AzlogError `CONFIG_INVALID`
 */
export function createWadTable(options: WadTableOptions, clocks: Clocks = systemClocks): WadTable {
  const { name } = options;
  let endpoint = resolveEndpoint(name, options);
  let credential = credentialOf(endpoint);
  /** What the service has answered to: the credential of the last look that did not fail. */
  let acceptedCredential: SourceCredential | undefined;
  const { table } = endpoint;
  const start = parseStart(name, options.start ?? 'now');
  const settleMs = (options.settleSeconds ?? 5) * 1000;
  const pageRows = Math.min(Math.max(options.pageRows ?? 1000, 1), 1000);
  const parallel = Math.max(options.parallel ?? 4, 1);
  const pace: Pace = {
    pollMs: (options.pollSeconds ?? 5) * 1000,
    lateMs: (options.lateHours ?? 24) * 3_600_000,
  };
  const client = createTableClient(name, table, endpoint, clocks, (options.stallSeconds ?? 40) * 1000);

  async function read(stored: Cursor | undefined, signal: AbortSignal): Promise<ReadResult> {
    if (signal.aborted) throw stopping(name);
    let cursor = stored === undefined ? undefined : parseWadCursor(stored, name);
    const used = credential;
    // A read that has nothing due asks for nothing: without a look it would pass for one that the service answered.
    if (cursor === undefined || acceptedCredential !== used) {
      // Twice, for a clock that is told once is not believed.
      await lookAtPlainForm(client, signal);
      const oldest = await lookAtPlainForm(client, signal);
      acceptedCredential = used;
      cursor ??= startCursor(start, readableNow(), pace, oldest);
    }
    const pages = stored === undefined ? [] : await readPages();
    const now = readableNow();
    // What is begun here is read from the next cursor on: a read that is repeated asks for the same cells again.
    cursor = beginPasses(cursor, now, pace);
    return { pages, cursor, waitMs: waitOf(cursor, now, pace), lagSeconds: lagOf(cursor, now) };

    async function readPages(): Promise<readonly RawPage[]> {
      const begun = clocks.monotonic();
      for (let round = 0; cursor !== undefined; round += 1) {
        const tasks = nextTasks(cursor, parallel);
        if (tasks.length === 0 && cursor.ids === null) break;
        const ended = await readRound(cursor, tasks, signal);
        if ('error' in ended) {
          // What earlier rounds of this read have done is kept; the next read meets the error first.
          if (round === 0) throw ended.error;
          break;
        }
        const hasNewFamilies = ended.cursor.families.length > cursor.families.length;
        cursor = ended.cursor;
        if (ended.pages.length > 0 || hasNewFamilies) return ended.pages;
        if (clocks.monotonic() - begun >= emptyReadMs) break;
      }
      return [];
    }
  }

  /** Reads the tasks side by side, all or nothing. */
  async function readRound(
    cursor: WadCursor,
    tasks: readonly Task[],
    signal: AbortSignal,
  ): Promise<
    { readonly cursor: WadCursor; readonly pages: readonly RawPage[] } | { readonly error: unknown }
  > {
    const searching = cursor.ids === null ? undefined : searchIds(client, cursor.ids, signal);
    const [search, ...reads] = await Promise.allSettled([
      searching,
      ...tasks.map(async (task) => {
        const filter = cellFilter(task.cell);
        const { rows, body, token } = await client.query(
          { filter, top: pageRows, token: task.token },
          signal,
        );
        return { task, token, page: rows === 0 ? undefined : ({ form: 'table-rows', rows, body } as const) };
      }),
    ]);
    const failed = [search, ...reads].find((result) => result.status === 'rejected');
    if (failed !== undefined) return { error: failed.reason };
    const done = reads.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const pages = done.flatMap(({ page }) => page ?? []);
    const finished = finishTasks(cursor, done);
    const ids = search.status === 'fulfilled' ? search.value : undefined;
    if (ids === undefined) return { cursor: finished, pages };
    return { cursor: finishIds(finished, ids.found, ids.oldest, ids.next), pages };
  }

  function readableNow(): number {
    const now = client.serverNow();
    if (now === undefined) throw malformedError(client.place, 'its answers have no Date header');
    return now - settleMs;
  }

  const identity = identityOf(endpoint, table);
  return {
    name,
    identity,
    read,
    credential: () => credential,
    now: () => clocks.wall() - (client.skewMs() ?? 0),
    renew(secrets) {
      const next = resolveEndpoint(name, { ...options, ...secrets });
      if (identityOf(next, table) !== identity) {
        throw new AzlogError(
          'CONFIG_INVALID',
          `source "${name}": the new secret is for ${next.url}, but this source reads ${endpoint.url}; restart to read another account`,
        );
      }
      if (isCutShort(endpoint, next)) {
        throw new AzlogError(
          'CONFIG_INVALID',
          `source "${name}": the new secret is incomplete; write it to another file and move that into place (mv)`,
        );
      }
      endpoint = next;
      credential = credentialOf(next);
      client.use(next);
    },
    probe: (tell, signal) => probeWadTable({ endpoint, client, clocks }, tell, signal),
  };
}

function identityOf({ url }: TableEndpoint, table: string): string {
  const { host, pathname } = new URL(url);
  return `wad-table:${host}${pathname === '/' ? '' : pathname}/${table}`.toLowerCase();
}

/**
 * Asks for the oldest minute of the plain key form; any answer tells the service's clock too. A table that does not
 * exist yet is no error here: what `now` means is fixed at the first read, and the next read says that it is missing.
 */
async function lookAtPlainForm(client: TableClient, signal: AbortSignal): Promise<number | undefined> {
  try {
    const key = await firstKey(client, plainFormFilter, signal);
    return key === undefined ? undefined : parsePartitionKey(key)?.minute;
  } catch (error) {
    if (error instanceof AzlogError && error.code === 'SOURCE_NOT_FOUND') return undefined;
    throw error;
  }
}

function lagOf(cursor: WadCursor, now: number): number {
  return Math.max(0, now - cursor.hotTo) / 1000;
}

function parseStart(name: string, start: string): 'now' | 'beginning' | number {
  if (start === 'now' || start === 'beginning') return start;
  const [, date, clock = 'T00:00:00', zone = 'Z'] = timeForm.exec(start) ?? [];
  const time = date === undefined ? Number.NaN : Date.parse(`${date}${clock}${zone}`);
  if (!Number.isNaN(time)) return time;
  throw new AzlogError(
    'CONFIG_INVALID',
    `source "${name}": start "${start}" is not now, beginning, or a time such as 2026-01-31T08:00:00Z`,
  );
}
