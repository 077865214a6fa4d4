import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CertificateFiles } from './certificates.ts';
import { freePort } from './free-port.ts';
import { findRsyslog } from './install-servers.ts';
import { listens, type ServerProcess, startServer } from './process.ts';

export interface SyslogServerOptions {
  /** Its own temporary folder: configuration, state and messages. */
  readonly folder: string;
  readonly port?: number;
  /** Undefined: plain TCP. With it, a client certificate of the authority is required. */
  readonly tls?: { readonly caFile: string; readonly server: CertificateFiles };
}

export interface SyslogServer extends ServerProcess {
  readonly port: number;
  /** Each message on one line, as it came, without framing. */
  readonly messagesFile: string;
}

/** Starts a real rsyslogd. It takes both framings on its port. @throws Error when it is not installed. */
export async function startRsyslog(options: SyslogServerOptions): Promise<SyslogServer> {
  const { folder, tls } = options;
  const port = options.port ?? (await freePort());
  const messagesFile = join(folder, 'messages.log');
  const tlsGlobals =
    tls === undefined
      ? ''
      : `defaultNetstreamDriverCAFile="${tls.caFile}"
         defaultNetstreamDriverCertFile="${tls.server.certFile}"
         defaultNetstreamDriverKeyFile="${tls.server.keyFile}"`;
  const tlsInput =
    tls === undefined
      ? ''
      : 'streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="x509/certvalid"';
  const server = await startRsyslogWith(
    folder,
    port,
    `global(workDirectory="${folder}" maxMessageSize="64k" ${tlsGlobals}
            parser.escapeControlCharactersOnReceive="off")
     module(load="imtcp" ${tlsInput})
     input(type="imtcp" address="127.0.0.1" port="${port}")
     template(name="raw" type="string" string="%rawmsg%\\n")
     action(type="omfile" file="${messagesFile}" template="raw")
    `,
  );
  return { ...server, port, messagesFile };
}

/** Starts rsyslogd with a configuration that listens on `port`. @throws Error when it is not installed. */
export async function startRsyslogWith(
  folder: string,
  port: number,
  configuration: string,
): Promise<ServerProcess> {
  const program = findRsyslog();
  if (program === undefined) throw new Error('rsyslogd is not installed; run: npm run pretest');
  const configFile = join(folder, 'rsyslog.conf');
  await writeFile(configFile, configuration);
  return startServer({
    program,
    args: ['-n', '-f', configFile, '-i', join(folder, 'rsyslogd.pid')],
    ready: () => listens(port),
  });
}
