import type { Json } from "../../lib/canonical-json.ts";
import type { JsonObject, RecordView } from "../check.ts";
import { type NumberTexts, parseExact } from "../exact/parse-exact.ts";

const noTexts: NumberTexts = new Map();
const nothing: JsonObject = {};

/** Where a number begins that a double may not tell: one of many digits, one like `1.0`, one with an exponent. */
const suspicious = /[:,[\s]-?(?:[\d.]{16}|\d+\.0+[,}\]\s]|\d[\d.]*[eE])/;
const numbersOfText = /[:,[\s](-?\d[\d.]*(?:[eE][+-]?\d+)?)(?=[,}\]\s])/g;

/**
 * Whether a line may hold a number that its double doesn't tell. A text with such a number in it is taken for one: that
 * costs time and nothing else.
 */
export function mayLoseDigits(text: string): boolean {
  if (!suspicious.test(text)) return false;
  for (const [, number = ""] of text.matchAll(numbersOfText))
    if (String(Number(number)) !== number) return true;
  return false;
}

/** Reads RECORD lines for checks. It is the view it gives: one object for all records. */
export class RecordReader implements RecordView {
  record: JsonObject = nothing;
  numbers: NumberTexts = noTexts;
  line = 0;
  timeExtracted: Json = null;
  version: Json = null;
  receivedAt = 0;

  /** Reads a whole RECORD message. `false` where its `record` is missing or no object, or it can't be read. */
  read(text: string, line: number, receivedAt: number): boolean {
    this.line = line;
    this.receivedAt = receivedAt;
    this.numbers = noTexts;
    const message = mayLoseDigits(text) ? this.#exactly(text) : this.#quickly(text);
    const record = message?.["record"];
    const isObject = typeof record === "object" && record !== null && !Array.isArray(record);
    this.record = isObject ? (record as JsonObject) : nothing;
    this.timeExtracted = message?.["time_extracted"] ?? null;
    this.version = message?.["version"] ?? null;
    return isObject;
  }

  #quickly(text: string): JsonObject | null {
    try {
      return JSON.parse(text) as JsonObject;
    } catch {
      // A bare NaN, or no JSON at all: the other reader knows.
      return this.#exactly(text);
    }
  }

  #exactly(text: string): JsonObject | null {
    const read = parseExact(text);
    if (typeof read === "string") return null;
    this.numbers = read.numbers;
    const { value } = read;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : null;
  }
}
