/** Where a problem is: a place in the file, an environment variable, or the configuration as a whole. */
export interface Origin {
  /** `azlog.yaml:12:7`, or `environment AZLOG_HTTP_PORT`. */
  readonly shown: string;
  /** For sorting: the line in the file; the environment comes after it. */
  readonly line: number;
  readonly column: number;
}

/** One thing that keeps the configuration from being used. */
export interface Problem {
  readonly origin: Origin;
  /** `destinations[1].port`, or '' for the file as a whole. */
  readonly path: string;
  /** What is wrong, with the value unless it is secret. */
  readonly what: string;
  /** What is allowed, or how to mend it. Sentences. */
  readonly mend: string;
}

export type Report = (problem: Problem) => void;

function render({ origin, path, what, mend }: Problem): string {
  const head = path === '' ? origin.shown : `${origin.shown}  ${path}`;
  return `${head}\n    ${what}\n    ${mend}`;
}

function renderAll(head: string, problems: readonly Problem[]): string {
  const sorted = problems.toSorted(
    (a, b) => a.origin.line - b.origin.line || a.origin.column - b.origin.column,
  );
  return [head, ...sorted.map(render)].join('\n\n');
}

/** Writes all problems for a terminal: place, path, what is wrong, how to fix it. */
export function renderProblems(problems: readonly Problem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return renderAll(`the configuration is not valid: ${count}`, problems);
}

/** Writes warnings for a terminal, as problems are. */
export function renderWarnings(warnings: readonly Problem[]): string {
  return renderAll(warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`, warnings);
}

/** A warning in one line, for the log. */
export function warningLine({ origin, path, what, mend }: Problem): string {
  return `${origin.shown}${path === '' ? '' : ` ${path}`}: ${what}. ${mend}`;
}

function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? (beforeLast[j - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** The known word that was most likely meant, if one is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_]/g, '');
  const limit = Math.max(1, Math.min(3, Math.floor(word.length / 3)));
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(plain(word), plain(candidate)) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= limit ? best.candidate : undefined;
}
