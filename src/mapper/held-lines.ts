/** What waits in memory altogether; a tap that wants more held back is not believed. */
const mostBytes = 4 * 1024 * 1024;

/** Lines that wait for the checking side's word, by stream, and the last STATE that was held back. */
export class HeldLines {
  /** The last STATE that was held; `null` for none, or when a later one was let through. */
  state: Buffer | null = null;
  readonly #lines = new Map<string, Buffer[]>();
  #released: string[] = [];
  #bytes = 0;

  /** Keeps a copy of a line; `false` where that would be too much. */
  hold(stream: string, line: Buffer): boolean {
    if (this.#bytes + line.length > mostBytes) return false;
    this.#bytes += line.length;
    const lines = this.#lines.get(stream);
    if (lines === undefined) this.#lines.set(stream, [Buffer.from(line)]);
    else lines.push(Buffer.from(line));
    return true;
  }

  /** Marks the lines of a stream as free to go. */
  release(stream: string): void {
    if (this.#lines.has(stream)) this.#released.push(stream);
  }

  get hasReleased(): boolean {
    return this.#released.length > 0;
  }

  /** The lines that are free to go, once. */
  takeReleased(): Buffer[] {
    const lines = this.#released.flatMap((stream) => {
      const held = this.#lines.get(stream) ?? [];
      this.#lines.delete(stream);
      return held;
    });
    this.#released = [];
    this.#bytes -= lines.reduce((sum, line) => sum + line.length, 0);
    return lines;
  }

  /** Streams whose lines nobody released. */
  get streams(): string[] {
    return [...this.#lines.keys()];
  }
}
