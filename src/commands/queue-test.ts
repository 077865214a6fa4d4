import type { Writable } from 'node:stream';
import { type LoadOptions, loadConfig } from '../config/load-config.ts';
import { AzlogError } from '../errors.ts';
import { createProbe, type ProbeStep, type TellStep } from '../probe/probe.ts';
import { holdsQueue } from '../queue/holds-queue.ts';
import type { QueueOptions } from '../queue/open-queue.ts';
import { placeOf } from '../queue/place-of.ts';
import { probeFolder, probeQueue } from '../queue/probe-queue.ts';
import { askControl } from '../status/control-client.ts';
import { renderStep, type TrialResult, wrap, writeJson } from './probe-report.ts';

/**
 * Tries the queue, and reports each step. What is queued, and every cursor, stays as it is.
 * @returns 0 when it can be used, else 1
 * @throws AzlogError CONFIG_INVALID
 */
export async function queueTest(
  options: LoadOptions,
  { json }: { readonly json: boolean },
  output: Writable,
  stop: AbortSignal,
): Promise<number> {
  const { queue } = loadConfig({ ...options, stages: [] });
  const { backend, name } = placeOf(queue.url);
  const say = json ? () => undefined : (text: string) => void output.write(`${text}\n`);
  const steps: ProbeStep[] = [];
  const tell: TellStep = (step) => {
    steps.push(step);
    say(renderStep(step));
  };
  say(`${wrap(`Queue: ${name}`, 0)}\n`);
  const ok =
    backend === 'embedded' ? await testFolder(queue, tell, stop) : await probeQueue(queue, tell, stop);
  say(
    `${ok ? '' : '\n'}The queue ${ok ? 'can be used.' : 'can NOT be used yet: see the step that FAILED.'}\n`,
  );
  const result: TrialResult = { name, type: backend, ok, steps };
  if (json) writeJson(output, [result]);
  return ok ? 0 : 1;
}

/** That the folder can be used, the configuration has looked at. One process at a time has it: one that runs is asked, and nothing is opened beside it. */
async function testFolder(queue: QueueOptions, tell: TellStep, stop: AbortSignal): Promise<boolean> {
  const folder = queue.url.slice('embedded:'.length);
  const probe = createProbe(['folder', 'process that has it'], tell);
  probe.pass([{ name: 'path', value: folder }]);
  try {
    const answer = await askControl(folder, '/status', async (response) => {
      response.resume();
      return true;
    });
    if (answer === true) {
      probe.pass([
        { name: 'in use', value: 'by a running azlog that answers; azlog status shows its state' },
      ]);
      return true;
    }
  } catch (error) {
    if (!(error instanceof AzlogError)) throw error;
    probe.fail([error.message]);
    return false;
  }
  if (!holdsQueue(folder)) {
    probe.skip('there is no queue in the folder yet; azlog run creates it');
    return true;
  }
  probe.skip('none is running');
  return await probeFolder(queue, tell, stop);
}
