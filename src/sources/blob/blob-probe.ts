import { daysLeft } from '../../probe/certificate-facts.ts';
import { createProbe, type Probe, type ProbeFact, type TellStep } from '../../probe/probe.ts';
import { credentialState } from '../credential.ts';
import { connectionSteps, probeConnection } from '../probe-connection.ts';
import type { Clocks } from '../server-time.ts';
import type { BlobClient } from './blob-client.ts';
import { type BlobEndpoint, blobCredentialOf } from './blob-endpoint.ts';
import { connectionError } from './blob-errors.ts';
import { findContainers } from './containers.ts';
import { createRootWalk } from './find-roots.ts';
import { hourAt } from './hour-names.ts';
import { type HourBlob, listHours } from './list-hours.ts';

export interface BlobProbeParts {
  readonly endpoint: BlobEndpoint;
  readonly client: BlobClient;
  readonly clocks: Clocks;
  /** Names of containers, with `*` for any characters. */
  readonly wanted: readonly string[];
}

const steps = {
  ...connectionSteps,
  access: 'sign-in and permission to list',
  containers: 'containers',
  newest: 'newest blob',
} as const;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Roots of a container that are looked at, and for how long folders are walked through. */
const rootsLookedAt = 5;
const walkMs = 5000;
/** How far back the newest blob is looked for, in hours: step by step. */
const spans = [3, 24, 7 * 24] as const;
const aheadHours = 25;
const containersShown = 20;
const quietMs = 2 * hourMs;

/**
 * Tries the way to the blobs, without a scan of the account, and tells each step.
 * @returns whether all went well
 */
export async function probeBlob(
  parts: BlobProbeParts,
  tell: TellStep,
  signal: AbortSignal,
): Promise<boolean> {
  const { endpoint, client } = parts;
  const names = Object.values(steps).filter((step) => !endpoint.isHttp || step !== steps.tls);
  const probe = createProbe(names, tell);
  const explain = (code: string) => connectionError(client.place(), code);
  await probeConnection({ endpoint, connect: client.connect, explain }, probe);
  if (!probe.ok()) return false;
  try {
    const containers = await probeAccess(parts, probe, signal);
    if (containers !== undefined) await probeContainers(parts, containers, probe, signal);
  } catch (error) {
    probe.fail([error instanceof Error ? error.message : String(error)]);
  }
  return probe.ok();
}

/** @returns the containers that are read; undefined where the step failed */
async function probeAccess(
  { endpoint, client, clocks, wanted }: BlobProbeParts,
  probe: Probe,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  const byPattern = wanted.some((pattern) => pattern.includes('*'));
  try {
    const found = byPattern
      ? (await findContainers(client, wanted, signal)).map(({ name }) => name)
      : await named(client, wanted, signal);
    const { facts, warnings } = describeAccess(endpoint, clocks.wall() - (client.skewMs() ?? 0));
    probe.pass(facts, warnings);
    return found;
  } catch (error) {
    const { facts } = describeAccess(endpoint, clocks.wall());
    probe.fail([error instanceof Error ? error.message : String(error)], facts);
    return undefined;
  }
}

/** Each of these can be listed. @throws AzlogError `SOURCE_…` */
async function named(
  client: BlobClient,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  for (const container of wanted) {
    await client.listBlobs({ container, prefix: '', byFolder: true }, signal);
  }
  return wanted;
}

/** Who signs in; of a SAS all but its signature. */
function describeAccess(
  endpoint: BlobEndpoint,
  now: number,
): { readonly facts: readonly ProbeFact[]; readonly warnings: readonly string[] } {
  const { signIn } = endpoint;
  if (signIn.by === 'identity') {
    return { facts: [{ name: 'by', value: `${signIn.identity} identity` }], warnings: [] };
  }
  if (signIn.by === 'key') {
    const warnings = [
      'an account key may write and delete everything in the account: prefer an identity with the role Storage Blob Data Reader, or a SAS with sp=rl',
    ];
    return { facts: [{ name: 'by', value: `account key of ${signIn.account}` }], warnings };
  }
  const { parameters, permissions, expiresAt, policy } = signIn.sas;
  const facts: ProbeFact[] = [{ name: 'by', value: 'shared access signature (SAS)' }];
  const warnings: string[] = [];
  if (expiresAt !== undefined) {
    facts.push({ name: 'valid until', value: `${parameters.get('se')} (${daysLeft(expiresAt, now)})` });
    if (credentialState(blobCredentialOf(endpoint), now) === 'ends-soon') {
      warnings.push(`the SAS: ${daysLeft(expiresAt, now)}; create a new one`);
    }
  } else if (policy !== undefined) {
    facts.push({ name: 'valid until', value: `not known: the stored access policy ${policy} sets its end` });
  }
  if (permissions !== undefined) {
    facts.push({ name: 'permissions (sp)', value: permissions });
    if (/[^rl]/.test(permissions)) {
      warnings.push(`the SAS permits more than azlog needs (sp=${permissions}): sp=rl suffices`);
    }
  }
  return { facts, warnings };
}

interface Looked {
  readonly container: string;
  readonly layout: string;
  readonly roots: number;
  readonly hasAllRoots: boolean;
  readonly newest: HourBlob | undefined;
}

async function probeContainers(
  { client, clocks, wanted }: BlobProbeParts,
  containers: readonly string[],
  probe: Probe,
  signal: AbortSignal,
): Promise<void> {
  if (containers.length === 0) {
    probe.fail([
      `no container matches ${wanted.join(', ')}: check \`containers\`, and that a diagnostic setting or a data export rule writes to this account (the first records take up to 90 minutes)`,
    ]);
    return;
  }
  const now = clocks.wall() - (client.skewMs() ?? 0);
  const looked: Looked[] = [];
  for (const container of containers.slice(0, containersShown)) {
    looked.push(await lookAt(client, container, now, signal));
  }
  const facts = looked.map(({ container, layout, roots, hasAllRoots }) => ({
    name: shown(container),
    value: `${layout}, ${hasAllRoots ? '' : 'more than '}${roots} resources`,
  }));
  const rest = containers.length - looked.length;
  const empty = looked.filter(({ roots }) => roots === 0).map(({ container }) => container);
  probe.pass(
    rest > 0 ? [...facts, { name: 'more', value: `${rest} containers` }] : facts,
    empty.length === 0 ? [] : [`no logs are in ${empty.join(', ')} yet`],
  );
  passNewest(looked, now, probe);
}

async function lookAt(
  client: BlobClient,
  container: string,
  now: number,
  signal: AbortSignal,
): Promise<Looked> {
  const endsAt = performance.now() + walkMs;
  const walk = createRootWalk(client, container);
  const hasAllRoots = await walk.step(signal, () => performance.now() >= endsAt);
  const roots = walk.roots();
  let newest: HourBlob | undefined;
  for (const root of roots.slice(0, rootsLookedAt)) {
    const found = await newestOf(client, container, root, now, signal);
    if (found !== undefined && (newest === undefined || found.modified > newest.modified)) newest = found;
  }
  return { container, layout: layoutOf(container, roots[0]), roots: roots.length, hasAllRoots, newest };
}

async function newestOf(
  client: BlobClient,
  container: string,
  root: string,
  now: number,
  signal: AbortSignal,
): Promise<HourBlob | undefined> {
  const to = hourAt(now) + aheadHours;
  for (const span of spans) {
    let newest: HourBlob | undefined;
    const range = { container, root, from: hourAt(now) - span, to, after: undefined };
    for await (const page of listHours(client, range, signal)) {
      for (const blob of page) if (newest === undefined || blob.modified > newest.modified) newest = blob;
    }
    if (newest !== undefined) return newest;
  }
  return undefined;
}

function layoutOf(container: string, root: string | undefined): string {
  if (root === undefined) return 'empty';
  if (/^flowLogResourceID=/i.test(root) || container.endsWith('flowevent')) return 'flow logs';
  return /^WorkspaceResourceId=/i.test(root) ? 'data export of Log Analytics' : 'diagnostic settings';
}

function passNewest(looked: readonly Looked[], now: number, probe: Probe): void {
  const [newest] = looked
    .flatMap(({ container, newest: blob }) => (blob === undefined ? [] : [{ container, blob }]))
    .toSorted((one, other) => other.blob.modified - one.blob.modified);
  if (newest === undefined) {
    probe.pass(
      [{ name: 'blobs', value: 'none of the last seven days' }],
      ['there is no log of the last seven days: check the diagnostic settings and export rules'],
    );
    return;
  }
  const { container, blob } = newest;
  const age = now - blob.modified;
  probe.pass(
    [
      { name: 'blob', value: shown(`${container}/${blob.name}`) },
      { name: 'written', value: `${new Date(blob.modified).toISOString()} (${ageOf(age)} ago)` },
      { name: 'size', value: `${blob.size} bytes, ${blob.type} blob` },
    ],
    age > quietMs
      ? [
          `no log was written for ${ageOf(age)}: check the diagnostic settings, if the resources are not just quiet`,
        ]
      : [],
  );
}

function ageOf(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / minuteMs));
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2 * 24 * 60 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1440)} days`;
}

/** A name in the account is not ours: nothing of it may steer a terminal. */
function shown(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 400);
}
