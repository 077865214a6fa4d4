import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../config/environment.ts';
import { type LoadOptions, loadConfig } from '../config/load-config.ts';
import { AzlogError } from '../errors.ts';
import { cutTo, wrapTo } from '../status/columns.ts';
import { expectedOf } from '../status/expected.ts';
import { renderStatus } from '../status/render-status.ts';
import type { Problem, Status } from '../status/status.ts';
import { createStatusReader, type StatusReader } from '../status/status-reader.ts';
import { errorFields } from '../telemetry/logger.ts';
import { wantsColour } from '../telemetry/wants-colour.ts';
import { untilGone } from './until-gone.ts';

const watchMs = 2_000;
/** Where the output is no terminal. */
const plainColumns = 80;
const lookExitCode = 1;

/** What is known where the queue cannot be reached. */
interface Unreachable extends Pick<Status, 'v' | 'at' | 'summary'> {
  readonly state: 'look';
  readonly problems: readonly [Problem];
}

/** Standard output, as far as it is known what it is. */
export type Screen = Writable & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

const terminal = {
  enter: '\u001b[?1049h\u001b[?25l',
  leave: '\u001b[?25h\u001b[?1049l',
  home: '\u001b[H',
  clearRight: '\u001b[K',
  clearBelow: '\u001b[J',
} as const;

/**
 * Shows how all of it stands, once or again and again.
 * @returns 0 while all is well, 1 when something wants to be looked at; 0 after a watch that was ended
 * @throws AzlogError of kind `config`
 */
export async function statusCommand(
  load: LoadOptions,
  { watch, json }: { readonly watch: boolean; readonly json: boolean },
  screen: Screen,
  env: Environment,
  stop: AbortSignal,
): Promise<number> {
  // No stage runs here, so that no secret of a source or a destination is needed.
  const config = loadConfig({ ...load, stages: [] });
  const ended = untilGone(screen, stop);
  const reader = createStatusReader(config.queue, expectedOf(config));
  const isDumb = env['TERM'] === 'dumb';
  const colour = wantsColour(env, screen.isTTY === true);
  const lines = (status: Status | Unreachable): readonly string[] => {
    const columns = screen.isTTY === true ? (screen.columns ?? plainColumns) : plainColumns;
    if ('processes' in status) return renderStatus(status, { columns, colour });
    return wrapTo(`ATTENTION: ${status.summary}`, columns, 12);
  };
  const text = (status: Status | Unreachable): string =>
    json ? `${JSON.stringify(status)}\n` : `${lines(status).join('\n')}\n`;

  try {
    if (!watch) {
      const status = await readOnce(reader);
      screen.write(text(status));
      return status.state === 'delivering' ? 0 : lookExitCode;
    }
    if (json || screen.isTTY !== true || isDumb) {
      await every(ended, reader, (status) => screen.write(json ? text(status) : `${text(status)}\n`));
      return 0;
    }
    await draw(screen, ended, reader, lines);
    return 0;
  } finally {
    await reader.close();
  }
}

async function every(
  ended: AbortSignal,
  reader: StatusReader,
  show: (status: Status | Unreachable) => void,
): Promise<void> {
  while (!ended.aborted) {
    const started = Date.now();
    const status = await readOnce(reader);
    if (ended.aborted) return;
    show(status);
    const rest = Math.max(100, watchMs - (Date.now() - started));
    await sleep(rest, undefined, { signal: ended }).catch(() => {});
  }
}

/** On a screen of its own, written over in place and in one piece; what was last seen stays behind in the usual one. */
async function draw(
  screen: Screen,
  ended: AbortSignal,
  reader: StatusReader,
  lines: (status: Status | Unreachable) => readonly string[],
): Promise<void> {
  let last: readonly string[] = [];
  screen.write(terminal.enter);
  try {
    await every(ended, reader, (status) => {
      last = lines(status);
      const fitting = fit(last, screen.rows ?? 24, screen.columns ?? plainColumns);
      const drawn = fitting.map((line) => `${line}${terminal.clearRight}`).join('\n');
      screen.write(`${terminal.home}${drawn}${terminal.clearBelow}`);
    });
  } finally {
    screen.write(terminal.leave);
    if (last.length > 0) screen.write(`${last.join('\n')}\n`);
  }
}

function fit(lines: readonly string[], rows: number, columns: number): readonly string[] {
  if (lines.length <= rows) return lines;
  const shown = lines.slice(0, Math.max(1, rows - 1));
  return [...shown, cutTo(`… ${lines.length - shown.length} more lines: make the window taller`, columns)];
}

/** A queue that is away is what is to be shown, not the end of looking. */
async function readOnce(reader: StatusReader): Promise<Status | Unreachable> {
  try {
    return await reader.read();
  } catch (error) {
    if (!(error instanceof AzlogError)) throw error;
    const text = `nothing is known of the processes: ${errorFields(error).message}`;
    return {
      v: 1,
      at: new Date().toISOString(),
      state: 'look',
      summary: text,
      problems: [{ kind: 'queue-unreachable', name: '', text }],
    };
  }
}
