/** Shorter runs of bytes are copied faster one by one than by a call into the engine. */
const shortRun = 32;

/** Text as UTF-8, gathered piece by piece in memory that grows. */
export class LineBuffer {
  /** Number of bytes written. */
  length = 0;
  #bytes: Buffer;

  /** @param size bytes to begin with; a good guess saves copying. */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(size, 256));
  }

  /**
   * The memory itself, with room for `more` bytes behind `length`. For writers that know the bytes of what they write:
   * they put them there and then set `length`.
   */
  room(more: number): Buffer {
    const least = this.length + more;
    if (least > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(least, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.length);
      this.#bytes = larger;
    }
    return this.#bytes;
  }

  /** Adds bytes that are UTF-8 already. */
  add(bytes: Uint8Array): void {
    const target = this.room(bytes.length);
    let at = this.length;
    if (bytes.length > shortRun) target.set(bytes, at);
    else for (let i = 0; i < bytes.length; i++) target[at++] = bytes[i] ?? 0;
    this.length += bytes.length;
  }

  /** Adds text. */
  write(text: string): void {
    // An UTF-16 unit takes at most 3 bytes.
    const target = this.room(text.length * 3);
    let at = this.length;
    if (text.length > shortRun) {
      this.length += target.write(text, at, 'utf8');
      return;
    }
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.length += target.write(text, this.length, 'utf8');
        return;
      }
      target[at++] = code;
    }
    this.length = at;
  }

  /** Writes `substitute` over each `pattern`, as long as it, that stands behind the first `from` bytes. */
  overwrite(pattern: Uint8Array, substitute: Uint8Array, from: number): void {
    const written = this.#bytes.subarray(from, this.length);
    for (let at = written.indexOf(pattern); at !== -1; at = written.indexOf(pattern, at + pattern.length)) {
      written.set(substitute, at);
    }
  }

  /** Takes back what was written behind the first `length` bytes. */
  cutTo(length: number): void {
    this.length = Math.min(length, this.length);
  }

  /** The bytes written; a view, good until something is written again. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  /** The text written from the byte `from` on. */
  text(from: number): string {
    return this.#bytes.toString('utf8', from, this.length);
  }
}
