import type { Json } from "../../lib/canonical-json.ts";
import type { JsonObject, RecordView } from "../check.ts";
import { type NumberTexts, parseExact, standIn } from "../exact/parse-exact.ts";
import { isObject } from "../fields/field.ts";
import { type DoubtfulNumber, doubtfulNumbers } from "./doubtful-numbers.ts";

const noTexts: NumberTexts = new Map();
const nothing: JsonObject = {};

/** Whether a line may hold a number that its double doesn't tell. */
export function mayLoseDigits(text: string): boolean {
  return doubtfulNumbers(text).length > 0;
}

/** Reads RECORD lines for checks. It is the view it gives: one object for all records. */
export class RecordReader implements RecordView {
  record: JsonObject = nothing;
  /** Of the message, as its last `type` and `stream` say. */
  type: Json = null;
  stream: Json = null;
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
    const doubtful = doubtfulNumbers(text);
    const message =
      doubtful.length === 0
        ? this.#quickly(text)
        : (this.#withNumbers(text, doubtful) ?? this.#exactly(text));
    const record = message?.["record"];
    const isRecord = isObject(record);
    this.record = isRecord ? record : nothing;
    this.type = message?.["type"] ?? null;
    this.stream = message?.["stream"] ?? null;
    this.timeExtracted = message?.["time_extracted"] ?? null;
    this.version = message?.["version"] ?? null;
    return isRecord;
  }

  /** A bare NaN, or no JSON at all, is for the other reader. */
  #quickly(text: string): JsonObject | null {
    return parsed(text) ?? this.#exactly(text);
  }

  /** As quickly, with the texts of those numbers; `null` where it isn't sure whose they are. */
  #withNumbers(text: string, doubtful: readonly DoubtfulNumber[]): JsonObject | null {
    const message = parsed(text);
    const record = message?.["record"];
    if (message === null || !isObject(record)) return null;
    const texts = new Map<string, string>();
    for (const { key, text: written } of doubtful) {
      if (
        key === null ||
        !isOnly(text, key) ||
        record[key] !== Number(written) ||
        !Object.hasOwn(record, key)
      )
        return null;
      texts.set(key, written);
    }
    for (const [key, written] of texts)
      (record as { [key: string]: Json })[key] = standIn(written, Number(written));
    this.numbers = new Map([[record, texts]]);
    return message;
  }

  #exactly(text: string): JsonObject | null {
    const read = parseExact(text);
    if (typeof read === "string") return null;
    this.numbers = read.numbers;
    return isObject(read.value) ? read.value : null;
  }
}

function parsed(text: string): JsonObject | null {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    // It may still be JSON as Python writes it.
    return null;
  }
}

/** Whether a name stands in a line once: then it is the property that it seems to be. */
function isOnly(text: string, key: string): boolean {
  const named = `"${key}"`;
  return text.indexOf(named, text.indexOf(named) + 1) === -1;
}
