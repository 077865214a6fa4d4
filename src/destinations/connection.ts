import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { ConnectionError } from './explain.ts';
import { type Handshake, tlsFailure, watchHandshake } from './handshake.ts';
import { createProofLedger, type ProofLedger, type ProofRules } from './proof.ts';
import { type Endpoints, endpointsOf, lookAtConnectionNow, type TcpTableLook } from './tcp-queue.ts';
import { normalizeFingerprint, type TlsConnectionOptions } from './tls-options.ts';
import { createTurns } from './turns.ts';

/**
 * One connection to a receiver, from connect to its known end. It writes in slices, counts what the kernel took, and
 * tells of exactly one end: `closedInOrder` (the peer's program has read everything that was written) or `failed`.
 *
 * An orderly close counts as proof only when
 * - our FIN was with the kernel before the peer's end of stream came (a peer that closes first may have read nothing), and
 * - no reset follows. A peer may say goodbye (TLS close_notify, FIN) and then drop unread data, which its kernel tells
 *   by a reset that Node does not report any more; the kernel's own table shows it (see tcp-queue.ts): a connection
 *   that both ends closed stays there for a minute, unless a reset removes it.
 *
 * One case needs care: a TLS peer that is near may answer our close_notify before our FIN, which leaves us a moment
 * later. Then its end closed first, and our entry is gone at once without any reset. The look that is started with our
 * FIN tells, if it comes within a few milliseconds: a peer that for its own reasons says goodbye and drops data would
 * have to do so within them to be mistaken. When this process was kept waiting meanwhile, nothing is taken for proven. So
 * that it does not keep itself waiting, its TLS connections close one at a time.
 */

/** Small enough that a slow peer shows progress; large enough to cost nothing. */
const sliceBytes = 256 * 1024;
/** How long a reset that follows the peer's goodbye is waited for; both leave the peer within microseconds. */
const settleMs = 200;
/** Longest time from our close_notify to what the kernel tells of our FIN in which nothing else can have happened. */
const finMs = 15;
/** The look of one connection blocks for milliseconds, which would count for every other that is about to send its FIN. */
const closes = createTurns();
/** A receiver that closes so soon after the handshake had no time to have another reason than who we are. */
const atOnceMs = 300;
/** Content of one TLS record at most (RFC 8446 §5.1). */
const tlsRecordBytes = 16_384;

export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly connectTimeoutMs: number;
  readonly stallMs: number;
  readonly proof: Omit<ProofRules, 'recordBytes'>;
  /** Whether the kernel's table of connections can be read, and shows those that have closed in order. */
  readonly tableKeepsClosed: boolean;
  /** Undefined for plain TCP. */
  readonly tls: TlsConnectionOptions | undefined;
}

export interface ConnectionEvents<Item> {
  opened(): void;
  /** More can be written without piling up in memory. */
  writable(): void;
  proven(items: readonly Item[]): void;
  closedInOrder(): void;
  failed(error: Error): void;
  /** What the receiver showed in a whole TLS handshake; a resumed session shows nothing. */
  peer(certificate: DetailedPeerCertificate): void;
  /** A TLS session that a later connection may resume. */
  session(session: Buffer): void;
  /** The TCP connection is made; with TLS its handshake follows. Without ends when it is already gone again. */
  connected?(ends: Endpoints | undefined): void;
  /** What the receiver said. It has no meaning in syslog, but may tell why things go wrong. */
  received?(bytes: Buffer): void;
}

type Phase = 'connecting' | 'open' | 'closing' | 'settling' | 'ended';

export class Connection<Item> {
  readonly ledger: ProofLedger<Item>;
  readonly #settings: ConnectionSettings;
  readonly #events: ConnectionEvents<Item>;
  readonly #socket: Socket;
  readonly #connectTimer: NodeJS.Timeout;
  readonly #handshake: () => Handshake | undefined;
  #phase: Phase = 'connecting';
  #endpoints: Endpoints | undefined;
  #session: Buffer | undefined;
  #queue: Uint8Array[] = [];
  #mayWrite = true;
  #written = 0;
  #handed = 0;
  #unacknowledged = 0;
  #finSent = false;
  #finStartedAt = 0;
  #giveBackTurn: (() => void) | undefined;
  #finHanded = false;
  #openedAt = Date.now();
  #progressAt = Date.now();
  #endOfStreamAt = 0;
  #looksWithoutEntry = 0;
  /** What an entry that is gone means; undefined until our FIN is with the kernel. */
  #goneMeans: 'read' | 'reset' | 'unknown' | undefined;

  constructor(settings: ConnectionSettings, events: ConnectionEvents<Item>) {
    const { host, port, tls } = settings;
    this.#settings = settings;
    this.#events = events;
    this.ledger = createProofLedger({
      ...settings.proof,
      recordBytes: tls === undefined ? 0 : tlsRecordBytes,
    });
    // With allowHalfOpen, Node does not answer the peer's FIN with ours on its own.
    const place = { host, port, allowHalfOpen: true };
    const socket = tls === undefined ? connectTcp(place) : connectTls({ ...tls, ...place });
    this.#socket = socket;
    this.#handshake = socket instanceof TLSSocket ? watchHandshake(socket) : () => undefined;
    this.#connectTimer = setTimeout(() => {
      const seconds = settings.connectTimeoutMs / 1000;
      this.#fail(new ConnectionError('CONNECT_TIMEOUT', `not connected within ${seconds} s`));
    }, settings.connectTimeoutMs);
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => this.#open());
    socket.once('connect', () => events.connected?.(endpointsOf(socket)));
    socket.on('session', (session: Buffer) => {
      this.#session = session;
      this.#keepSession();
    });
    socket.on('drain', () => {
      this.#mayWrite = true;
      this.#pump();
      if (!this.busy) this.#events.writable();
    });
    socket.once('finish', () => {
      this.#finHanded = true;
      this.#progressAt = Date.now();
      this.#lookAtFin();
      this.#giveBackTurn?.();
    });
    socket.on('error', (error) => this.#fail(error));
    socket.once('end', () => this.#endOfStream());
    socket.once('close', () => {
      if (this.#phase !== 'settling')
        this.#fail(new ConnectionError('PEER_CLOSED', 'closed by the receiver'));
    });
    // Always read, so that FIN, reset and TLS alerts are seen at once. Nothing that a syslog receiver says has a meaning.
    socket.on('data', (bytes: Buffer) => events.received?.(bytes));
  }

  get connected(): boolean {
    return this.#phase === 'open';
  }

  /** More was written than the kernel has taken. */
  get busy(): boolean {
    return this.#queue.length > 0 || !this.#mayWrite;
  }

  /** Whether a look at the kernel's table could prove or end anything now. */
  get wantsLook(): boolean {
    if (this.#phase === 'closing' || this.#phase === 'settling' || this.#unacknowledged > 0) return true;
    const [oldest] = this.ledger.unproven();
    if (this.#phase !== 'open' || oldest === undefined) return false;
    const { graceMs, receiveBufferBytes } = this.#settings.proof;
    return graceMs !== undefined || this.#handed - receiveBufferBytes > oldest.start;
  }

  /** The TLS connection; undefined for plain TCP. */
  get tlsSocket(): TLSSocket | undefined {
    return this.#socket instanceof TLSSocket ? this.#socket : undefined;
  }

  get endpoints(): Endpoints | undefined {
    return this.#endpoints;
  }

  /** Bytes that the kernel has taken; sampled before a look, it bounds what the look says. */
  get handedBytes(): number {
    return this.#handed;
  }

  write(item: Item, bytes: Uint8Array): void {
    if (!this.busy && this.#unacknowledged === 0) this.#progressAt = Date.now();
    this.ledger.write(item, bytes.length, Date.now());
    this.#written += bytes.length;
    this.#queue.push(bytes);
    this.#pump();
  }

  /** Sends what was given to `write`, then our FIN (TLS: close_notify before it), and goes on reading. */
  closeInOrder(): void {
    if (this.#phase !== 'open') return;
    this.#phase = 'closing';
    this.#progressAt = Date.now();
    this.#pump();
  }

  /** Ends without telling of it; what is unproven stays so. */
  destroy(): void {
    this.#phase = 'ended';
    clearTimeout(this.#connectTimer);
    this.#giveBackTurn?.();
    this.#socket.destroy();
  }

  /**
   * Takes a look at the kernel's table (undefined where the system has none).
   * @param handed `handedBytes` from before the look.
   */
  observe(look: TcpTableLook | undefined, handed: number, now: number): void {
    const entry = this.#endpoints === undefined ? undefined : look?.find(this.#endpoints);
    if (this.#phase === 'settling') this.#settle(look, entry?.closedInOrder, now);
    if (this.#phase !== 'open' && this.#phase !== 'closing') return;
    if (entry !== undefined) {
      const { unacknowledged } = entry;
      if (unacknowledged !== this.#unacknowledged) this.#progressAt = now;
      this.#unacknowledged = unacknowledged;
      const proven = this.ledger.observe(handed, unacknowledged, now);
      if (proven.length > 0) this.#events.proven(proven);
    }
    this.#checkProgress(now);
  }

  #open(): void {
    const socket = this.#socket;
    clearTimeout(this.#connectTimer);
    if (this.#phase !== 'connecting') return;
    const endpoints = endpointsOf(socket);
    if (endpoints === undefined) {
      this.#fail(this.#closedByPeer());
      return;
    }
    const pinned = this.#settings.tls?.fingerprint256;
    // A resumed session needs no second look: only the server of the connection that was checked can resume it, and it
    // does not show its certificate again.
    if (socket instanceof TLSSocket && !socket.isSessionReused()) {
      const certificate = socket.getPeerCertificate(true);
      const actual = certificate.fingerprint256 ?? '';
      if (pinned !== undefined && normalizeFingerprint(actual) !== normalizeFingerprint(pinned)) {
        this.#fail(new ConnectionError('FINGERPRINT_MISMATCH', `the certificate is ${actual}`));
        return;
      }
      this.#events.peer(certificate);
    }
    this.#endpoints = endpoints;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 10_000);
    this.#phase = 'open';
    this.#openedAt = Date.now();
    this.#progressAt = this.#openedAt;
    this.#keepSession();
    this.#events.opened();
  }

  /** A session is only worth resuming once the connection that made it was accepted. */
  #keepSession(): void {
    const trusted = this.#phase !== 'connecting' && this.#phase !== 'ended';
    if (trusted && this.#session !== undefined) this.#events.session(this.#session);
  }

  #pump(): void {
    if (this.#phase !== 'open' && this.#phase !== 'closing') return;
    for (let head = this.#queue[0]; head !== undefined && this.#mayWrite; head = this.#queue[0]) {
      const slice = head.subarray(0, sliceBytes);
      if (slice.length === head.length) this.#queue.shift();
      else this.#queue[0] = head.subarray(slice.length);
      this.#mayWrite = this.#socket.write(slice, (error) => {
        if (error) return;
        this.#handed += slice.length;
        this.#progressAt = Date.now();
        this.#endWhenHanded();
      });
    }
    this.#endWhenHanded();
  }

  /** Behind data that the kernel has not taken yet, our close_notify would wait, and so would others for their turn. */
  #endWhenHanded(): void {
    if (this.#phase !== 'closing' || this.#finSent || this.#handed < this.#written) return;
    this.#finSent = true;
    if (this.#settings.tls === undefined) this.#socket.end();
    // At the end of a turn of the event loop, so that nothing comes between the close_notify and the FIN.
    else this.#giveBackTurn = closes.take(() => setImmediate(() => this.#endTls()));
  }

  #endTls(): void {
    if (this.#phase !== 'closing') return;
    this.#finStartedAt = performance.now();
    this.#socket.end();
    // A receiver whose kernel has no room for our close_notify must not hold up the others.
    setTimeout(() => this.#giveBackTurn?.(), finMs);
  }

  #endOfStream(): void {
    if (this.#phase === 'closing' && this.#finHanded) {
      this.#phase = 'settling';
      this.#endOfStreamAt = Date.now();
      return;
    }
    this.#fail(this.#closedByPeer());
  }

  /** With TLS 1.3 our handshake is over before the receiver looks at our certificate, and not all send an alert. */
  #closedByPeer(): ConnectionError {
    const atOnce = this.#settings.tls !== undefined && Date.now() - this.#openedAt < atOnceMs;
    return new ConnectionError(atOnce ? 'PEER_CLOSED_AT_ONCE' : 'PEER_CLOSED', 'closed by the receiver');
  }

  #lookAtFin(): void {
    const endpoints = this.#endpoints;
    if (!this.#settings.tableKeepsClosed || endpoints === undefined) return;
    // A plain TCP peer has nothing to answer before our FIN.
    if (this.#settings.tls === undefined) {
      this.#goneMeans = 'reset';
      return;
    }
    try {
      const weClosedFirst = lookAtConnectionNow(endpoints)?.weClosedFirst === true;
      const inTime = performance.now() - this.#finStartedAt <= finMs;
      this.#goneMeans = weClosedFirst ? 'reset' : inTime ? 'read' : 'unknown';
    } catch {
      // No file handle is left, say.
      this.#goneMeans = 'unknown';
    }
  }

  #settle(look: TcpTableLook | undefined, closedInOrder: boolean | undefined, now: number): void {
    const waited = now - this.#endOfStreamAt;
    if (this.#settings.tableKeepsClosed && look === undefined) return;
    if (this.#settings.tableKeepsClosed && look !== undefined && closedInOrder === undefined) {
      // One look may miss an entry that moves in the table while it is read.
      this.#looksWithoutEntry += 1;
      if (this.#looksWithoutEntry < 2 || this.#goneMeans === undefined) return;
      if (this.#goneMeans !== 'read' && !look.forgetsClosed()) {
        this.#fail(
          this.#goneMeans === 'reset'
            ? new ConnectionError('PEER_RESET_AT_CLOSE', 'reset after the goodbye')
            : new ConnectionError('CLOSE_UNKNOWN', 'closed at the same time, seen too late'),
        );
        return;
      }
    } else this.#looksWithoutEntry = 0;
    if (waited < settleMs) return;
    if (closedInOrder !== false) {
      this.destroy();
      this.#events.closedInOrder();
    } else if (waited >= this.#settings.stallMs) {
      // The peer said close_notify, but its TCP end stays open: it may be reading, or hang.
      this.#fail(new ConnectionError('CLOSE_UNANSWERED', 'the receiver does not close its side'));
    }
  }

  #checkProgress(now: number): void {
    const { stallMs } = this.#settings;
    if (now - this.#progressAt < stallMs) return;
    if (this.#finHanded && this.#unacknowledged === 0) {
      this.#fail(new ConnectionError('CLOSE_UNANSWERED', 'the receiver does not close its side'));
    } else if (this.#finSent || this.#handed < this.#written || this.#unacknowledged > 0) {
      this.#fail(new ConnectionError('STALLED', `the receiver accepted no data for ${stallMs / 1000} s`));
    }
  }

  #fail(error: Error): void {
    if (this.#phase === 'ended') return;
    const { tls } = this.#settings;
    const openMs = this.#endpoints === undefined ? undefined : Date.now() - this.#openedAt;
    const hasProven = this.ledger.provenBytes() > 0;
    this.destroy();
    this.#events.failed(
      tls === undefined ? error : tlsFailure(error, { handshake: this.#handshake(), tls, openMs, hasProven }),
    );
  }
}
