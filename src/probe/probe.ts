/** Something that a step of a trial found, such as the version of TLS. */
export interface ProbeFact {
  readonly name: string;
  readonly value: string;
}

/** One step of a trial of a source or destination, for an operator. */
export interface ProbeStep {
  readonly step: string;
  /** `warning`: it works, but an operator should know something. */
  readonly outcome: 'ok' | 'warning' | 'failed' | 'not tried';
  /** How long it took, in milliseconds; undefined where it was not tried. */
  readonly ms: number | undefined;
  readonly facts: readonly ProbeFact[];
  /** Of a warning, a failure or a step that was not tried: why, and how to mend it, a sentence each. Never a secret. */
  readonly problems: readonly string[];
}

/** Takes each step as soon as it is over. */
export type TellStep = (step: ProbeStep) => void;

/** A trial: its steps are known before it begins, so that those that were not reached can be named. */
export interface Probe {
  /** Ends the step under way well; with warnings, not quite. */
  pass(facts: readonly ProbeFact[], warnings?: readonly string[]): void;
  /** Ends the step under way badly, and with it the trial. */
  fail(problems: readonly string[], facts?: readonly ProbeFact[]): void;
  /** Leaves the step under way out, and goes on with the next. */
  skip(why: string): void;
  /** Whether no step failed. */
  ok(): boolean;
}

/** Begins a trial with its first step. */
export function createProbe(steps: readonly string[], tell: TellStep): Probe {
  let at = 0;
  let startedAt = performance.now();
  let failed = false;
  const end = (
    outcome: ProbeStep['outcome'],
    facts: readonly ProbeFact[],
    problems: readonly string[],
  ): void => {
    const step = steps[at];
    if (step === undefined) return;
    const now = performance.now();
    const ms = outcome === 'not tried' ? undefined : Math.round(now - startedAt);
    at += 1;
    startedAt = now;
    tell({ step, outcome, ms, facts, problems });
  };
  return {
    pass: (facts, warnings = []) => end(warnings.length === 0 ? 'ok' : 'warning', facts, warnings),
    fail(problems, facts = []) {
      failed = true;
      end('failed', facts, problems);
      while (at < steps.length) end('not tried', [], []);
    },
    skip: (why) => end('not tried', [], [why]),
    ok: () => !failed,
  };
}
