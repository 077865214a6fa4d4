import { safeText } from '../status/safe-text.ts';

const levelColours: Readonly<Record<string, string>> = {
  trace: '2',
  debug: '2',
  info: '32',
  warn: '33',
  error: '31',
  fatal: '1;31',
};
const dim = '2';
const indent = '    ';

/** Fields that have a place of their own in a line. */
const placed: ReadonlySet<string> = new Set(['level', 'time', 'stage', 'msg', 'message', 'stack']);

/**
 * Writes an entry of the log for people: time, level, stage, message, the other fields as `name=value`. Whatever could act
 * on a terminal is written out; texts of several lines are continued indented, so that none can pose as an entry.
 * @param line the entry as a line of JSON
 * @returns one line or more, with a line break at the end; a line that is no entry stays as it is, made harmless
 */
export function logText(line: string, colour: boolean): string {
  const entry = readEntry(line);
  if (entry === undefined) return `${safeText(line.trimEnd())}\n`;
  const paint = (code: string | undefined, text: string): string =>
    colour && code !== undefined && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  const text = (name: string): string => lines(String(entry[name] ?? ''));
  const level = String(entry['level'] ?? '');
  const [msg, message] = [text('msg'), text('message')];
  // What went wrong is often part of what is said already.
  const said = [msg, msg.includes(message) ? '' : message].filter((part) => part !== '').join(': ');
  const fields = Object.entries(entry)
    .filter(([name]) => !placed.has(name))
    .map(([name, value]) => `${safeText(name)}=${shown(value)}`);
  const head = [
    paint(dim, text('time')),
    paint(levelColours[level], level.toUpperCase().padEnd(5)),
    text('stage'),
    said,
    paint(dim, fields.join(' ')),
  ];
  const stack = text('stack');
  return `${head.filter((part) => part !== '').join(' ')}\n${stack === '' ? '' : `${indent}${paint(dim, stack)}\n`}`;
}

function readEntry(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null
      ? Object.fromEntries(Object.entries(entry))
      : undefined;
  } catch {
    return undefined;
  }
}

function lines(text: string): string {
  return text.split(/\r?\n/).map(safeText).join(`\n${indent}`);
}

/** As it is where it is one word, else in quotes. */
function shown(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"=\p{C}]+$/u.test(value)) return value;
  return safeText(JSON.stringify(value) ?? '');
}
