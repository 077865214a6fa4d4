import { format } from 'node:util';
import { createOutage } from '../outage.ts';
import type { Logger } from './logger.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';
type Say = (level: Level, text: string) => void;

const levels = {
  debug: 'debug',
  trace: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
} as const;
/** Reported by the program itself, better: how the queue's server is set up. */
const known = /^IMPORTANT! Eviction policy|minimum Redis version/;
/** Texts that are remembered; beyond it some may be repeated. */
const mostTexts = 200;

let say: Say = () => {};

/**
 * Takes what libraries print by `console`, and the warnings of Node.js itself: nothing of it may stand between the lines
 * of a log or of a command's output. Without a log it is left out.
 */
export function captureLibraryOutput(log?: Logger): void {
  say = log === undefined ? () => {} : once(log);
  const methods = Object.entries(levels).map(([method, level]) => [
    method,
    (...args: readonly unknown[]) => say(level, format(...args)),
  ]);
  Object.assign(globalThis.console, Object.fromEntries(methods));
  // Node.js prints warnings by a listener of its own.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    const code = 'code' in warning && typeof warning.code === 'string' ? ` [${warning.code}]` : '';
    say('warn', `${warning.name}${code}: ${warning.message}`);
  });
}

/** One line for each text, and again only at long intervals. */
function once(log: Logger): Say {
  const seen = new Map<string, ReturnType<typeof createOutage>>();
  return (level, raw) => {
    const text = raw.trim().replaceAll(/\s*\n\s*/g, ' | ');
    if (seen.size >= mostTexts) seen.clear();
    const before = seen.get(text) ?? createOutage();
    seen.set(text, before);
    const isNews = before.failed(text) !== undefined;
    log[isNews && !known.test(text) ? level : 'debug'](`library: ${text}`);
  };
}
