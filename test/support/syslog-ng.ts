import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { findSyslogNg } from './install-servers.ts';
import { listens, type ServerProcess, startServer } from './process.ts';
import type { SyslogServer, SyslogServerOptions } from './rsyslog.ts';

/** Starts a real syslog-ng: `network()` takes LF framing, `syslog()` octet counting. @throws Error when there is none. */
export async function startSyslogNg(
  options: SyslogServerOptions & { readonly framing: 'lf' | 'octet-counting' },
): Promise<SyslogServer> {
  const { folder, tls } = options;
  const port = options.port ?? (await freePort());
  const messagesFile = join(folder, 'messages.log');
  const driver = options.framing === 'lf' ? 'network' : 'syslog';
  const tlsBlock =
    tls === undefined
      ? ''
      : `tls(key-file("${tls.server.keyFile}") cert-file("${tls.server.certFile}")
             ca-file("${tls.caFile}") peer-verify(required-trusted))`;
  const server = await startSyslogNgWith(
    folder,
    port,
    `source s {
       ${driver}(ip("127.0.0.1") port(${port}) transport("${tls === undefined ? 'tcp' : 'tls'}")
                 log-msg-size(65536) flags(no-parse) ${tlsBlock});
     };
     destination d { file("${messagesFile}" template("\${MESSAGE}\\n")); };
     log { source(s); destination(d); flags(flow-control); };
    `,
  );
  return { ...server, port, messagesFile };
}

/** Starts syslog-ng with a configuration that listens on `port`. @throws Error when there is none. */
export async function startSyslogNgWith(
  folder: string,
  port: number,
  configuration: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const found = findSyslogNg();
  if (found === undefined) throw new Error('there is no syslog-ng; run: npm run pretest');
  const configFile = join(folder, 'syslog-ng.conf');
  await writeFile(configFile, `@version: 3.38\noptions { stats-freq(0); };\n${configuration}`);
  return startServer({
    program: found.program,
    args: [
      '--foreground',
      '--no-caps',
      `--cfgfile=${configFile}`,
      `--persist-file=${join(folder, 'persist')}`,
      `--pidfile=${join(folder, 'pid')}`,
      `--control=${join(folder, 'control')}`,
      ...modulePath(found.root),
    ],
    env: { ...env, ...(found.root === undefined ? {} : { LD_LIBRARY_PATH: libraryPath(found.root) }) },
    ready: () => listens(port),
  });
}

/** Folders below the unpacked packages that hold libraries: Debian names them after the machine's architecture. */
function libraryFolders(root: string): string[] {
  return ['usr/lib', 'lib'].flatMap((parent) => {
    const folder = join(root, parent);
    if (!existsSync(folder)) return [];
    return [folder, ...readdirSync(folder).map((name) => join(folder, name))];
  });
}

function libraryPath(root: string): string {
  return libraryFolders(root).join(':');
}

function modulePath(root: string | undefined): string[] {
  if (root === undefined) return [];
  const folder = libraryFolders(root).find((path) => existsSync(join(path, 'libafsocket.so')));
  const nested = libraryFolders(root)
    .flatMap((path) => [join(path, 'syslog-ng'), ...versionFolders(join(path, 'syslog-ng'))])
    .find((path) => existsSync(join(path, 'libafsocket.so')));
  const found = folder ?? nested;
  return found === undefined ? [] : [`--module-path=${found}`];
}

function versionFolders(path: string): string[] {
  return existsSync(path) ? readdirSync(path).map((name) => join(path, name)) : [];
}
