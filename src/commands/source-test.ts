import type { Writable } from 'node:stream';
import { type LoadOptions, loadConfig } from '../config/load-config.ts';
import type { ProbeStep } from '../probe/probe.ts';
import { sourceTypes } from '../sources/source-types.ts';
import { chooseNamed } from './choose-named.ts';
import type { TestOptions } from './destination-test.ts';
import { renderStep, type TrialResult, wrap, writeJson } from './probe-report.ts';

/**
 * Looks at each source, and tells each step. Reading goes on as if it had not been.
 * @returns 0 when all can be read, else 1
 * @throws AzlogError CONFIG_INVALID
 */
export async function sourceTest(
  options: LoadOptions,
  { names, json }: TestOptions,
  output: Writable,
  stop: AbortSignal,
): Promise<number> {
  const { sources } = loadConfig({ ...options, stages: ['poller'], opensQueue: false });
  const tell = json ? () => undefined : (text: string) => void output.write(`${text}\n`);
  const results: TrialResult[] = [];
  for (const config of chooseNamed('source', sources, names)) {
    if (stop.aborted) return 1;
    const { name, type, ...settings } = config;
    const steps: ProbeStep[] = [];
    tell(`Source ${name}: ${type} ${sourceTypes[type].place(settings)}\n`);
    const source = await sourceTypes[type].create(name, settings);
    const ok = await source.probe((step) => {
      steps.push(step);
      tell(renderStep(step));
    }, stop);
    const verdict = ok ? 'can be read.' : 'can NOT be read yet: see the step that FAILED.';
    tell(`${ok ? '' : '\n'}${wrap(`Source ${name} ${verdict}`, 0)}\n`);
    results.push({ name, type, ok, steps });
  }
  if (json) writeJson(output, results);
  return results.every(({ ok }) => ok) ? 0 : 1;
}
