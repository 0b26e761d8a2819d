import type { Json } from "../lib/canonical-json.ts";
import type { LineHead } from "./line.ts";
import { parseTolerantJson } from "./tolerant-json.ts";

/** A line with what is known of it. Its bytes are those that came, its newline with them; nothing is parsed unasked. */
export class Message {
  readonly head: LineHead;
  /** Counted from 1. */
  readonly number: number;
  /** Valid until the reader gets its next chunk; copy to keep. */
  readonly bytes: Buffer;
  #value: Json | undefined;
  #isParsed = false;

  constructor(head: LineHead, number: number, bytes: Buffer) {
    this.head = head;
    this.number = number;
    this.bytes = bytes;
  }

  /** The parsed message, or `undefined` for a line that is no JSON. For looking only: numbers lose digits. */
  value(): Json | undefined {
    if (!this.#isParsed) this.#value = parseTolerantJson(this.bytes.toString("utf8")) as Json | undefined;
    this.#isParsed = true;
    return this.#value;
  }
}
