import type { Framing } from '../syslog/framing.ts';
import type { SyslogTlsOptions } from './tls-options.ts';

export interface SyslogOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly transport: 'tcp' | 'tls';
  readonly framing: Framing;
  /**
   * What makes a batch complete. `read`: the receiver's program has read it. `kernel`: the receiver's kernel has
   * acknowledged it and the connection lived on for `kernelGraceSeconds`; weaker, without reconnects, Linux only.
   */
  readonly proof: 'read' | 'kernel';
  /** `read`: a connection whose oldest unproven message is this old is closed in order, which proves it. */
  readonly proofSeconds: number;
  /** Most that the receiver's kernel can hold unread: at least `net.ipv4.tcp_rmem`'s third number on its machine. */
  readonly receiveBufferBytes: number;
  readonly kernelGraceSeconds: number;
  readonly connectTimeoutSeconds: number;
  /** A connection on which the receiver takes nothing for so long is given up. */
  readonly stallSeconds: number;
  readonly reconnectMinMs: number;
  readonly reconnectMaxMs: number;
  readonly tls?: SyslogTlsOptions;
}

export const syslogDefaults = {
  transport: 'tls',
  framing: 'lf',
  proof: 'read',
  proofSeconds: 10,
  // Linux lets a receive buffer grow to 6 MiB, and since 6.16 to 32 MiB (19 MB unread were seen); with 1 MiB to spare.
  receiveBufferBytes: 33 * 1024 * 1024,
  kernelGraceSeconds: 10,
  connectTimeoutSeconds: 10,
  stallSeconds: 30,
  reconnectMinMs: 500,
  reconnectMaxMs: 30_000,
} as const satisfies Partial<SyslogOptions>;
