import { isAscii, isUtf8 } from "node:buffer";
import { LineBuffer } from "../../singer/index.ts";
import type { CapturedLine, HugeLine } from "./captured-line.ts";

/** Where the lines of a capture go. */
export interface LineSink {
  line(line: CapturedLine): void;
  huge(line: HugeLine): void;
}

const newline = 0x0a;
const keptBeginning = 4096;

/** Bytes to lines, in flat memory: of a line longer than `longestLine` only the beginning and the size are kept. */
export class CaptureReader {
  /** Bytes read so far. */
  bytes = 0;
  readonly #lines = new LineBuffer();
  readonly #sink: LineSink;
  readonly #longestLine: number;
  readonly #line: CapturedLine = {
    bytes: Buffer.alloc(0),
    start: 0,
    end: 0,
    number: 0,
    hasNewline: true,
    isAscii: true,
    isUtf8: true,
  };
  #number = 0;
  #searched = 0;
  #skipped: { size: number; readonly beginning: string } | null = null;

  constructor(sink: LineSink, longestLine: number) {
    this.#sink = sink;
    this.#longestLine = longestLine;
  }

  /** Lines that ended so far, blank ones included. */
  get lines(): number {
    return this.#number;
  }

  /** Room to read into; tell with `filled` how much was read. */
  space(): Buffer {
    return this.#lines.space();
  }

  filled(count: number): void {
    this.#lines.filled(count);
    this.bytes += count;
    this.#takeLines();
    this.#skipHuge();
  }

  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + this.space().length);
      this.space().set(part);
      this.filled(part.length);
      at += part.length;
    }
  }

  /** What stands behind the last newline is a line too. */
  end(): void {
    const { start, end, bytes } = this.#lines;
    if (this.#skipped !== null) {
      this.#endHuge(end - start, false);
      return;
    }
    if (start === end) return;
    const rest = bytes.subarray(start, end);
    this.#give(start, end, { hasNewline: false, isAscii: isAscii(rest), isUtf8: isUtf8(rest) });
    this.#lines.start = end;
  }

  #takeLines(): void {
    const lines = this.#lines;
    if (this.#skipped !== null && !this.#leaveHuge(this.#skipped)) return;
    const last = lines.bytes.lastIndexOf(newline, lines.end - 1);
    if (last < lines.start + this.#searched || lines.end === 0) {
      this.#searched = lines.end - lines.start;
      return;
    }
    const whole = lines.bytes.subarray(lines.start, last + 1);
    const ascii = isAscii(whole);
    const utf8 = ascii || isUtf8(whole);
    for (let end = lines.newline(lines.start + this.#searched); end !== -1; end = lines.newline()) {
      const { bytes, start } = lines;
      const text = ascii ? null : bytes.subarray(start, end);
      this.#give(start, end, {
        hasNewline: true,
        isAscii: text === null || isAscii(text),
        isUtf8: utf8 || text === null || isUtf8(text),
      });
      lines.start = end + 1;
      this.#searched = 0;
    }
    this.#searched = lines.end - lines.start;
  }

  #give(start: number, end: number, traits: Pick<CapturedLine, "hasNewline" | "isAscii" | "isUtf8">): void {
    const line = this.#line;
    line.bytes = this.#lines.bytes;
    line.start = start;
    line.end = end;
    line.number = ++this.#number;
    line.hasNewline = traits.hasNewline;
    line.isAscii = traits.isAscii;
    line.isUtf8 = traits.isUtf8;
    this.#sink.line(line);
  }

  #skipHuge(): void {
    const { start, end, bytes } = this.#lines;
    if (end - start <= this.#longestLine) return;
    this.#skipped = { size: end - start, beginning: bytes.toString("utf8", start, start + keptBeginning) };
    this.#lines.start = end;
    this.#searched = 0;
  }

  /** Passes over what belongs to a huge line; whether it ended. */
  #leaveHuge(skipped: { size: number }): boolean {
    const lines = this.#lines;
    const end = lines.newline();
    if (end === -1) {
      skipped.size += lines.end - lines.start;
      lines.start = lines.end;
      return false;
    }
    this.#endHuge(end + 1 - lines.start, true);
    lines.start = end + 1;
    this.#searched = 0;
    return true;
  }

  #endHuge(more: number, hasNewline: boolean): void {
    const { size, beginning } = this.#skipped ?? { size: 0, beginning: "" };
    this.#skipped = null;
    this.#sink.huge({ number: ++this.#number, size: size + more, beginning, hasNewline });
  }
}
