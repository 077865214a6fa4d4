import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect, createServer, isIPv4, type Socket } from 'node:net';
import { endianness } from 'node:os';

/**
 * What the kernel knows of our own TCP connections (Linux: `/proc/net/tcp` and `tcp6`): how much the peer has not
 * acknowledged yet, and how the connection ended. Node has no other way to ask.
 */

/** The two ends of a connection, as `net.Socket` tells them. */
export interface Endpoints {
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
}

export interface TcpEntry {
  /** Bytes (and 1 for a FIN) that were handed to the kernel and not acknowledged by the peer's kernel. */
  readonly unacknowledged: number;
  /** Both ends have closed in order. A reset, even a later one, removes the entry. */
  readonly closedInOrder: boolean;
  /** Our FIN was sent before the peer's came. */
  readonly weClosedFirst: boolean;
}

export interface TcpTableLook {
  readonly find: (endpoints: Endpoints) => TcpEntry | undefined;
  /** Whether the kernel keeps so many closed connections that it may have thrown some out. */
  readonly forgetsClosed: () => boolean;
}

const tables = { v4: '/proc/net/tcp', v6: '/proc/net/tcp6' } as const;
const closedLimitFile = '/proc/sys/net/ipv4/tcp_max_tw_buckets';
const timeWait = '06';
/** FIN_WAIT1, FIN_WAIT2, TIME_WAIT, CLOSING: all that a connection goes through whose own end closes first. */
const closedFirst = ['04', '05', timeWait, '0B'];
const littleEndian = endianness() === 'LE';

/** Whether this system tells (Linux with /proc mounted). */
export function canLookAtTcpTable(): boolean {
  return existsSync(tables.v4);
}

let keepsClosed: Promise<boolean> | undefined;

/**
 * Whether the table goes on showing a connection that both ends closed, tried once on a connection of our own: some
 * sandboxes have the file and not these entries, and then a missing one must not be taken for a reset.
 */
export function tcpTableKeepsClosed(): Promise<boolean> {
  keepsClosed ??= canLookAtTcpTable() ? tryOwnConnection().catch(() => true) : Promise.resolve(false);
  return keepsClosed;
}

async function tryOwnConnection(): Promise<boolean> {
  const server = createServer((peer) => peer.resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') return true;
  const socket = connect(address.port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    const endpoints = endpointsOf(socket);
    socket.resume().end();
    await once(socket, 'close');
    if (endpoints === undefined) return true;
    const look = await lookAtTcpTable([endpoints]);
    return look.find(endpoints)?.closedInOrder === true;
  } finally {
    socket.destroy();
    server.close();
  }
}

/** Undefined when the socket is not connected any more. */
export function endpointsOf(socket: Socket): Endpoints | undefined {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  return localAddress === undefined ||
    localPort === undefined ||
    remoteAddress === undefined ||
    remotePort === undefined
    ? undefined
    : { localAddress, localPort, remoteAddress, remotePort };
}

/** One look at the table; about 4 ms of CPU time on a host with tens of thousands of connections. */
export async function lookAtTcpTable(connections: readonly Endpoints[]): Promise<TcpTableLook> {
  const wantsV4 = connections.some((connection) => isIPv4(connection.localAddress));
  const wantsV6 = connections.some((connection) => !isIPv4(connection.localAddress));
  const [v4, v6, limit] = await Promise.all([
    wantsV4 ? readFile(tables.v4, 'latin1') : '',
    wantsV6 ? readFile(tables.v6, 'latin1') : '',
    readFile(closedLimitFile, 'latin1').catch(() => ''),
  ]);
  return {
    find: (endpoints) => findEntry(isIPv4(endpoints.localAddress) ? v4 : v6, endpoints),
    forgetsClosed: () => {
      const most = Number.parseInt(limit, 10);
      return !Number.isNaN(most) && countClosed(v4) + countClosed(v6) >= most * 0.9;
    },
  };
}

/** One look for one connection, at once: it blocks for the few milliseconds, so that nothing can come between. */
export function lookAtConnectionNow(endpoints: Endpoints): TcpEntry | undefined {
  const table = isIPv4(endpoints.localAddress) ? tables.v4 : tables.v6;
  return findEntry(readFileSync(table, 'latin1'), endpoints);
}

/** Finds a connection in the text of a table; exported for tests. */
export function findEntry(table: string, endpoints: Endpoints): TcpEntry | undefined {
  const local = hexEndpoint(endpoints.localAddress, endpoints.localPort);
  const remote = hexEndpoint(endpoints.remoteAddress, endpoints.remotePort);
  const key = ` ${local} ${remote} `;
  const at = table.indexOf(key);
  if (at < 0) return undefined;
  const [state = '', queues = ''] = table.slice(at + key.length, at + key.length + 20).split(' ');
  const unacknowledged = Number.parseInt(queues.slice(0, 8), 16);
  if (Number.isNaN(unacknowledged)) return undefined;
  return { unacknowledged, closedInOrder: state === timeWait, weClosedFirst: closedFirst.includes(state) };
}

function countClosed(table: string): number {
  return table.split(` ${timeWait} `).length - 1;
}

/** An address and port as the kernel prints them: 32-bit words in the machine's own byte order. */
function hexEndpoint(address: string, port: number): string {
  const words = isIPv4(address) ? [wordOfV4(address)] : wordsOfV6(address);
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  return `${hex}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}

function wordOfV4(address: string): number {
  const bytes = Uint8Array.from(address.split('.'), Number);
  return new DataView(bytes.buffer).getUint32(0, littleEndian);
}

function wordsOfV6(address: string): number[] {
  const [plain = ''] = address.split('%', 1);
  const [head = '', tail] = plain.split('::', 2);
  const first = groupsOf(head);
  const last = tail === undefined ? [] : groupsOf(tail);
  const groups = [...first, ...Array<number>(Math.max(0, 8 - first.length - last.length)).fill(0), ...last];
  const view = new DataView(new ArrayBuffer(16));
  groups.slice(0, 8).forEach((group, index) => {
    view.setUint16(index * 2, group);
  });
  return [0, 4, 8, 12].map((offset) => view.getUint32(offset, littleEndian));
}

/** Groups of 16 bits; an IPv4 address at the end makes two. */
function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!isIPv4(group)) return Number.parseInt(group, 16);
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
