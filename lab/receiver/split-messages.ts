/**
 * Cuts a syslog byte stream into messages (RFC 6587): octet-counted where the stream begins with a digit, else one a
 * line. Written apart from the appliance's own framing, so that the two check each other.
 */

/** Takes the next bytes of one connection. Throws where the stream is not syslog framing. */
export type Splitter = (bytes: Buffer) => void;

/** Longest message taken; more than that without an end is a broken stream. */
const longest = 1_048_576;
const lineFeed = 0x0a;

/** @param onMessage receives each message without its framing, as bytes valid only during the call. */
export function createSplitter(onMessage: (message: Buffer) => void): Splitter {
  let rest: Buffer = Buffer.alloc(0);
  let cut: ((bytes: Buffer) => number) | undefined;
  return (bytes) => {
    const all = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const first = all[0];
    if (first === undefined) return;
    cut ??= isDigit(first) ? (text) => cutCounted(text, onMessage) : (text) => cutLines(text, onMessage);
    rest = all.subarray(cut(all));
    if (rest.length > longest) throw new Error(`no end of message within ${longest} bytes`);
  };
}

/** Returns how many bytes were used. */
function cutLines(bytes: Buffer, onMessage: (message: Buffer) => void): number {
  let start = 0;
  for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, start)) {
    if (end > start) onMessage(bytes.subarray(start, end));
    start = end + 1;
  }
  return start;
}

function cutCounted(bytes: Buffer, onMessage: (message: Buffer) => void): number {
  let start = 0;
  while (start < bytes.length) {
    let at = start;
    let length = 0;
    for (let digit = bytes[at]; digit !== undefined && isDigit(digit); digit = bytes[at]) {
      length = length * 10 + digit - 0x30;
      at += 1;
    }
    if (at === bytes.length && at - start < 8) return start;
    if (at === start || bytes[at] !== 0x20 || length > longest) {
      throw new Error(
        `no octet count where one was due: ${JSON.stringify(bytes.toString('utf8', start, start + 20))}`,
      );
    }
    if (bytes.length < at + 1 + length) return start;
    onMessage(bytes.subarray(at + 1, at + 1 + length));
    start = at + 1 + length;
  }
  return start;
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
