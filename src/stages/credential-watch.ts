import { type CredentialState, credentialState, renewalDueAt } from '../sources/credential.ts';
import type { Source } from '../sources/source.ts';
import type { Activity, StageContext } from './stage.ts';

const dayMs = 86_400_000;
const lookEveryMs = 5_000;

/** Follows when what sources sign in with ends, and warns of it in time. */
export interface CredentialWatch {
  /** How the credential of a source is doing; undefined for a source that is not watched. */
  of(source: string): Activity['credential'];
  /** Looks now, besides every five seconds. */
  look(): void;
  close(): void;
}

/** Begins to report the ends in metrics, and in the log: of what has ended or ends soon once a day. */
export function watchCredentials(
  sources: readonly Source[],
  { log, metrics, secrets }: Pick<StageContext, 'log' | 'metrics' | 'secrets'>,
): CredentialWatch {
  /** Of each source what was last warned of, and when. */
  const warned = new Map<string, { readonly of: string; readonly at: number }>();

  function warn(source: Source, state: Exclude<CredentialState, 'valid'>, now: number): void {
    const { startsAt, expiresAt } = source.credential();
    const at = state === 'not-yet-valid' ? startsAt : expiresAt;
    if (at === undefined) return;
    const of = `${state} ${at}`;
    const last = warned.get(source.name);
    if (last?.of === of && now - last.at < dayMs) return;
    warned.set(source.name, { of, at: now });
    const file = secrets?.fileOf(source.name);
    log.warn(
      { source: source.name, state, [state === 'not-yet-valid' ? 'startsAt' : 'expiresAt']: isoTime(at) },
      `source: ${sentences[state](at, now)}; ${remedy(file)}`,
    );
  }

  function look(): void {
    for (const source of sources) {
      const credential = source.credential();
      const labels = { source: source.name };
      const dueAt = renewalDueAt(credential);
      setOrRemove(metrics.credentialExpiry, labels, credential.expiresAt);
      setOrRemove(metrics.credentialRenewal, labels, dueAt);
      const now = source.now();
      const state = credentialState(credential, now);
      if (state !== 'valid') warn(source, state, now);
    }
  }

  for (const { name, credential } of sources) {
    const { expiresAt, policy } = credential();
    if (policy === undefined || expiresAt !== undefined) continue;
    log.info(
      { source: name, policy },
      'source: a stored access policy sets the end of the SAS, so azlog does not know it and cannot warn of it',
    );
  }
  look();
  const timer = setInterval(look, lookEveryMs);
  timer.unref();
  return {
    look,
    of(name) {
      const source = sources.find((one) => one.name === name);
      if (source === undefined) return undefined;
      const now = source.now();
      const { startsAt, expiresAt } = source.credential();
      return {
        state: credentialState(source.credential(), now),
        startsInMs: startsAt === undefined ? undefined : startsAt - now,
        endsInMs: expiresAt === undefined ? undefined : expiresAt - now,
      };
    },
    close: () => clearInterval(timer),
  };
}

const sentences: Readonly<Record<Exclude<CredentialState, 'valid'>, (at: number, now: number) => string>> = {
  'ends-soon': (at, now) => `the SAS ends on ${dateOf(at)}, in ${spanOf(at - now)}`,
  ended: (at) => `the SAS ended on ${dateOf(at)}, so nothing can be read with it`,
  'not-yet-valid': (at, now) =>
    `the SAS is valid only from ${dateOf(at)} (st), in ${spanOf(at - now)} by the service's clock`,
};

function remedy(file: string | undefined): string {
  if (file !== undefined)
    return `put a new one into ${file}; azlog uses it within seconds, without a restart`;
  return 'set a new one and restart the poller; a secret in a file can be replaced without a restart';
}

interface Settable {
  set(labels: { readonly source: string }, seconds: number): void;
  remove(labels: { readonly source: string }): void;
}

function setOrRemove(gauge: Settable, labels: { readonly source: string }, at: number | undefined): void {
  if (at === undefined) gauge.remove(labels);
  else gauge.set(labels, at / 1000);
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}

function dateOf(at: number): string {
  return `${isoTime(at).slice(0, 16).replace('T', ' ')} UTC`;
}

function spanOf(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  if (hours >= 2) return `${Math.floor(hours)} hours`;
  return `${Math.max(1, Math.round(hours * 60))} min`;
}
