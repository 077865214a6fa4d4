/**
 * A program: takes syslog over TCP or TLS (LF framing) and counts messages, distinct events and bytes with little work.
 *
 *     node bench/sink.ts [--cert FILE --key FILE]
 *
 * Prints one JSON line when it listens and twice a second thereafter (`SinkReport`).
 */
import { readFile } from 'node:fs/promises';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { parseArgs } from 'node:util';

export interface SinkReport {
  readonly port: number;
  readonly messages: number;
  readonly distinct: number;
  /** Messages without an event id. */
  readonly unknown: number;
  readonly bytes: number;
}

/** A set of numbers above 0 in one array: far less memory and time than a Set of texts. */
export class NumberSet {
  #slots = new Float64Array(1 << 16);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** True where the number was not in the set before. */
  add(value: number): boolean {
    if (this.#size * 2 > this.#slots.length) this.#grow();
    const slot = this.#find(value);
    if (this.#slots[slot] === value) return false;
    this.#slots[slot] = value;
    this.#size += 1;
    return true;
  }

  #find(value: number): number {
    const mask = this.#slots.length - 1;
    let slot = (value % 4_294_967_291) & mask;
    while (this.#slots[slot] !== 0 && this.#slots[slot] !== value) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Float64Array(before.length * 2);
    for (const value of before) if (value !== 0) this.#slots[this.#find(value)] = value;
  }
}

const key = Buffer.from('AzlogUid=');
const lineFeed = 0x0a;
/** Eight characters of base64url are 48 bits: two of a million events are alike once in 500 runs. */
const keyCharacters = 8;
const digitOf = new Uint8Array(128);
for (const [index, char] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
].entries()) {
  digitOf[char.charCodeAt(0)] = index;
}

const seen = new NumberSet();
const counts = { messages: 0, unknown: 0, bytes: 0 };

/** Counts the whole lines in the bytes and returns how many bytes they took. */
function take(bytes: Buffer): number {
  let start = 0;
  let uid = bytes.indexOf(key);
  for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
    counts.messages += 1;
    if (uid !== -1 && uid < start) uid = bytes.indexOf(key, start);
    if (uid === -1 || uid > end) counts.unknown += 1;
    else {
      let number = 1;
      const from = uid + key.length;
      for (let at = from; at < from + keyCharacters; at += 1)
        number = number * 64 + (digitOf[bytes[at] ?? 0] ?? 0);
      seen.add(number);
    }
    start = end + 1;
  }
  return start;
}

function onConnection(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    counts.bytes += bytes.length;
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    rest = all.subarray(take(all));
  });
  socket.on('error', () => socket.destroy());
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { cert: { type: 'string' }, key: { type: 'string' } } });
  const server: Server =
    values.cert === undefined || values.key === undefined
      ? createTcpServer(onConnection)
      : createTlsServer({ cert: await readFile(values.cert), key: await readFile(values.key) }, onConnection);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const report = (): void => {
      console.log(JSON.stringify({ port, ...counts, distinct: seen.size } satisfies SinkReport));
    };
    report();
    setInterval(report, 500);
  });
  process.once('SIGTERM', () => process.exit(0));
}
