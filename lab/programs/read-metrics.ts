/** Sums of the metrics in a Prometheus text, by name: all label sets of one name added up. */
export function readMetrics(text: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Za-z_:][\w:]*)(?:\{.*\})? (\S+)/u.exec(line) ?? [];
    const number = Number(value);
    if (name === undefined || Number.isNaN(number)) continue;
    sums.set(name, (sums.get(name) ?? 0) + number);
  }
  return sums;
}

/** Asks an appliance for its metrics; undefined while it does not answer. */
export async function fetchMetrics(port: number): Promise<ReadonlyMap<string, number> | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(2_000) });
    return answer.ok ? readMetrics(await answer.text()) : undefined;
  } catch {
    return undefined;
  }
}
