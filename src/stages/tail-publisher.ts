import { hostname } from 'node:os';
import { pack } from '../queue/codec.ts';
import type { JobQueue, Note } from '../queue/queue.ts';
import { answerEndsMs, type TailChunk, tailBoards, tailEndsMs, tailRates } from '../status/tail.ts';
import { errorFields, type Logger } from '../telemetry/logger.ts';
import type { Stage } from './stage.ts';
import { startTailTap } from './tail-tap.ts';

/** How often it is looked whether anybody wants to see messages. */
const lookMs = 2_000;
const tidyMs = 60_000;
/** Chunks that an answer holds: one who reads twice a second misses none. */
const keptChunks = 4;
/** More than so many at a time are not served. */
const mostTails = 8;

/** Shows proven messages to those who ask for them in the queue's store. */
export interface TailPublisher {
  close(): Promise<void>;
}

interface Served {
  readonly note: string;
  /** Resolves when nothing more is written. */
  readonly end: () => Promise<void>;
}

/**
 * Starts to look for those who want to see messages: one small read every two seconds while there are none. Each is
 * answered in one note that is written over; who has gone silent is forgotten, and the note removed.
 */
export function startTailPublisher(sender: Stage, queue: JobQueue, log: Logger): TailPublisher {
  const served = new Map<string, Served>();
  const me = `${hostname().replaceAll(/[^\w.-]/g, '-')}.${process.pid}`;
  let closed = false;
  let tidiedAt = Date.now();
  let timer: NodeJS.Timeout | undefined;

  function serve(id: string, destination: string, rate: number): void {
    const note = `${id}.${me}`;
    const chunks: TailChunk[] = [];
    let writing: Promise<void> | undefined;
    let changed = false;
    const write = async (): Promise<void> => {
      while (changed && served.has(id)) {
        changed = false;
        const body = await pack(Buffer.from(JSON.stringify(chunks)));
        await queue.notes.write(tailBoards.answers, note, { v: 1, to: id, body });
      }
    };
    const end = startTailTap(sender, destination, rate, (chunk) => {
      chunks.push(chunk);
      if (chunks.length > keptChunks) chunks.shift();
      changed = true;
      writing ??= write()
        .catch((error: unknown) => log.debug(errorFields(error), 'tail: could not show messages'))
        .finally(() => {
          writing = undefined;
        });
    });
    served.set(id, {
      note,
      async end() {
        end();
        await writing;
      },
    });
  }

  async function forget(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const one = served.get(id);
      if (one === undefined) continue;
      served.delete(id);
      await one.end();
      await queue.notes.remove(tailBoards.answers, [one.note]);
    }
  }

  async function look(): Promise<void> {
    const asked = await queue.notes.read(tailBoards.asked);
    const living = asked.filter(({ ageMs }) => ageMs <= tailEndsMs);
    const silent = asked.filter(({ ageMs }) => ageMs > tailEndsMs);
    await queue.notes.remove(
      tailBoards.asked,
      silent.map(({ id }) => id),
    );
    const wanted = new Set(living.map(({ id }) => id));
    await forget([...served.keys()].filter((id) => !wanted.has(id)));
    for (const note of living) {
      const request = requestOf(note);
      if (request === undefined || served.has(note.id) || served.size >= mostTails) continue;
      serve(note.id, request.destination, request.rate);
    }
    if (Date.now() - tidiedAt < tidyMs) return;
    tidiedAt = Date.now();
    await removeDeadAnswers(queue);
  }

  const loop = async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      // Where the store is away, the stages say so.
      log.debug(errorFields(error), 'tail: could not check for subscribers');
    }
    if (closed) return;
    timer = setTimeout(() => void loop(), lookMs);
    timer.unref();
  };
  void loop();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await forget([...served.keys()]).catch((error: unknown) =>
        log.debug(errorFields(error), 'tail: could not remove what was shown'),
      );
    },
  };
}

/** Takes away the answers of senders that are gone. */
export async function removeDeadAnswers(queue: JobQueue): Promise<void> {
  const answers = await queue.notes.read(tailBoards.answers);
  await queue.notes.remove(
    tailBoards.answers,
    answers.filter(({ ageMs }) => ageMs > answerEndsMs).map(({ id }) => id),
  );
}

function requestOf({ data }: Note): { readonly destination: string; readonly rate: number } | undefined {
  const { v, destination, rate } = data;
  if (v !== 1 || typeof destination !== 'string' || typeof rate !== 'number') return undefined;
  return { destination, rate: Math.min(tailRates.most, Math.max(tailRates.least, rate)) };
}
