import { queueNames, type StageName, stageNames } from '../pipeline.ts';
import { duration, plural, rate, whole } from './quantity.ts';
import type { Problem, Status } from './status.ts';

/** A source that is further behind wants to be looked at, and so does a job that waits longer. */
const lagLookSeconds = 600;
/** Rows that were set aside within this time are news. */
const newsSeconds = 3_600;

type Facts = Omit<Status, 'state' | 'summary' | 'problems'>;

/** Draws the conclusion of what is known: what is in the way, the gravest first. Pure. */
export function findProblems(facts: Facts): Status {
  const problems = [
    ...stoppedStages(facts),
    ...awayDestinations(facts),
    ...facts.queue.dangers.map((text): Problem => ({ kind: 'queue-unsafe', name: '', text })),
    ...failingSources(facts),
    ...uselessCredentials(facts),
    ...pausedReading(facts),
    ...laggingSources(facts),
    ...oldJobs(facts),
    ...unknownDestinations(facts),
    ...endingCredentials(facts),
    ...newDeadLetters(facts),
  ];
  const { v, at, countsSince, ...rest } = facts;
  const [first] = problems;
  return {
    v,
    at,
    countsSince,
    state: first === undefined ? 'delivering' : 'look',
    summary: first?.text ?? allIsWell(facts),
    problems,
    ...rest,
  };
}

function allIsWell({ destinations, sources }: Facts): string {
  const perSecond = destinations.reduce((sum, { provenPerSecond }) => sum + provenPerSecond, 0);
  const lag = Math.max(0, ...sources.map(({ lagSeconds }) => lagSeconds ?? 0));
  const flow = perSecond === 0 ? 'no new events in the last minute' : `${rate(perSecond)} messages/s proven`;
  return `${flow}, reading ${duration(lag)} behind`;
}

function isAlive({ state }: Status['processes'][number]): boolean {
  return state === 'running' || state === 'stopping';
}

function stoppedStages({ processes }: Facts): readonly Problem[] {
  const missing = stageNames.filter(
    (stage) => !processes.some((one) => isAlive(one) && one.stages.includes(stage)),
  );
  if (missing.length === 0) return [];
  return [
    {
      kind: 'no-process',
      name: missing.join(','),
      text: `no process runs the ${inWords(missing)}${lastOf(missing, processes)}`,
    },
  ];
}

function lastOf(missing: readonly StageName[], processes: Facts['processes']): string {
  const [last] = processes
    .filter((one) => !isAlive(one) && one.stages.some((stage) => missing.includes(stage)))
    .toSorted((a, b) => a.seenSeconds - b.seenSeconds);
  if (last === undefined) return '';
  const how = last.state === 'stopped' ? 'was stopped' : 'fell silent';
  return `; ${last.host} ${last.pid} ${how} ${duration(last.seenSeconds)} ago`;
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function awayDestinations({ destinations }: Facts): readonly Problem[] {
  return destinations.flatMap(({ name, awaySeconds, failingSenders, senders }): readonly Problem[] => {
    if (awaySeconds !== null) {
      const text = `destination ${name} has accepted nothing for ${duration(awaySeconds)}`;
      return [{ kind: 'destination-away', name, text }];
    }
    if (failingSenders === 0) return [];
    const text = `destination ${name} accepts nothing from ${failingSenders} of ${plural(senders, 'sender')}`;
    return [{ kind: 'sender-failing', name, text }];
  });
}

function failingSources({ sources }: Facts): readonly Problem[] {
  return sources.flatMap(({ name, failingSeconds }) =>
    failingSeconds === null
      ? []
      : [
          {
            kind: 'source-failing' as const,
            name,
            text: `source ${name} has been unreadable for ${duration(failingSeconds)}`,
          },
        ],
  );
}

/** What a source signs in with has ended, or is not valid yet. */
function uselessCredentials({ sources }: Facts): readonly Problem[] {
  return sources.flatMap((source): readonly Problem[] => {
    const { name, credentialState, credentialEndsSeconds, credentialStartsSeconds } = source;
    const problem = (text: string): readonly Problem[] => [{ kind: 'source-credential', name, text }];
    if (credentialState === 'ended' && credentialEndsSeconds !== null)
      return problem(
        `source ${name}: its SAS ended ${duration(Math.abs(credentialEndsSeconds))} ago: replace it`,
      );
    if (credentialState === 'not-yet-valid' && credentialStartsSeconds !== null)
      return problem(
        `source ${name}: its SAS becomes valid in ${duration(Math.max(0, credentialStartsSeconds))}`,
      );
    return [];
  });
}

function endingCredentials({ sources }: Facts): readonly Problem[] {
  return sources.flatMap(({ name, credentialState, credentialEndsSeconds }): readonly Problem[] =>
    credentialState !== 'ends-soon' || credentialEndsSeconds === null
      ? []
      : [
          {
            kind: 'source-credential',
            name,
            text: `source ${name}: its SAS ends in ${duration(Math.max(0, credentialEndsSeconds))}: replace it`,
          },
        ],
  );
}

function pausedReading({ queue: { pausedSeconds } }: Facts): readonly Problem[] {
  if (pausedSeconds === null) return [];
  const text = `reading has been paused for ${duration(pausedSeconds)}: the queues are over budget`;
  return [{ kind: 'reading-paused', name: '', text }];
}

/** A source that fails or rests is reported already. */
function laggingSources({ sources }: Facts): readonly Problem[] {
  return sources.flatMap(({ name, state, lagSeconds }) =>
    state !== 'reading' || lagSeconds === null || lagSeconds < lagLookSeconds
      ? []
      : [
          {
            kind: 'source-lagging' as const,
            name,
            text: `source ${name} is ${duration(lagSeconds)} behind`,
          },
        ],
  );
}

function oldJobs({ queues, destinations }: Facts): readonly Problem[] {
  const explained = new Set(
    destinations.filter(({ state }) => state === 'away').map(({ name }) => queueNames.batches(name)),
  );
  return queues.flatMap(({ name, oldestSeconds }) =>
    oldestSeconds === null || oldestSeconds < lagLookSeconds || explained.has(name)
      ? []
      : [
          {
            kind: 'backlog-old' as const,
            name,
            text: `queue ${name}: the oldest job has been waiting for ${duration(oldestSeconds)}`,
          },
        ],
  );
}

function unknownDestinations({ queues, destinations }: Facts): readonly Problem[] {
  const known = new Set(destinations.map(({ name }) => queueNames.batches(name)));
  return queues.flatMap(({ name, jobs }) =>
    jobs === 0 || name === queueNames.pages || known.has(name)
      ? []
      : [
          {
            kind: 'unknown-destination' as const,
            name: name.slice(queueNames.batches('').length),
            text: `${plural(jobs, 'job')} for ${name.slice(queueNames.batches('').length)}, a destination that is not configured`,
          },
        ],
  );
}

function newDeadLetters({ deadLetters: { rowsSinceStart, newestSeconds } }: Facts): readonly Problem[] {
  if (newestSeconds === null || newestSeconds > newsSeconds) return [];
  const count =
    rowsSinceStart === 0
      ? 'rows were'
      : `${whole(rowsSinceStart)} ${rowsSinceStart === 1 ? 'row was' : 'rows were'}`;
  const text = `${count} set aside in the dead letters, the last ${duration(newestSeconds)} ago`;
  return [{ kind: 'dead-letters', name: '', text }];
}
