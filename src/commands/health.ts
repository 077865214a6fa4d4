import { get } from 'node:http';
import { type LoadOptions, loadConfig } from '../config/load-config.ts';
import { AzlogError } from '../errors.ts';
import type { CommandResult } from './command-result.ts';

/** Above what a busy process takes to answer, below the time limits that containers give a health check. */
const answerMs = 4_000;
const mostBytes = 1_000_000;

/** An address that stands for all of this machine's is no address to connect to. */
const loopbackOf: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * Asks the process that this configuration describes, on this machine, whether it is alive or ready. It reads no
 * secrets, so that a health check needs none.
 * @returns exit code 0 when all checks hold, else 1
 * @throws AzlogError CONFIG_INVALID
 */
export async function health(
  options: LoadOptions,
  ready: boolean,
  stop: AbortSignal,
): Promise<CommandResult> {
  const { host, port } = loadConfig({ ...options, stages: [], opensQueue: false }).http;
  if (port === 0) {
    throw new AzlogError(
      'CONFIG_INVALID',
      'http.port: with 0 azlog uses any free port, and only its log says which; set a port (AZLOG_HTTP_PORT) to check its health',
    );
  }
  const address = loopbackOf[host] ?? host;
  const shown = address.includes(':') ? `[${address}]` : address;
  const url = `http://${shown}:${port}/${ready ? 'readyz' : 'livez'}`;
  const failing = (why: string): CommandResult => ({ stdout: '', stderr: `${why}\n`, exitCode: 1 });
  try {
    const { status, body } = await ask(url, stop);
    const checks = checksOf(body);
    if (checks === undefined) {
      return failing(
        `${url} answered ${status}, but not as azlog does: another program has this port. Check http.port (AZLOG_HTTP_PORT).`,
      );
    }
    const failed = checks
      .filter(({ ok }) => !ok)
      .map(({ name, reason }) => `${name}: ${reason ?? 'failing'}`);
    if (status === 200 && failed.length === 0) {
      return { stdout: `${ready ? 'ready' : 'alive'}\n`, stderr: '', exitCode: 0 };
    }
    return failing(failed.length === 0 ? `${url} answered ${status}` : failed.join('\n'));
  } catch (error) {
    return failing(`${url} ${problemOf(error)}`);
  }
}

/** Not `fetch`: loading it takes longer than all the rest of this command. */
function ask(url: string, stop: AbortSignal): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(answerMs)]);
    const request = get(url, { signal, agent: false }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        body += part;
        if (body.length > mostBytes) request.destroy(new Error('sent an endless answer'));
      });
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      answer.once('error', reject);
    });
    request.once('error', reject);
  });
}

interface AnsweredCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly reason?: string;
}

function checksOf(body: string): readonly AnsweredCheck[] | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    if (typeof answer !== 'object' || answer === null || !('checks' in answer)) return undefined;
    const { checks } = answer;
    return Array.isArray(checks) && checks.every(isCheck) ? checks : undefined;
  } catch {
    return undefined;
  }
}

function isCheck(value: unknown): value is AnsweredCheck {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'ok' in value &&
    typeof value.ok === 'boolean' &&
    (!('reason' in value) || typeof value.reason === 'string')
  );
}

const problems: Readonly<Record<string, string>> = {
  ECONNREFUSED:
    'refuses the connection: azlog is not running here with this configuration, or has only just started',
  ENOTFOUND: 'cannot be reached: this host name is not known; set http.host to an address of this machine',
  EAFNOSUPPORT: 'cannot be reached: this machine has no IPv6; set http.host to 0.0.0.0',
  EADDRNOTAVAIL:
    'cannot be reached: this machine does not have the address; set http.host to one that it has',
  ECONNRESET: 'closed the connection: the process is ending, or another program has this port',
};

function problemOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ABORT_ERR') return `did not answer within ${answerMs / 1000} s: the process hangs`;
  return problems[code] ?? `cannot be reached: ${error instanceof Error ? error.message : String(error)}`;
}
