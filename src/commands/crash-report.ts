import { errorFields } from '../telemetry/logger.ts';

/** What a command says of an error that it does not know how to go on from; secrets are hidden by their form. */
export function crashReport(error: unknown): string {
  const { message, cause, stack = message } = errorFields(error);
  const because = cause === undefined ? '' : `\ncaused by: ${cause}`;
  return `azlog ends: an error that it does not know how to go on from\n${stack}${because}\n`;
}
