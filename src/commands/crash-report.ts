import { errorFields } from '../telemetry/logger.ts';

/** What a command reports of an unexpected error; secrets are hidden by their form. */
export function crashReport(error: unknown): string {
  const { message, cause, stack = message } = errorFields(error);
  const because = cause === undefined ? '' : `\ncaused by: ${cause}`;
  return `azlog: ending after an unexpected error\n${stack}${because}\n`;
}
