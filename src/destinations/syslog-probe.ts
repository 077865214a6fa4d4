import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch } from '../pipeline.ts';
import {
  describeAuthorities,
  describeOwnCertificate,
  describeTls,
  type TlsFacts,
} from '../probe/certificate-facts.ts';
import { lookAtCertificates } from '../probe/look-at-certificates.ts';
import { lookUpHost } from '../probe/look-up-host.ts';
import { createProbe, type Probe, type ProbeFact, type TellStep } from '../probe/probe.ts';
import { frame } from '../syslog/framing.ts';
import { Connection } from './connection.ts';
import { causeOf, codeOf } from './explain.ts';
import { asksForCertificate } from './handshake.ts';
import type { SyslogOptions } from './syslog-options.ts';
import { canLookAtTcpTable, type Endpoints, lookAtTcpTable, tcpTableKeepsClosed } from './tcp-queue.ts';
import { readTlsOptions, type TlsConnectionOptions } from './tls-options.ts';

/** A receiver that takes longer for one message is in trouble, whatever `stallSeconds` allows a busy one. */
const longestStallMs = 10_000;
const lookEveryMs = 20;

const steps = {
  name: 'name resolution',
  tcp: 'TCP connection',
  tls: 'TLS handshake',
  write: 'write',
  acknowledged: 'acknowledgement by the kernel of the receiver',
  read: 'proof that the program has read it',
} as const;

/**
 * Sends one batch on a connection of its own, with the options and the code of real deliveries, closes in order, and
 * tells each step.
 * @returns whether all went well
 */
export async function probeSyslog(
  options: SyslogOptions,
  batch: Batch,
  tell: TellStep,
  signal: AbortSignal,
): Promise<boolean> {
  const { transport, tls: tlsFiles = { minVersion: 'TLSv1.2', verify: true }, host } = options;
  const names =
    transport === 'tls' ? Object.values(steps) : Object.values(steps).filter((step) => step !== steps.tls);
  const probe = createProbe(names, tell);
  try {
    probe.pass(await lookUpHost(host));
  } catch (error) {
    probe.fail([causeOf(error)]);
    return false;
  }
  const keepsClosed = await tcpTableKeepsClosed();
  let tls: TlsConnectionOptions | undefined;
  try {
    if (transport === 'tls') tls = await readTlsOptions(host, tlsFiles);
  } catch (error) {
    probe.skip('the files for TLS must be usable first');
    probe.fail([causeOf(error)]);
    return false;
  }
  await tryConnection(options, batch, tls, keepsClosed, probe, signal);
  return probe.ok();
}

async function tryConnection(
  options: SyslogOptions,
  batch: Batch,
  tls: TlsConnectionOptions | undefined,
  tableKeepsClosed: boolean,
  probe: Probe,
  signal: AbortSignal,
): Promise<void> {
  const { host, port, framing, proof } = options;
  const connected = Promise.withResolvers<Endpoints | undefined>();
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const broken = Promise.withResolvers<never>();
  // Each is awaited only when its turn comes.
  broken.promise.catch(() => undefined);
  let said = Buffer.alloc(0);
  const connection = new Connection<Batch>(
    {
      host,
      port,
      connectTimeoutMs: options.connectTimeoutSeconds * 1000,
      stallMs: Math.min(options.stallSeconds * 1000, longestStallMs),
      proof: { receiveBufferBytes: options.receiveBufferBytes, graceMs: undefined },
      tableKeepsClosed,
      tls,
    },
    {
      connected: connected.resolve,
      opened: opened.resolve,
      closedInOrder: closed.resolve,
      failed: broken.reject,
      received: (bytes) => {
        said = Buffer.concat([said, bytes]).subarray(0, 200);
      },
      writable: () => undefined,
      proven: () => undefined,
      session: () => undefined,
      peer: () => undefined,
    },
  );
  const stop = (): void => broken.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const wait = <T>(event: Promise<T>): Promise<T> => Promise.race([event, broken.promise]);
  const watch = new AbortController();
  let stage: 'tcp' | 'tls' | 'sent' = 'tcp';
  try {
    const ends = await wait(connected.promise);
    const to = ends === undefined ? [] : [`${ends.remoteAddress} port ${ends.remotePort}`];
    probe.pass(to.map((value) => ({ name: 'to', value })));
    stage = 'tls';
    await wait(opened.promise);
    if (tls !== undefined) passTls(connection, options, tls, probe);
    stage = 'sent';

    const bytes = frame(batch.body, framing);
    connection.write(batch, bytes);
    const looking = observe(connection, watch.signal);
    await wait(until(() => connection.handedBytes >= bytes.length, watch.signal));
    probe.pass([
      { name: 'framing', value: framing === 'lf' ? 'line feed at the end' : 'octet counting' },
      { name: 'bytes', value: String(bytes.length) },
    ]);
    if (canLookAtTcpTable()) {
      await wait(until(() => connection.ledger.acknowledgedBytes() >= bytes.length, watch.signal));
      probe.pass([{ name: 'bytes', value: `all ${bytes.length}` }]);
    } else probe.skip('only Linux shows this');

    connection.closeInOrder();
    await wait(closed.promise);
    probe.pass([{ name: 'sign', value: 'it read to the end of our stream, and closed in order' }]);
    watch.abort();
    await looking;
  } catch (error) {
    if (codeOf(error) === 'CLOSE_UNANSWERED' && proof === 'kernel') {
      probe.pass([], [`${causeOf(error)} (as this destination has it)`]);
      return;
    }
    const found = stage === 'tls' ? await lookAtRefused(options, tls, error) : undefined;
    const trusted =
      found === undefined || tls?.files.ca === undefined ? [] : describeAuthorities(tls.files.ca, Date.now());
    probe.fail(
      [causeOf(error), ...hints(stage, error, options, said)],
      [...(found?.facts ?? []), ...trusted],
    );
  } finally {
    watch.abort();
    signal.removeEventListener('abort', stop);
    connection.destroy();
  }
}

function passTls(
  connection: Connection<Batch>,
  options: SyslogOptions,
  tls: TlsConnectionOptions,
  probe: Probe,
): void {
  const socket = connection.tlsSocket;
  if (socket === undefined) return;
  const now = Date.now();
  const { facts, warnings } = describeTls(socket, options.tls?.serverName ?? options.host, now);
  const own = ownCertificate(tls, asksForCertificate(socket), now);
  const verified = verification(tls, socket.authorized ? undefined : socket.authorizationError);
  probe.pass(
    [...facts, ...verified.facts, ...own.facts],
    [...verified.warnings, ...warnings, ...own.warnings],
  );
}

function verification(tls: TlsConnectionOptions, refusal: Error | string | undefined): TlsFacts {
  const fact = (value: string): readonly ProbeFact[] => [{ name: 'verified', value }];
  if (tls.fingerprint256 !== undefined) {
    return { facts: fact('it is the pinned certificate (tls.fingerprint256)'), warnings: [] };
  }
  if (tls.rejectUnauthorized === true) return { facts: fact('yes'), warnings: [] };
  const why = refusal === undefined || refusal === null ? '' : `; it would be refused: ${String(refusal)}`;
  return {
    facts: fact(`NO, tls.verify is false${why}`),
    warnings: [
      'the receiver is not verified: anyone on the network path can read and change everything; set tls.verify: true',
    ],
  };
}

function ownCertificate(tls: TlsConnectionOptions, isAskedFor: boolean, now: number): TlsFacts {
  const asked = { name: 'asks for our certificate', value: isAskedFor ? 'yes' : 'no' };
  if (tls.files.cert === undefined) {
    return { facts: [asked, { name: 'our certificate', value: 'none is set (tls.certFile)' }], warnings: [] };
  }
  const { facts, warnings } = describeOwnCertificate(tls.files.cert, now);
  return { facts: [asked, ...facts], warnings };
}

/** Looks until `signal` aborts, as a destination does while something is on its way. */
async function observe(connection: Connection<Batch>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const handed = connection.handedBytes;
    const { endpoints } = connection;
    const look =
      canLookAtTcpTable() && endpoints !== undefined
        ? await lookAtTcpTable([endpoints]).catch(() => undefined)
        : undefined;
    connection.observe(look, handed, Date.now());
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

async function until(holds: () => boolean, signal: AbortSignal): Promise<void> {
  while (!holds() && !signal.aborted) await sleep(5, undefined, { signal }).catch(() => undefined);
}

/** A refused certificate is shown, for the operator must know which it is. */
async function lookAtRefused(
  options: SyslogOptions,
  tls: TlsConnectionOptions | undefined,
  error: unknown,
): Promise<TlsFacts | undefined> {
  const code = codeOf(error) ?? '';
  if (tls === undefined || code.startsWith('ECONN') || code === 'CONNECT_TIMEOUT') return undefined;
  const { host, port, connectTimeoutSeconds } = options;
  const name = options.tls?.serverName ?? host;
  return await lookAtCertificates({ ...tls, host, port }, name, connectTimeoutSeconds * 1000);
}

const tlsAlert = 0x15;
const endedByPeer = ['PEER_CLOSED', 'PEER_CLOSED_AT_ONCE', 'PEER_RESET_AT_CLOSE', 'ECONNRESET', 'EPIPE'];

/** What a step by step look can say beyond the error. */
function hints(
  stage: 'tcp' | 'tls' | 'sent',
  error: unknown,
  options: SyslogOptions,
  said: Buffer,
): readonly string[] {
  const code = codeOf(error) ?? '';
  if (stage === 'tcp') return [];
  if (stage === 'tls') {
    const silent = code === 'CONNECT_TIMEOUT';
    if (!silent && !endedByPeer.includes(code)) return [];
    return [
      `TCP works, but ${silent ? 'nothing answers' : 'the connection ends'} in TLS: this may be a port without TLS; name the TLS port of the receiver, or set transport: tcp`,
    ];
  }
  if (options.transport === 'tcp' && said[0] === tlsAlert && said[1] === 3) {
    return ['it answered in TLS, so this is a TLS port: set transport: tls, or name the port without TLS'];
  }
  if (!endedByPeer.includes(code)) return [];
  const plain = options.transport === 'tcp' ? ', whether this is a TLS port (then set transport: tls)' : '';
  return [
    `the receiver accepted the connection and then ended it${said.length > 0 ? `, which said ${JSON.stringify(said.toString('latin1').replace(/[^\x20-\x7e]/g, '?'))}` : ''}: check whether it accepts this machine as a sender${plain}, and at its framing and limits`,
  ];
}
