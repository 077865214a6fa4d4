import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { freePort } from '../support/free-port.ts';
import { listens, type ServerProcess, startServer } from '../support/process.ts';
import { type Cluster, layOutContainer } from './container.ts';
import { at, listAt, podSpec, type Rendered, textAt } from './helm.ts';

/** The Redis of a release, as it was rendered, on this machine. */
export interface RenderedRedis {
  readonly port: number;
  start(): Promise<ServerProcess>;
  /** Asks what the readiness probe asks. @throws Error where that fails */
  probe(): Promise<void>;
  /** Puts another password into the mounted Secret. */
  changePassword(password: string): Promise<void>;
}

/** Lays out the rendered Redis below `folder`, with its port changed to a free one and nothing else. */
export async function layOutRedis(
  folder: string,
  objects: readonly Rendered[],
  cluster: Cluster,
): Promise<RenderedRedis> {
  const port = await freePort();
  const elsewhere = objects.map((object): Rendered => {
    const conf = at(object.manifest, 'data.[redis.conf]');
    if (typeof conf !== 'string') return object;
    const data = { 'redis.conf': conf.replace('port 6379', `port ${port}`) };
    return { ...object, manifest: { ...object.manifest, data } };
  });
  const rendered = elsewhere.find(({ kind }) => kind === 'StatefulSet');
  if (rendered === undefined) throw new Error('the release has no Redis');
  const spec = podSpec(rendered);
  const { command, env, move } = await layOutContainer(folder, spec, elsewhere, cluster);
  const [program = '', ...args] = command;
  const [shell = '', ...asked] = listAt(spec, 'containers.0.readinessProbe.exec.command').map((part) =>
    move(String(part)).replace('redis-cli', `redis-cli -p ${port}`),
  );
  return {
    port,
    start: () => startServer({ program, args, env, ready: () => listens(port) }),
    async probe() {
      await promisify(execFile)(shell, asked);
    },
    changePassword: (password) =>
      writeFile(move(`${textAt(spec, 'containers.0.volumeMounts.3.mountPath')}/password`), password),
  };
}
