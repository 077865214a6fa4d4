import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Certificates } from './certificates.ts';
import { freePort } from './free-port.ts';
import { findPostgresBin } from './install-servers.ts';
import { patience } from './patience.ts';

/** A real PostgreSQL server of the test's own. */
export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * @param password of the user azlog, and wanted by the server; anybody is let in where it is absent
 * @param certificates where they are given, nobody is let in without TLS
 */
export async function startPostgres(password?: string, certificates?: Certificates): Promise<TestPostgres> {
  const bin = findPostgresBin();
  if (bin === undefined) throw new Error('PostgreSQL is not installed; run: npm run pretest');
  const folder = await mkdtemp(join(tmpdir(), 'azlog-postgres-'));
  const port = await freePort();
  // PostgreSQL refuses to run as root, so root hands its folder to the system's postgres user.
  const user = process.getuid?.() === 0 ? identityOf('postgres') : undefined;
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const as = { ...user, cwd: folder };
  const passwordFile = join(folder, 'password');
  if (password !== undefined) writeFileSync(passwordFile, password);
  const loginRules =
    password === undefined ? ['--auth=trust'] : ['--auth=scram-sha-256', '--pwfile', passwordFile];
  execFileSync(join(bin, 'initdb'), ['-D', join(folder, 'data'), '-U', 'azlog', ...loginRules, '--no-sync'], {
    stdio: 'ignore',
    ...as,
  });
  const secure: string[] = [];
  if (certificates !== undefined) {
    const { certFile, keyFile } = certificates.server;
    for (const [file, name] of [
      [certFile, 'cert'],
      [keyFile, 'key'],
    ] as const) {
      const copy = join(folder, `${name}.pem`);
      copyFileSync(file, copy);
      if (user !== undefined) chownSync(copy, user.uid, user.gid);
      secure.push('-c', `ssl_${name}_file=${copy}`);
    }
    secure.push('-c', 'ssl=on');
    const method = password === undefined ? 'trust' : 'scram-sha-256';
    writeFileSync(join(folder, 'data', 'pg_hba.conf'), `hostssl all all 127.0.0.1/32 ${method}\n`);
  }
  const ca = certificates === undefined ? undefined : readFileSync(certificates.caFile);
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', join(folder, 'data'), '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F', ...secure],
    { stdio: 'ignore', ...as },
  );
  const login = password === undefined ? 'azlog' : `azlog:${encodeURIComponent(password)}`;
  const url = `postgres://${login}@127.0.0.1:${port}/postgres`;
  for (let waited = 0; !(await answers(url, ca)); waited += 50) {
    if (waited > 20_000 * patience || server.exitCode !== null) {
      server.kill('SIGKILL');
      throw new Error('PostgreSQL did not start');
    }
    await sleep(50);
  }
  return {
    url,
    async stop() {
      server.kill('SIGINT');
      await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function identityOf(user: string): { uid: number; gid: number } {
  const id = (flag: string): number => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function answers(url: string, ca: Buffer | undefined): Promise<boolean> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 2_000,
    ...(ca === undefined ? {} : { ssl: { ca } }),
  });
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
