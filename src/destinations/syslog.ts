import { AzlogError } from '../errors.ts';
import { createOutage, lasted } from '../outage.ts';
import type { Batch } from '../pipeline.ts';
import type { TellStep } from '../probe/probe.ts';
import { countMessages, type Framing, frame, messageStart } from '../syslog/framing.ts';
import { backoffMs } from './backoff.ts';
import { type CertificateWatch, createCertificateWatch } from './certificate-watch.ts';
import { Connection } from './connection.ts';
import type { Destination, DestinationStatus } from './destination.ts';
import type { DestinationTelemetry } from './destination-telemetry.ts';
import { explain, nameOf } from './explain.ts';
import type { SyslogOptions } from './syslog-options.ts';
import { probeSyslog } from './syslog-probe.ts';
import { canLookAtTcpTable, lookAtTcpTable, tcpTableKeepsClosed } from './tcp-queue.ts';
import { readTlsOptions, type SyslogTlsOptions, type TlsConnectionOptions } from './tls-options.ts';

export { type SyslogOptions, syslogDefaults } from './syslog-options.ts';

/** Written beyond the receive buffer, so that there is always something to prove by it. */
const windowMarginBytes = 8 * 1024 * 1024;
const lookIntervalMs = 100;
/** Under load proof must keep up with what is written; looks may then take a twentieth of the time. */
const fastLookIntervalMs = 20;
const lookShare = 20;
/** Files may be renewed, and dates come near, while nothing is sent. */
const certificateLookMs = 3_600_000;
/** Receivers accept sessions for hours; a shorter time bounds how long a revoked certificate is still believed. */
const sessionLifeMs = 3_600_000;

interface Entry {
  readonly sequence: number;
  readonly batch: Batch;
  /** Start of the first message that is not proven, in the framed body; it is framed at each write to save memory. */
  offset: number;
  unprovenMessages: number;
  writes: number;
  settled: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * A syslog receiver over TCP or TLS.
 * @param random numbers from 0 to 1, for the jitter of reconnects.
 * @throws AzlogError CONFIG_INVALID when `proof: kernel` is asked for where the system does not tell.
 */
export function createSyslogDestination(
  options: SyslogOptions,
  telemetry: DestinationTelemetry,
  random: () => number = Math.random,
): Destination {
  const hasTcpTable = canLookAtTcpTable();
  if (options.proof === 'kernel' && !hasTcpTable) {
    throw new AzlogError(
      'CONFIG_INVALID',
      `Destination "${options.name}": proof: kernel needs /proc/net/tcp, which only Linux has; allowed here: read. Set proof: read.`,
    );
  }
  return new SyslogDestination(options, telemetry, random, hasTcpTable);
}

function tlsOf({ tls }: SyslogOptions): SyslogTlsOptions {
  return tls ?? { minVersion: 'TLSv1.2', verify: true };
}

/** Leaves out the messages that lie wholly within the first `bytes` of what was written of an entry. */
function skipProven(entry: Entry, framing: Framing, bytes: number): void {
  const framed = frame(entry.batch.body, framing);
  entry.offset += messageStart(framed.subarray(entry.offset), framing, bytes);
  entry.unprovenMessages = countMessages(framed, framing, entry.offset);
}

class SyslogDestination implements Destination {
  readonly name: string;
  readonly windowBytes: number;
  readonly #options: SyslogOptions;
  readonly #telemetry: DestinationTelemetry;
  readonly #random: () => number;
  readonly #hasTcpTable: boolean;
  /** To be written, in order of their sequence. */
  #pending: Entry[] = [];
  readonly #live = new Set<Entry>();
  #current: Connection<Entry> | undefined;
  /** Closing in order; their batches are proven or come back. */
  readonly #closing = new Set<Connection<Entry>>();
  #sequence = 0;
  #starting = false;
  #reconnectTimer: NodeJS.Timeout | undefined;
  #tickTimer: NodeJS.Timeout | undefined;
  #attempt = 0;
  #session: { readonly bytes: Buffer; readonly at: number; readonly filesDigest: string } | undefined;
  #connects = 0;
  #failures = 0;
  #lastError: string | undefined;
  #failingSince: number | undefined;
  #lastTrouble: DestinationStatus['lastTrouble'];
  readonly #certificates: CertificateWatch | undefined;
  #certificateTimer: NodeJS.Timeout | undefined;
  #lookMs = 0;
  readonly #outage = createOutage();
  #stopping = false;
  #stopped: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  constructor(
    options: SyslogOptions,
    telemetry: DestinationTelemetry,
    random: () => number,
    hasTcpTable: boolean,
  ) {
    this.name = options.name;
    this.windowBytes = options.receiveBufferBytes + windowMarginBytes;
    this.#options = options;
    this.#telemetry = telemetry;
    this.#random = random;
    this.#hasTcpTable = hasTcpTable;
    if (options.transport !== 'tls') return;
    this.#certificates = createCertificateWatch(options.name, tlsOf(options), telemetry.log);
    this.#certificateTimer = setInterval(() => void this.#lookAtCertificates(), certificateLookMs);
    this.#certificateTimer.unref();
    void this.#lookAtCertificates();
  }

  deliver(batch: Batch, signal: AbortSignal): Promise<void> {
    if (this.#stopping || signal.aborted) return Promise.reject(this.#stoppingError(batch));
    return new Promise((resolve, reject) => {
      const giveUp = (): void => this.#giveBack(entry);
      const settle = (finish: () => void): void => {
        entry.settled = true;
        signal.removeEventListener('abort', giveUp);
        this.#live.delete(entry);
        finish();
      };
      const entry: Entry = {
        sequence: this.#sequence,
        batch,
        offset: 0,
        unprovenMessages: batch.messages,
        writes: 0,
        settled: false,
        resolve: () => settle(resolve),
        reject: (error) => settle(() => reject(error)),
      };
      this.#sequence += 1;
      signal.addEventListener('abort', giveUp, { once: true });
      this.#live.add(entry);
      this.#pending.push(entry);
      this.#advance();
    });
  }

  probe(batch: Batch, tell: TellStep, signal: AbortSignal): Promise<boolean> {
    return probeSyslog(this.#options, batch, tell, signal);
  }

  status(): DestinationStatus {
    let unprovenMessages = 0;
    for (const connection of [this.#current, ...this.#closing]) {
      for (const { item } of connection?.ledger.unproven() ?? []) {
        if (!item.settled) unprovenMessages += item.unprovenMessages;
      }
    }
    return {
      connected: this.#current?.connected ?? false,
      unprovenMessages,
      connects: this.#connects,
      failures: this.#failures,
      lastError: this.#lastError,
      failingSince: this.#failingSince,
      lastTrouble: this.#lastTrouble,
      certificates: this.#certificates?.expiries ?? [],
    };
  }

  close(deadline: number): Promise<void> {
    this.#closed ??= this.#stop(deadline);
    return this.#closed;
  }

  async #stop(deadline: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#reconnectTimer);
    clearInterval(this.#certificateTimer);
    this.#reconnectTimer = undefined;
    const ended = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    const timer = setTimeout(() => this.#stopNow(), Math.max(0, deadline - Date.now()));
    this.#advance();
    await ended;
    clearTimeout(timer);
    clearTimeout(this.#tickTimer);
  }

  /** Does what is due: connect, write, close in order, finish. Safe to call at any time. */
  #advance(): void {
    const current = this.#current;
    if (this.#pending.length > 0 && current === undefined && !this.#starting) {
      if (this.#stopping) {
        // A receiver that is away now would only use up the time that the process has to stop.
        for (const entry of this.#pending.splice(0)) this.#giveBack(entry);
      } else if (this.#reconnectTimer === undefined) {
        void this.#connect();
      }
    }
    if (current?.connected) this.#feed(current);
    if (this.#stopping && this.#pending.length === 0 && current?.connected) this.#rotate(current);
    if (this.#stopping && !this.#starting && this.#current === undefined && this.#closing.size === 0) {
      this.#stopNow();
    }
    this.#scheduleTick();
  }

  #feed(connection: Connection<Entry>): void {
    while (!connection.busy) {
      const entry = this.#pending.shift();
      if (entry === undefined) return;
      if (entry.settled) continue;
      entry.writes += 1;
      if (entry.writes > 1) this.#telemetry.resent?.(entry.unprovenMessages);
      connection.write(entry, frame(entry.batch.body, this.#options.framing).subarray(entry.offset));
    }
  }

  async #connect(): Promise<void> {
    this.#starting = true;
    let tls: TlsConnectionOptions | undefined;
    try {
      const keepsClosed = await tcpTableKeepsClosed();
      if (this.#options.transport === 'tls') tls = await this.#tlsOptions();
      if (this.#stopping && this.#live.size === 0) return;
      this.#current = this.#createConnection(tls, keepsClosed);
    } catch (error) {
      this.#trouble(error, 0);
      this.#reconnectLater();
    } finally {
      this.#starting = false;
      this.#advance();
    }
  }

  async #tlsOptions(): Promise<TlsConnectionOptions> {
    const options = await readTlsOptions(this.#options.host, tlsOf(this.#options));
    this.#certificates?.takeFiles(options.files, options.filesDigest);
    const session = this.#session;
    const usable =
      session !== undefined &&
      session.filesDigest === options.filesDigest &&
      Date.now() - session.at < sessionLifeMs;
    return usable ? { ...options, session: session.bytes } : options;
  }

  async #lookAtCertificates(): Promise<void> {
    try {
      await this.#tlsOptions();
      this.#certificates?.warn();
    } catch {
      // A file that is missing is told of when a connection needs it.
    }
  }

  #createConnection(tls: TlsConnectionOptions | undefined, tableKeepsClosed: boolean): Connection<Entry> {
    const { host, port, proof, receiveBufferBytes, kernelGraceSeconds } = this.#options;
    const connection: Connection<Entry> = new Connection<Entry>(
      {
        host,
        port,
        connectTimeoutMs: this.#options.connectTimeoutSeconds * 1000,
        stallMs: this.#options.stallSeconds * 1000,
        proof: {
          receiveBufferBytes,
          graceMs: proof === 'kernel' ? kernelGraceSeconds * 1000 : undefined,
        },
        tableKeepsClosed,
        tls,
      },
      {
        opened: () => {
          this.#connects += 1;
          this.#telemetry.log('debug', `Destination "${this.name}": connected.`, { destination: this.name });
          this.#advance();
        },
        writable: () => this.#advance(),
        proven: (entries) => this.#prove(entries),
        closedInOrder: () => {
          this.#closing.delete(connection);
          this.#prove(connection.ledger.unproven().map(({ item }) => item));
          this.#advance();
        },
        failed: (error) => this.#lose(connection, error),
        peer: (certificate) => {
          this.#certificates?.takePeer(certificate);
          this.#certificates?.warn();
        },
        session: (bytes) => {
          this.#session = { bytes, at: Date.now(), filesDigest: tls?.filesDigest ?? '' };
        },
      },
    );
    return connection;
  }

  #prove(entries: readonly Entry[]): void {
    this.#attempt = 0;
    this.#lastError = undefined;
    this.#failingSince = undefined;
    const awayMs = this.#outage.worked();
    if (awayMs !== undefined) {
      const text = `${nameOf(this.#options)}: works again after ${lasted(awayMs)}.`;
      this.#telemetry.log('info', text, { destination: this.name });
    }
    for (const entry of entries) {
      if (entry.settled) continue;
      entry.resolve();
      this.#telemetry.proven?.(entry.batch);
    }
  }

  /** Takes back what a connection leaves unproven, from the first unproven message on, in the order it was given. */
  #lose(connection: Connection<Entry>, error: Error): void {
    const wasConnecting = this.#current === connection && connection.endpoints === undefined;
    this.#closing.delete(connection);
    if (this.#current === connection) this.#current = undefined;
    // A receiver may also refuse because of the session; the next attempt is a whole handshake.
    if (wasConnecting) this.#session = undefined;
    const { framing } = this.#options;
    const proven = connection.ledger.provenBytes();
    const lost = connection.ledger.unproven().filter(({ item }) => !item.settled);
    let messages = 0;
    for (const { item, start } of lost) {
      if (proven > start) skipProven(item, framing, proven - start);
      messages += item.unprovenMessages;
    }
    this.#pending = [...lost.map(({ item }) => item), ...this.#pending].sort(
      (left, right) => left.sequence - right.sequence,
    );
    if (wasConnecting || lost.length > 0) this.#trouble(error, messages);
    if (this.#current === undefined) this.#reconnectLater();
    this.#advance();
  }

  #reconnectLater(): void {
    if (this.#stopping || this.#reconnectTimer !== undefined) return;
    const { reconnectMinMs, reconnectMaxMs } = this.#options;
    const delay = backoffMs(this.#attempt, reconnectMinMs, reconnectMaxMs, this.#random);
    this.#attempt += 1;
    this.#reconnectTimer = setTimeout(() => {
      this.#reconnectTimer = undefined;
      this.#advance();
    }, delay);
  }

  #trouble(error: unknown, messages: number): void {
    const sentence = explain(this.#options, error);
    this.#failures += 1;
    this.#lastError = sentence;
    const now = Date.now();
    this.#failingSince ??= now;
    this.#lastTrouble = { at: now, message: sentence };
    const news = this.#outage.failed(sentence);
    const lasts = news?.what === 'lasts' ? ` It has been away for ${lasted(news.forMs)}.` : '';
    const again = messages === 0 ? '' : ` ${messages} messages that are not proven will be sent again.`;
    this.#telemetry.log(news === undefined ? 'debug' : 'warn', `${sentence}${lasts}${again}`, {
      destination: this.name,
      unprovenMessages: messages,
      attempt: this.#attempt,
    });
  }

  #rotate(connection: Connection<Entry>): void {
    this.#current = undefined;
    this.#closing.add(connection);
    connection.closeInOrder();
  }

  #scheduleTick(): void {
    if (this.#tickTimer !== undefined) return;
    const busy = this.#closing.size > 0 || (this.#current?.ledger.unproven().length ?? 0) > 0;
    if (!busy) return;
    const [oldest] = this.#current?.ledger.unproven() ?? [];
    const loaded =
      oldest !== undefined &&
      (this.#current?.handedBytes ?? 0) - oldest.start > this.#options.receiveBufferBytes;
    const fast = Math.min(lookIntervalMs, Math.max(fastLookIntervalMs, this.#lookMs * lookShare));
    this.#tickTimer = setTimeout(() => void this.#tick(), loaded ? fast : lookIntervalMs);
  }

  async #tick(): Promise<void> {
    const connections = [this.#current, ...this.#closing].flatMap((connection) => connection ?? []);
    // What the kernel has taken must be known before the look, or bytes handed over meanwhile would count as acknowledged.
    const samples = connections.map((connection) => ({ connection, handed: connection.handedBytes }));
    const places = samples.flatMap(({ connection }) =>
      connection.wantsLook && connection.endpoints !== undefined ? connection.endpoints : [],
    );
    const started = Date.now();
    // A look that fails (no file handles left, say) proves nothing; the next one may.
    const look =
      this.#hasTcpTable && places.length > 0
        ? await lookAtTcpTable(places).catch(() => undefined)
        : undefined;
    this.#tickTimer = undefined;
    const now = Date.now();
    this.#lookMs = now - started;
    for (const { connection, handed } of samples) connection.observe(look, handed, now);
    this.#closeWhenOld(now);
    this.#advance();
  }

  /** One connection at a time is closed for proof: a slow receiver must not collect many. */
  #closeWhenOld(now: number): void {
    const current = this.#current;
    const [oldest] = current?.ledger.unproven() ?? [];
    if (current === undefined || oldest === undefined || !current.connected) return;
    if (this.#options.proof !== 'read' || this.#closing.size > 0) return;
    if (now - oldest.at >= this.#options.proofSeconds * 1000) this.#rotate(current);
  }

  #giveBack(entry: Entry): void {
    this.#pending = this.#pending.filter((other) => other !== entry);
    if (!entry.settled) entry.reject(this.#stoppingError(entry.batch));
  }

  #stopNow(): void {
    for (const connection of [this.#current, ...this.#closing]) connection?.destroy();
    this.#current = undefined;
    this.#closing.clear();
    for (const entry of [...this.#live]) this.#giveBack(entry);
    this.#stopped?.();
  }

  #stoppingError(batch: Batch): AzlogError {
    return new AzlogError(
      'STOPPING',
      `Destination "${this.name}" is stopping; batch ${batch.id} is not proven and must be delivered again.`,
    );
  }
}
