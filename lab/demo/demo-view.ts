/** What the demo shows, as text: a panel of at most 80 by 24 for terminals, a line for logs. Pure. */

/** Figures of one moment; undefined where not known yet. */
export interface DemoFigures {
  readonly seconds: number;
  readonly format: string;
  readonly folder: string;
  readonly phase: string;
  readonly target: number | undefined;
  readonly written: number;
  readonly late: number;
  readonly read: number;
  readonly formatted: number;
  readonly proven: number;
  readonly received: number;
  readonly duplicates: number;
  readonly backlogJobs: number;
  readonly unproven: number;
  readonly sourceLagSeconds: number | undefined;
  readonly deliveryLagSeconds: number | undefined;
  /** Proven messages a second, lately. */
  readonly perSecond: number;
  readonly messages: readonly string[];
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const count = (value: number): string => whole(value).padStart(11);
const plural = (value: number, noun: string): string => `${whole(value)} ${noun}${value === 1 ? '' : 's'}`;
const lag = (value: number | undefined): string => (value === undefined ? '-' : `${value.toFixed(1)} s`);

/** Cuts a text to a number of columns; wide characters count two, control characters become a blank. */
export function cut(text: string, columns: number): string {
  let used = 0;
  let out = '';
  for (const char of text.replaceAll(/\p{Cc}/gu, ' ')) {
    const width = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(
      char,
    )
      ? 2
      : 1;
    if (used + width > columns - 1) return `${out}…`;
    out += char;
    used += width;
  }
  return out;
}

function bar(done: number, of: number, columns: number): string {
  const filled = of === 0 ? 0 : Math.min(columns, Math.round((done / of) * columns));
  return `${'█'.repeat(filled)}${'░'.repeat(columns - filled)}`;
}

/** Lines that are always there; the rest of the screen shows messages. */
const fixedLines = 14;
const shownMessages = 2;

/** The panel's lines, none wider than `columns`, at most `rows` of them. */
export function panel(figures: DemoFigures, columns: number, rows: number): readonly string[] {
  const of = figures.target ?? figures.written;
  const gauge = (label: string, value: number, remark: string): string =>
    `  ${label.padEnd(24)}${count(value)}  ${bar(value, of, 20)}  ${remark}`;
  const title = `azlog demo: Azure table -> queue -> ${figures.format.toUpperCase()} -> TLS syslog`;
  const width = Math.min(columns - 1, 110);
  const linesEach = Math.max(1, Math.floor((rows - fixedLines) / shownMessages));
  // The oldest and the newest of those kept: neighbours look alike.
  const messages = [...new Set([figures.messages[0], figures.messages.at(-1)])].flatMap((message) =>
    message === undefined ? [] : wrap(message, width - 2, linesEach),
  );
  const lines = [
    `${title}${figures.phase.padStart(width - title.length)}`,
    '─'.repeat(width),
    gauge('rows written to Azure', figures.written, `${whole(figures.late)} late`),
    gauge('rows read', figures.read, ''),
    gauge('events formatted', figures.formatted, ''),
    gauge('messages proven', figures.proven, `${whole(figures.perSecond)}/s`),
    gauge('messages at the SIEM', figures.received, `${whole(figures.duplicates)} twice`),
    '',
    `  lag: reading ${lag(figures.sourceLagSeconds)}, event to proven ${lag(figures.deliveryLagSeconds)}`,
    `  queue: ${plural(figures.backlogJobs, 'job')}; on the wire, not proven yet: ${plural(figures.unproven, 'message')}`,
    '',
    'As the SIEM sees them:',
    ...messages.map((message) => `  ${message}`),
    `Files: ${figures.folder}`,
    `Running for ${Math.round(figures.seconds)} s. Ctrl-C stops and prints the reconciliation.`,
  ];
  return lines.slice(0, rows).map((line) => cut(line, columns));
}

/** Breaks a text into at most so many lines; the last one is cut. */
function wrap(text: string, columns: number, lines: number): readonly string[] {
  const out: string[] = [];
  let rest = text;
  while (rest !== '' && out.length < lines) {
    const isLast = out.length === lines - 1;
    const line = isLast ? cut(rest, columns) : cut(rest, columns).replace(/…$/u, '');
    out.push(line);
    rest = isLast ? '' : rest.slice(line.length);
  }
  return out;
}

/** One line for a log. */
export function logLine(figures: DemoFigures): string {
  const whole = (value: number): string => String(Math.round(value));
  return [
    `${whole(figures.seconds).padStart(4)}s`,
    `written ${whole(figures.written)} (${whole(figures.late)} late)`,
    `read ${whole(figures.read)}`,
    `formatted ${whole(figures.formatted)}`,
    `proven ${whole(figures.proven)}`,
    `received ${whole(figures.received)}`,
    `lag ${lag(figures.sourceLagSeconds)} / ${lag(figures.deliveryLagSeconds)}`,
    `queue ${whole(figures.backlogJobs)}`,
  ].join('  ');
}
