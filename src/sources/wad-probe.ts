import { AzlogError } from '../errors.ts';
import { daysLeft } from '../probe/certificate-facts.ts';
import { createProbe, type Probe, type ProbeFact, type TellStep } from '../probe/probe.ts';
import { credentialState } from './credential.ts';
import { connectionSteps, probeConnection } from './probe-connection.ts';
import type { Clocks } from './server-time.ts';
import type { TableClient } from './table-client.ts';
import { credentialOf } from './table-credential.ts';
import type { TableEndpoint } from './table-endpoint.ts';
import { connectionError, skewLimitMs } from './table-errors.ts';
import { type Cell, cellFilter, firstId, minuteOf, parsePartitionKey, partitionKey } from './wad-keys.ts';
import { firstKey, searchIds } from './wad-search.ts';

export interface WadProbeParts {
  readonly endpoint: TableEndpoint;
  readonly client: TableClient;
  readonly clocks: Clocks;
}

const skewWarningMs = 60_000;
/** How far back the newest row is looked for, in minutes: step by step, for the table may hold years. */
const spans = [10, 60, 6 * 60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60];
/** Rows of clocks that run ahead by so much are found too, in minutes. */
const aheadMinutes = 24 * 60;
/** The Large event volume has that many ids. */
const mostIds = 100;
const pagesCounted = 5;
const quietMs = 3_600_000;

const steps = {
  ...connectionSteps,
  clock: 'clock',
  authentication: 'authentication',
  permission: 'permission to read',
  table: 'table',
  newest: 'newest row',
  hour: 'rows of the last hour',
} as const;

/**
 * Tries the way to a table, without a scan of it, and tells each step.
 * @returns whether all went well
 */
export async function probeWadTable(
  parts: WadProbeParts,
  tell: TellStep,
  signal: AbortSignal,
): Promise<boolean> {
  const { isHttp } = parts.endpoint;
  const names = Object.values(steps).filter((step) => !isHttp || step !== steps.tls);
  const probe = createProbe(names, tell);
  const { endpoint, client } = parts;
  const explain = (code: string) => connectionError(client.place, code);
  await probeConnection({ endpoint, connect: client.connect, explain }, probe);
  if (probe.ok()) await probeAccess(parts, probe, signal);
  if (!probe.ok()) return false;
  try {
    await probeRows(parts.client, probe, signal);
  } catch (error) {
    probe.fail([reasonOf(error)]);
  }
  return probe.ok();
}

/** One request tells of the clock, of who we are, of what we may, and of the table. */
async function probeAccess(
  { endpoint, client, clocks }: WadProbeParts,
  probe: Probe,
  signal: AbortSignal,
): Promise<void> {
  const refusal = await client
    .query({ filter: "PartitionKey lt '0'", top: 1, select: 'PartitionKey' }, signal)
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  passClock(endpoint, client, probe, refusal);
  if (!probe.ok()) return;
  const { facts, warnings } = describeAccess(endpoint, clocks.wall() - (client.skewMs() ?? 0));
  if (refusal === undefined || isOf(refusal, 'SOURCE_NOT_FOUND')) {
    probe.pass(facts, warnings);
    probe.pass([]);
    if (refusal === undefined) probe.pass([{ name: 'name', value: client.place.table }]);
    else probe.fail([reasonOf(refusal)]);
    return;
  }
  const reason = reasonOf(refusal);
  if (/\b403 Authorization(Permission|Service|ResourceType)Mismatch\b/.test(reason)) {
    probe.pass(facts, warnings);
    probe.fail([reason]);
  } else probe.fail([reason], facts);
}

function passClock(endpoint: TableEndpoint, client: TableClient, probe: Probe, refusal: unknown): void {
  const skew = client.skewMs();
  if (skew === undefined) {
    if (isOf(refusal, 'SOURCE_REFUSED') || isOf(refusal, 'SOURCE_UNREACHABLE')) {
      probe.skip('the service was not asked, or did not answer');
      probe.fail([reasonOf(refusal)], describeAccess(endpoint, Date.now()).facts);
    } else probe.fail(refusal === undefined ? ['its answers have no Date header'] : [reasonOf(refusal)]);
    return;
  }
  const seconds = Math.round(Math.abs(skew) / 1000);
  const side = skew > 0 ? 'ahead of' : 'behind';
  const facts = [
    {
      name: 'this machine',
      value: seconds <= 1 ? "as the service's, to a second" : `${seconds} s ${side} the service's`,
    },
  ];
  const usesKey = 'key' in endpoint.credential;
  if (usesKey && Math.abs(skew) > skewLimitMs) {
    probe.fail(
      [
        "this machine's clock is more than 15 minutes off, so the service refuses signatures with an account key: set it right (NTP)",
      ],
      facts,
    );
  } else if (Math.abs(skew) > skewWarningMs) {
    probe.pass(facts, [
      "this machine's clock is off: set it right (NTP); times in messages and metrics are wrong, and beyond 15 minutes the service refuses signatures",
    ]);
  } else probe.pass(facts);
}

/** The parameters of a SAS that an operator may have to change, by their names. */
const sasParameters = [
  ['st', 'valid from'],
  ['sp', 'permissions (sp)'],
  ['ss', 'services (ss)'],
  ['srt', 'resource types (srt)'],
  ['tn', 'table (tn)'],
  ['si', 'stored access policy (si)'],
  ['sip', 'addresses (sip)'],
  ['spr', 'protocols (spr)'],
] as const;

interface Described {
  readonly facts: readonly ProbeFact[];
  readonly warnings: readonly string[];
}

/** Who signs in; of a SAS all but its signature. */
function describeAccess(endpoint: TableEndpoint, now: number): Described {
  const { credential, sas, identity } = endpoint;
  if (identity !== undefined) return { facts: [{ name: 'by', value: `${identity} identity` }], warnings: [] };
  if (sas === undefined) {
    const account = 'name' in credential ? credential.name : '';
    return { facts: [{ name: 'by', value: `account key of ${account}` }], warnings: [] };
  }
  const facts: ProbeFact[] = [{ name: 'by', value: 'shared access signature (SAS)' }];
  const warnings: string[] = [];
  const own = credentialOf(endpoint);
  const { startsAt, expiresAt: end, policy } = own;
  const state = credentialState(own, now);
  if (end !== undefined) {
    facts.push({ name: 'valid until', value: `${sas.get('se')} (${daysLeft(end, now)})` });
    if (state === 'ends-soon') warnings.push(`the SAS: ${daysLeft(end, now)}; create a new one`);
  } else if (policy !== undefined) {
    facts.push({ name: 'valid until', value: `not known: the stored access policy ${policy} sets its end` });
  }
  if (state === 'not-yet-valid' && startsAt !== undefined) {
    warnings.push(
      `the SAS becomes valid (st) in ${duration(startsAt - now)} by the service's clock; start the next one 15 minutes earlier, because clocks differ`,
    );
  }
  for (const [parameter, name] of sasParameters) {
    const value = sas.get(parameter);
    if (value !== undefined) facts.push({ name, value });
  }
  return { facts, warnings };
}

async function probeRows(client: TableClient, probe: Probe, signal: AbortSignal): Promise<void> {
  // Its clock is known after the second answer; this is at least that.
  const oldestPlain = await firstKey(client, cellFilter({ ...ever, family: '' }), signal);
  const now = client.serverNow() ?? Date.now();
  const ids = await findIds(client, signal);
  const families = [...(oldestPlain === undefined ? [] : ['']), ...ids];
  if (families.length === 0) {
    probe.pass(
      [{ name: 'rows', value: 'none' }],
      [
        'the table has no row with a key of the diagnostics extension: check that the extension collects the Security log (Security!*) and has sent its first rows',
      ],
    );
    probe.skip('there are none');
    return;
  }
  const newest = await findNewest(client, families, minuteOf(now), signal);
  if (newest === undefined) {
    probe.pass(
      [{ name: 'rows', value: 'none of the last 30 days' }],
      ['there is no event of the last 30 days: check the diagnostics extension on the machines'],
    );
  } else passNewest(newest, now, probe);
  await passHour(client, families, minuteOf(now), probe, signal);
}

/** Every minute, whenever stored. */
const ever = { from: 0, to: null, storedAfter: 0, storedUpTo: Date.UTC(9999, 0) } as const;

async function findIds(client: TableClient, signal: AbortSignal): Promise<readonly string[]> {
  const ids: string[] = [];
  let next: string | undefined = firstId;
  while (next !== undefined && ids.length < mostIds) {
    const search = await searchIds(client, next, signal);
    ids.push(...search.found);
    next = search.next;
  }
  return ids;
}

type Row = Readonly<Record<string, unknown>>;

interface NewestRow {
  readonly row: Row;
  readonly minute: number;
}

/** Looks at ever longer times back, then halves the one that has rows: a few requests, however large the table is. */
async function findNewest(
  client: TableClient,
  families: readonly string[],
  nowMinute: number,
  signal: AbortSignal,
): Promise<NewestRow | undefined> {
  const first = async (cell: Pick<Cell, 'family' | 'from' | 'to'>): Promise<number | undefined> => {
    const key = await firstKey(client, cellFilter({ ...ever, ...cell }), signal);
    return key === undefined ? undefined : parsePartitionKey(key)?.minute;
  };
  let to = nowMinute + aheadMinutes;
  for (const span of spans) {
    const from = nowMinute - span;
    let newest: { readonly family: string; readonly minute: number } | undefined;
    for (const family of families) {
      // Another family counts only where it is newer.
      let low = await first({ family, from: newest === undefined ? from : newest.minute + 1, to });
      if (low === undefined) continue;
      for (let high = to; high - low > 1; ) {
        const middle = Math.floor((low + high) / 2);
        const found = await first({ family, from: middle, to: high });
        if (found === undefined) high = middle;
        else low = found;
      }
      newest = { family, minute: low };
    }
    if (newest !== undefined) {
      const { family, minute } = newest;
      const filter = cellFilter({ ...ever, family, from: minute, to: minute + 1 });
      const row = lastStored((await client.query({ filter, top: 1_000 }, signal)).body);
      return row === undefined ? undefined : { row, minute };
    }
    to = from;
  }
  return undefined;
}

function lastStored(body: Buffer): Row | undefined {
  const parsed: { readonly value: readonly Row[] } = JSON.parse(body.toString('utf8'));
  return parsed.value.toSorted((a, b) => storedAt(a) - storedAt(b)).at(-1);
}

function storedAt(row: Row): number {
  return Date.parse(String(row['Timestamp']));
}

function passNewest({ row, minute }: NewestRow, now: number, probe: Probe): void {
  const xml = typeof row['RawXml'] === 'string' ? row['RawXml'] : '';
  const stored = storedAt(row);
  const age = now - (minute + 1) * 60_000;
  const warnings = [];
  if (xml === '') {
    warnings.push('the row has no RawXml, so azlog builds its event from other columns, with less content');
  }
  if (age > quietMs) {
    warnings.push(
      `there is no event of the last ${duration(age)}: check the diagnostics extension on the machines, if they are not just quiet`,
    );
  }
  const family = parsePartitionKey(String(row['PartitionKey']))?.family ?? '';
  probe.pass(
    [
      {
        name: 'PartitionKey',
        value: `${partitionKey(family, minute)} (${new Date(minute * 60_000).toISOString().slice(0, 16)}Z)`,
      },
      { name: 'stored', value: `${shown(row['Timestamp'])} (${duration(now - stored)} ago)` },
      { name: 'computer', value: shown(/<Computer>([^<]*)</.exec(xml)?.[1] ?? row['RoleInstance']) },
      { name: 'event id', value: shown(row['EventId']) },
      { name: 'RawXml', value: xml === '' ? 'NOT there' : `there (${xml.length} characters)` },
    ],
    warnings,
  );
}

async function passHour(
  client: TableClient,
  families: readonly string[],
  nowMinute: number,
  probe: Probe,
  signal: AbortSignal,
): Promise<void> {
  const counts = { plain: 0, ids: 0 };
  let pages = 0;
  let more = false;
  for (const family of families) {
    const filter = cellFilter({ ...ever, family, from: nowMinute - 60, to: nowMinute + aheadMinutes });
    let token: Parameters<TableClient['query']>[0]['token'];
    do {
      if (pages >= pagesCounted) {
        more = true;
        break;
      }
      const answer = await client.query({ filter, top: 1_000, select: 'PartitionKey', token }, signal);
      // An answer without rows is no page; each family has one when it is quiet.
      if (answer.rows > 0) pages += 1;
      counts[family === '' ? 'plain' : 'ids'] += answer.rows;
      token = answer.token;
    } while (token !== undefined);
  }
  const ids = families.filter((family) => family !== '').length;
  const total = counts.plain + counts.ids;
  probe.pass([
    { name: 'rows', value: more ? `more than ${total} (counting ended there)` : String(total) },
    {
      name: 'of event volume Small',
      value: families.includes('') ? String(counts.plain) : 'none in the table',
    },
    {
      name: 'of event volume Medium or Large',
      value: ids === 0 ? 'none in the table' : `${counts.ids} (ids in the table: ${ids})`,
    },
  ]);
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} minutes`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} hours`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** A row's content is not ours: nothing of it may steer a terminal. */
function shown(value: unknown): string {
  return String(value ?? 'not there')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 200);
}

function isOf(error: unknown, code: AzlogError['code']): boolean {
  return error instanceof AzlogError && error.code === code;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
