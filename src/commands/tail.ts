import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LoadOptions, loadConfig } from '../config/load-config.ts';
import { AzlogError } from '../errors.ts';
import { unpack } from '../queue/codec.ts';
import { openQueue, type QueueOptions } from '../queue/open-queue.ts';
import type { JobQueue } from '../queue/queue.ts';
import { askControl } from '../status/control-client.ts';
import { goneAfterMs, isReport, reportsBoard } from '../status/report.ts';
import {
  answerEndsMs,
  isTailChunk,
  type TailChunk,
  type TailRequest,
  tailBoards,
  tailRenewMs,
} from '../status/tail.ts';
import { createTailPrinter, type TailPrinter } from '../status/tail-printer.ts';
import { errorFields } from '../telemetry/logger.ts';
import { untilGone } from './until-gone.ts';

const readMs = 500;
const failedExitCode = 1;

/**
 * Shows messages as they are proven at a destination, until a stop is asked for or nobody reads the output any more.
 * @returns 0 after that; 1 when there is nobody to ask
 * @throws AzlogError of kind `config`
 */
export async function tailCommand(
  load: LoadOptions,
  { destination, rate }: { readonly destination: string; readonly rate: number },
  output: Writable,
  remarks: Writable,
  stop: AbortSignal,
): Promise<number> {
  const config = loadConfig({ ...load, stages: [] });
  const names = config.destinations.map(({ name }) => name);
  if (!names.includes(destination)) {
    throw new AzlogError(
      'CONFIG_INVALID',
      `--destination: ${JSON.stringify(destination)} is not configured; allowed: ${names.join(', ')}. Name one of them, or give azlog the configuration that has it (--config)`,
    );
  }
  const ended = untilGone(output, stop);
  const tell = (remark: string): void => void remarks.write(`${remark}\n`);
  const printer = createTailPrinter(rate, (line) => output.write(`${line}\n`), tell);
  const request: TailRequest = { v: 1, destination, rate };
  try {
    return config.queue.url.startsWith('embedded:')
      ? await tailFolder(config.queue.url.slice('embedded:'.length), request, printer, tell, ended)
      : await tailServer(config.queue, request, printer, tell, ended);
  } catch (error) {
    if (!(error instanceof AzlogError) || error.kind === 'config') throw error;
    tell(errorFields(error).message);
    return failedExitCode;
  }
}

/** Asks the process that has the folder of an embedded queue. */
async function tailFolder(
  folder: string,
  { destination, rate }: TailRequest,
  printer: TailPrinter,
  tell: (remark: string) => void,
  ended: AbortSignal,
): Promise<number> {
  const question = `/tail?${new URLSearchParams({ destination, rate: String(rate) })}`;
  const answered = await askControl(
    folder,
    question,
    async (answer) => {
      tell(`messages proven at ${destination} follow; press Ctrl-C to stop`);
      for await (const line of createInterface({ input: answer })) {
        const chunk: unknown = JSON.parse(line);
        if (isTailChunk(chunk)) printer.take('', [chunk]);
      }
      return true;
    },
    ended,
  );
  if (ended.aborted) return 0;
  tell(
    answered === undefined
      ? `no azlog is running on the queue in ${folder}, so nothing is delivered; start it with azlog run`
      : 'the process has ended',
  );
  return failedExitCode;
}

/** Asks all senders by a note in the store, and reads what they answer there. */
async function tailServer(
  options: QueueOptions,
  request: TailRequest,
  printer: TailPrinter,
  tell: (remark: string) => void,
  ended: AbortSignal,
): Promise<number> {
  const queue = await openQueue(options, () => {});
  const id = `tail-${randomBytes(6).toString('hex')}`;
  let answers: readonly string[] = [];
  try {
    await queue.notes.write(tailBoards.asked, id, request);
    const senders = await countSenders(queue, request.destination);
    tell(
      senders === 0
        ? `no process is sending to ${request.destination} at present; messages follow once one does; press Ctrl-C to stop`
        : `messages proven at ${request.destination} follow; press Ctrl-C to stop`,
    );
    for (let renewedAt = Date.now(); !ended.aborted; ) {
      await sleep(readMs, undefined, { signal: ended }).catch(() => {});
      if (Date.now() - renewedAt >= tailRenewMs) {
        renewedAt = Date.now();
        await queue.notes.write(tailBoards.asked, id, request);
      }
      answers = await readAnswers(queue, id, printer);
    }
    return 0;
  } finally {
    await clean(queue, id, answers);
    await queue.close();
  }
}

async function countSenders(queue: JobQueue, destination: string): Promise<number> {
  const reports = await queue.notes.read(reportsBoard);
  return reports.filter(
    ({ data, ageMs }) =>
      ageMs <= goneAfterMs &&
      isReport(data) &&
      data.state === 'running' &&
      data.destinations.some(({ name }) => name === destination),
  ).length;
}

async function readAnswers(queue: JobQueue, to: string, printer: TailPrinter): Promise<readonly string[]> {
  const mine = (await queue.notes.read(tailBoards.answers)).filter(({ data }) => data['to'] === to);
  for (const { id, data } of mine) printer.take(id, await chunksOf(data['body']));
  return mine.map((note) => note.id);
}

/** None of an answer that cannot be read: a sender of another version wrote it, and writes over it within a second. */
async function chunksOf(body: unknown): Promise<readonly TailChunk[]> {
  if (typeof body !== 'string') return [];
  try {
    const chunks: unknown = JSON.parse(Buffer.from(await unpack(body)).toString());
    return Array.isArray(chunks) ? chunks.filter(isTailChunk) : [];
  } catch {
    return [];
  }
}

/** Senders that run take their answers away themselves; those of others would stay. Whatever stays expires. */
async function clean(queue: JobQueue, id: string, answers: readonly string[]): Promise<void> {
  try {
    await queue.notes.remove(tailBoards.asked, [id]);
    const dead = (await queue.notes.read(tailBoards.answers)).filter(({ ageMs }) => ageMs > answerEndsMs);
    await queue.notes.remove(tailBoards.answers, [...answers, ...dead.map((note) => note.id)]);
  } catch {
    // The store is away: what was asked for expires by itself.
  }
}
