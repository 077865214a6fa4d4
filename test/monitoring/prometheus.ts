import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../support/free-port.ts';
import { findPrometheus } from '../support/install-servers.ts';
import { startServer } from '../support/process.ts';

interface Answer<T> {
  readonly status: string;
  readonly error?: string;
  readonly data: T;
}

/** One series of an answer, with its value now. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [at: number, value: string];
}

/** A real Prometheus that scrapes every second. */
export interface Prometheus {
  /** @throws Error when Prometheus refuses the expression */
  query(expression: string): Promise<readonly Sample[]>;
  /** Name and state of each alert that is pending or firing. */
  alerts(): Promise<readonly string[]>;
  /** Name and health of each rule: `ok` once it was evaluated without an error. */
  rules(): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/**
 * @param targets host and port of what it scrapes
 * @param rules the file with its rules
 */
export async function startPrometheus(
  folder: string,
  targets: readonly string[],
  rules: string,
): Promise<Prometheus> {
  const program = findPrometheus('prometheus');
  if (program === undefined) throw new Error('prometheus is not there; run `npm run pretest`');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'prometheus.yml');
  const port = await freePort();
  await writeFile(
    file,
    stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [rules],
      scrape_configs: [{ job_name: 'azlog', static_configs: [{ targets }] }],
    }),
  );
  const server = await startServer({
    program,
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, 'tsdb')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    // It listens before its store is open, and refuses queries until then.
    ready: () => isReady(port),
    readyMs: 60_000,
  });
  const ask = async <T>(path: string): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`);
    const { status, error, data } = (await response.json()) as Answer<T>;
    if (status !== 'success') throw new Error(`${path}: ${error}`);
    return data;
  };
  return {
    query: async (expression) =>
      (await ask<{ result: readonly Sample[] }>(`query?query=${encodeURIComponent(expression)}`)).result,
    async alerts() {
      const { alerts } = await ask<{ alerts: readonly { labels: Record<string, string>; state: string }[] }>(
        'alerts',
      );
      return alerts.map(({ labels, state }) => `${labels['alertname']} ${state}`);
    },
    async rules() {
      const { groups } = await ask<{ groups: readonly { rules: readonly Record<string, string>[] }[] }>(
        'rules',
      );
      return Object.fromEntries(
        groups.flatMap((group) => group.rules).map(({ name = '', health = '' }) => [name, health]),
      );
    },
    stop: () => server.stop(),
  };
}

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
  return answer?.status === 200;
}
