import type { Writable } from 'node:stream';
import type { Config, DestinationConfig } from '../config/config.ts';
import { type LoadOptions, loadConfig } from '../config/load-config.ts';
import type { PresetName } from '../config/presets.ts';
import { createDestination } from '../destinations/destinations.ts';
import type { ProbeStep } from '../probe/probe.ts';
import { chooseNamed } from './choose-named.ts';
import { renderStep, type TrialResult, wrap, writeJson } from './probe-report.ts';
import { createTestEvent } from './test-event.ts';

export interface TestOptions {
  /** Names of those to try; none for all. */
  readonly names: readonly string[];
  /** One JSON document in the place of text. */
  readonly json: boolean;
}

/** What stands for a destination that would print its message into the JSON document. */
const untried = {
  type: 'stdout',
  ok: true,
  steps: [
    {
      step: 'write',
      outcome: 'not tried',
      ms: undefined,
      facts: [],
      problems: ['standard output is used for this document'],
    },
  ],
} as const;

/** How to find a marker there, by preset. */
const searches: Partial<Record<PresetName, (marker: string) => string>> = {
  splunk: (marker) => `index=* "${marker}"`,
  sc4s: (marker) => `index=* "${marker}"`,
  qradar: (marker) =>
    `SELECT UTF8(payload) FROM events WHERE UTF8(payload) ILIKE '%${marker}%' LAST 10 MINUTES`,
  sentinel: (marker) => `search "${marker}"`,
  elastic: (marker) => `"${marker}"`,
  rsyslog: (marker) => `grep -r ${marker} /var/log`,
  'syslog-ng': (marker) => `grep -r ${marker} /var/log`,
};

/**
 * Sends one marked event to each destination, on a connection of its own and past the queue, and tells each step.
 * @returns 0 when every receiver is known to have read it, else 1
 * @throws AzlogError CONFIG_INVALID
 */
export async function destinationTest(
  options: LoadOptions,
  { names, json }: TestOptions,
  output: Writable,
  stop: AbortSignal,
): Promise<number> {
  const { destinations, sources } = loadConfig({ ...options, stages: ['sender'], opensQueue: false });
  const results: TrialResult[] = [];
  for (const destination of chooseNamed('destination', destinations, names)) {
    if (stop.aborted) return 1;
    if (json && destination.type === 'stdout') {
      results.push({ ...untried, name: destination.name });
      continue;
    }
    const tell = json ? () => undefined : (text: string) => void output.write(`${text}\n`);
    results.push(await tryDestination(destination, sources, tell, stop));
  }
  if (json) writeJson(output, results);
  return results.every(({ ok }) => ok) ? 0 : 1;
}

async function tryDestination(
  config: DestinationConfig,
  sources: Config['sources'],
  tell: (text: string) => void,
  stop: AbortSignal,
): Promise<TrialResult> {
  const destination = createDestination(config, { log: () => undefined });
  const { marker, batch, message } = createTestEvent(config, sources, Date.now());
  const steps: ProbeStep[] = [];
  tell(`${title(config)}\n`);
  const ok = await destination.probe(
    batch,
    (step) => {
      steps.push(step);
      tell(renderStep(step));
    },
    stop,
  );
  await destination.close(Date.now());
  if (!ok) tell('');
  tell(`The message (${Buffer.byteLength(message)} bytes, ${config.format.toUpperCase()}):\n\n${message}\n`);
  tell(`${verdict(config, ok, marker)}\n`);
  return { name: config.name, type: config.type, ok, marker, message, steps };
}

function title(config: DestinationConfig): string {
  if (config.type === 'stdout') return `Destination ${config.name}: standard output`;
  const { name, host, port, transport } = config;
  const place = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return wrap(`Destination ${name}: ${place}, syslog over ${transport.toUpperCase()}`, 0);
}

function verdict({ name, preset, type }: DestinationConfig, ok: boolean, marker: string): string {
  if (!ok) return wrap(`Destination ${name} does NOT work yet: see the step that FAILED.`, 0);
  if (type === 'stdout') return `Destination ${name} works.`;
  const search = searches[preset]?.(marker) ?? marker;
  return `${wrap(`Destination ${name} works: the receiver has read the message. Search for it in the SIEM:`, 0)}\n\n    ${search}`;
}
