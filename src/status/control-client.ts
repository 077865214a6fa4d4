import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { AzlogError } from '../errors.ts';
import { type ControlPath, controlPath } from './control-path.ts';

/** A process that has not begun to answer by then does not answer. */
const answerMs = 10_000;

/**
 * Asks the process that has the folder of an embedded queue.
 * @param question such as `/status`
 * @returns its answer; undefined when no process listens there
 * @throws AzlogError QUEUE_UNREACHABLE when it does not answer as it should
 */
export async function askControl<T>(
  folder: string,
  question: string,
  read: (answer: IncomingMessage) => Promise<T>,
  stop?: AbortSignal,
): Promise<T | undefined> {
  let control: ControlPath | undefined;
  try {
    control = await controlPath(folder);
    const { path } = control;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asking = request(
        { socketPath: path, path: question, ...(stop === undefined ? {} : { signal: stop }) },
        resolve,
      );
      const late = setTimeout(
        () => asking.destroy(new Error(`it does not answer within ${answerMs / 1000} s`)),
        answerMs,
      );
      asking.once('error', reject);
      asking.once('close', () => clearTimeout(late));
      asking.once('response', () => clearTimeout(late));
      asking.end();
    });
    if (answer.statusCode !== 200) throw new Error(await text(answer));
    return await read(answer);
  } catch (error) {
    if (stop?.aborted || isNobody(error)) return undefined;
    if (error instanceof AzlogError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AzlogError(
      'QUEUE_UNREACHABLE',
      `could not ask the process that has the queue in ${folder}: ${reason}`,
      {
        cause: error,
      },
    );
  } finally {
    await control?.close();
  }
}

/** No folder, no socket, or one that a killed process left behind. */
function isNobody(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTDIR')
  );
}
