/** Whether what came is what was written. */
export interface Reconciliation {
  readonly written: number;
  /** Messages received, repeats included. */
  readonly received: number;
  readonly missing: readonly string[];
  readonly duplicates: number;
  /** Uids that came and were never written, and messages without any. */
  readonly strangers: number;
  readonly holds: boolean;
}

/**
 * Compares uids.
 * @param written one uid a line
 * @param received one uid a line, a space, and how often it came
 * @param unknown messages in which no uid was found
 */
export function reconcile(written: string, received: string, unknown: number): Reconciliation {
  const wanted = new Set(written.split('\n').filter((line) => line !== ''));
  const times = new Map(
    received
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf(' ')), Number(line.slice(line.indexOf(' ') + 1))] as const),
  );
  const missing = [...wanted].filter((uid) => !times.has(uid));
  const strangers = unknown + [...times.keys()].filter((uid) => !wanted.has(uid)).length;
  const messages = [...times.values()].reduce((sum, count) => sum + count, 0);
  const duplicates = messages - times.size;
  return {
    written: wanted.size,
    received: messages + unknown,
    missing,
    duplicates,
    strangers,
    holds: missing.length === 0 && duplicates === 0 && strangers === 0,
  };
}

/** The result in words, with up to ten of the missing uids. */
export function describeReconciliation(result: Reconciliation): string {
  const number = (value: number): string => value.toLocaleString('en-US');
  const verdict = result.holds
    ? 'every row arrived once'
    : result.missing.length + result.strangers === 0
      ? 'every row arrived, some more than once'
      : 'this does NOT add up';
  const lines = [
    `Reconciliation: ${verdict}`,
    `  written    ${number(result.written)} rows in the Azure table`,
    `  received   ${number(result.received)} messages at the SIEM`,
    `  missing    ${number(result.missing.length)}`,
    `  duplicate  ${number(result.duplicates)}`,
  ];
  if (result.strangers > 0)
    lines.push(`  unknown    ${number(result.strangers)} messages that are of no written row`);
  for (const uid of result.missing.slice(0, 10)) lines.push(`    missing: ${uid}`);
  return lines.join('\n');
}
