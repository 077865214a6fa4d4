import { columnsOf, cutMiddle, cutTo, wrapTo } from './columns.ts';
import { bytes, duration, plural, rateWithin, whole, wholeWithin } from './quantity.ts';
import { safeText } from './safe-text.ts';
import type { LastError, Status } from './status.ts';

export interface RenderOptions {
  /** No line is wider. */
  readonly columns: number;
  readonly colour: boolean;
}

type Tone = 'good' | 'bad' | 'dim' | 'bold';
const codes = { good: '32', bad: '31', dim: '2', bold: '1' } as const satisfies Record<Tone, string>;

/** One column of a table. The first takes what the others leave. */
interface Column {
  readonly title: string;
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** A line by its pieces, so that colour takes part in no width. */
interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

const tableColumns = 79;

/** The table that `azlog status` shows. Pure; no line is wider than `columns`. */
export function renderStatus(status: Status, { columns, colour }: RenderOptions): readonly string[] {
  const width = Math.min(columns, tableColumns);
  const paint = ({ text, tone }: Cell): string =>
    colour && tone !== undefined && text !== '' ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text;

  const table = (head: readonly Column[], rows: readonly (readonly Cell[])[]): readonly string[] => {
    const rest = head.slice(1).reduce((sum, column) => sum + column.width + 1, 0);
    const widths = head.map((column, index) => (index === 0 ? Math.max(8, width - rest) : column.width));
    const line = (cells: readonly Cell[]): string => {
      let left = width;
      const pieces = cells.map((cell, index) => {
        const own = Math.min(widths[index] ?? 0, Math.max(0, left));
        left -= own + 1;
        if (own === 0) return '';
        const text = index === 0 && cells.length > 1 ? cutMiddle(cell.text, own) : cutTo(cell.text, own);
        const fill = ' '.repeat(own - columnsOf(text));
        return head[index]?.align === 'right'
          ? `${fill}${paint({ ...cell, text })}`
          : `${paint({ ...cell, text })}${fill}`;
      });
      return pieces
        .filter((piece) => piece !== '')
        .join(' ')
        .trimEnd();
    };
    return [line(head.map(({ title }) => ({ text: title, tone: 'dim' }))), ...rows.map(line)];
  };
  const trouble = (name: string, error: LastError | null, isOver = false): readonly string[] => {
    if (error === null) return [];
    const state = isOver ? ' works again; last error' : ',';
    return wrapTo(
      safeText(`${name}${state} ${duration(error.secondsAgo)} ago at ${error.host}: ${error.message}`),
      width - 2,
      3,
    ).map((line, index) => `  ${index === 0 ? line : cutTo(`  ${line}`, width - 2)}`);
  };

  return [
    ...headline(status, width).map(paint),
    '',
    ...table(sourceColumns, status.sources.map(sourceCells)),
    ...status.sources.flatMap(({ name, state, lastError }) =>
      state === 'failing' ? trouble(name, lastError) : [],
    ),
    '',
    ...table(queueColumns, status.queues.map(queueCells)),
    paint(budget(status, width)),
    '',
    ...table(destinationColumns, status.destinations.map(destinationCells)),
    ...status.destinations.flatMap(({ name, filtered }) =>
      filtered === 0
        ? []
        : paint({
            text: cutTo(`  ${safeText(name)}: ${plural(filtered, 'event')} filtered by rules`, width),
            tone: 'dim',
          }),
    ),
    ...status.destinations.flatMap(({ name, state, failingSenders, lastError }) => {
      if (state === 'away' || failingSenders > 0) return trouble(name, lastError);
      const isNews = lastError !== null && lastError.secondsAgo < errorNewsSeconds;
      return isNews ? trouble(name, lastError, true) : [];
    }),
    '',
    ...deadLetterLines(status, width).map(paint),
    '',
    ...table(processColumns, status.processes.map(processCells)),
  ];
}

/** An error that is over is shown for so long. */
const errorNewsSeconds = 600;

function headline({ state, summary, problems, at }: Status, width: number): readonly Cell[] {
  const time = `${at.slice(11, 19)} UTC`;
  const verdict = state === 'delivering' ? 'DELIVERING' : 'ATTENTION';
  const tone = state === 'delivering' ? 'good' : 'bad';
  const [first = '', ...more] = wrapTo(safeText(`${verdict}: ${summary}`), width - time.length - 2, 3);
  return [
    { text: `${first}${' '.repeat(Math.max(2, width - columnsOf(first) - time.length))}${time}`, tone },
    ...more.map((line): Cell => ({ text: `  ${cutTo(line, width - 2)}`, tone })),
    ...problems.slice(1).flatMap(({ text }) =>
      wrapTo(safeText(text), width - 4, 2).map(
        (line, index): Cell => ({
          text: `${index === 0 ? '  ' : '    '}${line}`,
          tone,
        }),
      ),
    ),
  ];
}

const left = (title: string, width: number): Column => ({ title, width, align: 'left' });
const right = (title: string, width: number): Column => ({ title, width, align: 'right' });
const orDash = (value: number | null, show: (value: number) => string): string =>
  value === null ? '-' : show(value);

const sourceColumns = [
  left('SOURCE', 0),
  left('STATE', 8),
  right('BEHIND', 12),
  right('LAST READ', 12),
  right('ROWS/S', 8),
  right('ROWS', 15),
];

function sourceCells(source: Status['sources'][number]): readonly Cell[] {
  const bad = source.state !== 'reading' && source.state !== 'waiting';
  return [
    { text: source.name },
    { text: source.state, tone: bad ? 'bad' : 'good' },
    { text: orDash(source.lagSeconds, duration) },
    { text: orDash(source.lastReadSeconds, duration) },
    { text: rateWithin(source.rowsPerSecond, 8) },
    { text: wholeWithin(source.rows, 15) },
  ];
}

const queueColumns = [left('QUEUE', 0), right('JOBS', 10), right('SIZE', 10), right('OLDEST', 12)];

function queueCells(queue: Status['queues'][number]): readonly Cell[] {
  return [
    { text: queue.name },
    { text: wholeWithin(queue.jobs, 10) },
    { text: bytes(queue.bytes) },
    { text: orDash(queue.oldestSeconds, duration) },
  ];
}

function budget({ queue }: Status, width: number): Cell {
  const share = Math.round((queue.bytes / queue.budgetBytes) * 100);
  const paused = queue.pausedSeconds === null ? '' : `, paused for ${duration(queue.pausedSeconds)}`;
  return {
    text: cutTo(`budget ${bytes(queue.budgetBytes)}: ${share} % used${paused}`, width),
    tone: queue.pausedSeconds === null ? 'dim' : 'bad',
  };
}

const destinationColumns = [
  left('DESTINATION', 0),
  left('STATE', 16),
  right('PROVEN/S', 8),
  right('PROVEN', 13),
  right('UNPROVEN', 9),
  right('RESENT', 9),
];

function destinationCells(destination: Status['destinations'][number]): readonly Cell[] {
  const { state, awaySeconds } = destination;
  const bad = state === 'away' || state === 'stopped';
  return [
    { text: destination.name },
    {
      text: awaySeconds === null ? state : `away ${duration(awaySeconds)}`,
      tone: bad ? 'bad' : 'good',
    },
    { text: rateWithin(destination.provenPerSecond, 8) },
    { text: wholeWithin(destination.proven, 13) },
    { text: wholeWithin(destination.unproven, 9) },
    { text: wholeWithin(destination.resent, 9) },
  ];
}

function deadLetterLines({ deadLetters }: Status, width: number): readonly Cell[] {
  const { pages, pagesCounted, byCode, rowsTotal, newestSeconds } = deadLetters;
  if (pages === 0) return [{ text: 'DEAD LETTERS  none', tone: 'dim' }];
  const rows = byCode.reduce((sum, code) => sum + code.rows, 0);
  const sample = pagesCounted < pages ? `, counted in the oldest ${whole(pagesCounted)}` : '';
  const news =
    newestSeconds === null
      ? []
      : [`newest ${duration(newestSeconds)} ago; ${plural(rowsTotal, 'row')} set aside in total`];
  const codes = byCode.map((one) => `${one.code} ${whole(one.rows)}`).join(', ');
  return [
    { text: cutTo(`DEAD LETTERS  ${plural(rows, 'row')} of ${plural(pages, 'page')}${sample}`, width) },
    ...[...wrapTo(codes, width - 2, 2), ...news].map((line) => ({
      text: cutTo(`  ${safeText(line)}`, width),
    })),
  ];
}

const processColumns = [
  left('PROCESS', 0),
  left('STAGES', 23),
  left('VERSION', 8),
  right('UP', 11),
  right('STATE', 15),
];

function processCells(one: Status['processes'][number]): readonly Cell[] {
  const alive = one.state === 'running' || one.state === 'stopping';
  const state = alive ? one.state : `${one.state} ${duration(one.seenSeconds)}`;
  return [
    { text: safeText(`${one.host} ${one.pid}`) },
    { text: one.stages.join(' ') },
    { text: safeText(one.version) },
    { text: duration(one.upSeconds) },
    { text: state, tone: alive ? 'good' : 'bad' },
  ];
}
