import type { Config } from '../config/config.ts';
import { errorFields, type Logger } from '../telemetry/logger.ts';

/** Why a round of work ends: with another configuration the next one begins. */
export const reloadReason = 'reload';

/** Changes of the configuration while the process runs. */
export interface Reloads {
  /**
   * Begins a round of work with a configuration.
   * @returns aborts when the program is to stop, or, with `reloadReason`, when another configuration is to be used
   */
  begin(config: Config): AbortSignal;
  /** The configuration that was asked for since the round began; undefined where none was. */
  next(): Config | undefined;
  /** Reads the configuration again. One that cannot be used changes nothing. */
  request(): void;
}

/** What only another process can use: addresses that are in use, and a queue in which the place of reading is. */
const fixedOptions: Readonly<Record<string, (config: Config) => unknown>> = {
  'queue.url': ({ queue }) => queue.url,
  'queue.prefix': ({ queue }) => queue.prefix,
  'http.host': ({ http }) => http.host,
  'http.port': ({ http }) => http.port,
  'tracing.endpoint': ({ tracing }) => tracing.endpoint,
  'log.format': ({ log }) => log.format,
};

/**
 * @param load reads and checks the configuration again
 * @param stop aborts when the program is to stop
 */
export function createReloads(load: () => Config, log: Logger, stop: AbortSignal): Reloads {
  let current: Config | undefined;
  let next: Config | undefined;
  let round = new AbortController();
  return {
    begin(config) {
      current = config;
      next = undefined;
      round = new AbortController();
      return AbortSignal.any([stop, round.signal]);
    },
    next: () => next,
    request() {
      if (current === undefined || stop.aborted) return;
      let wanted: Config;
      try {
        wanted = load();
      } catch (error) {
        log.error(
          errorFields(error),
          'reload: the configuration is not valid, the previous one stays in use; correct it and send SIGHUP again',
        );
        return;
      }
      const kept = keptOptions(current, wanted);
      if (kept.length > 0)
        log.warn(
          { options: kept },
          `reload: ${kept.join(', ')} cannot change while the process runs, the previous value stays in use; restart to use the new one`,
        );
      next = withFixed(current, wanted);
      log.info({ config: next.file ?? 'environment' }, 'reload: the configuration was read again');
      round.abort(reloadReason);
    },
  };
}

/** Names of the options that are to change and cannot. */
export function keptOptions(current: Config, wanted: Config): readonly string[] {
  return Object.entries(fixedOptions)
    .filter(([, value]) => value(current) !== value(wanted))
    .map(([name]) => name);
}

function withFixed(current: Config, wanted: Config): Config {
  const { url, prefix } = current.queue;
  return {
    ...wanted,
    queue: { ...wanted.queue, url, prefix },
    http: current.http,
    tracing: current.tracing,
    log: { ...wanted.log, format: current.log.format },
  };
}
