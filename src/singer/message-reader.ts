import { HeadScanner } from "./head-scanner.ts";
import { LineBuffer } from "./line-buffer.ts";
import { Message } from "./message.ts";

/** Chunks in, messages out, however the chunks were cut. Lines end at byte 0x0A and nowhere else. */
export class MessageReader {
  readonly #lines = new LineBuffer();
  readonly #scanner = new HeadScanner();
  #count = 0;

  /** The messages that this chunk completes. */
  *push(chunk: Uint8Array): Generator<Message> {
    let searched = this.#lines.end - this.#lines.start;
    this.#lines.append(chunk);
    for (;;) {
      const newline = this.#lines.newline(this.#lines.start + searched);
      if (newline === -1) return;
      yield this.#take(newline, newline + 1);
      searched = 0;
    }
  }

  /** What stood behind the last newline, or `null`. */
  end(): Message | null {
    const { start, end } = this.#lines;
    return start === end ? null : this.#take(end, end);
  }

  #take(end: number, next: number): Message {
    const { bytes, start } = this.#lines;
    const head = this.#scanner.scan(bytes, start, end);
    this.#lines.start = next;
    this.#count++;
    return new Message(head, this.#count, bytes.subarray(start, next));
  }
}
