import type { Json } from "../../lib/canonical-json.ts";
import type { JsonObject } from "../check.ts";
import type { SureRecordView } from "../engine/stream-checks.ts";
import type { NumberTexts } from "../exact/parse-exact.ts";
import type { RecordReader } from "../record/record-reader.ts";
import type { SlotValues } from "../walker/slot-values.ts";

const noTexts: NumberTexts = new Map();

/** A record of which only what checks read was built; the rest is read when somebody has to see it. */
export class SureView implements SureRecordView {
  record: JsonObject = {};
  numbers: NumberTexts = noTexts;
  line = 0;
  timeExtracted: Json = null;
  version: Json = null;
  receivedAt = 0;
  readonly #reader: RecordReader;
  readonly #text: (start: number, end: number) => string;
  #start = 0;
  #end = 0;

  /** `text` gives the text of bytes, `reader` reads whole records. */
  constructor(reader: RecordReader, text: (start: number, end: number) => string) {
    this.#reader = reader;
    this.#text = text;
  }

  show(record: JsonObject, line: number, version: Json, start: number, end: number): void {
    this.record = record;
    this.numbers = noTexts;
    this.line = line;
    this.version = version;
    this.#start = start;
    this.#end = end;
  }

  makeWhole(): void {
    const reader = this.#reader;
    if (this.record === reader.record) return;
    reader.read(this.#text(this.#start, this.#end), this.line, this.receivedAt);
    this.record = reader.record;
    this.numbers = reader.numbers;
    this.timeExtracted = reader.timeExtracted;
  }
}

export type BuildRecord = (values: SlotValues) => JsonObject;

/** The function that builds a record of some properties. Names stand in it as JSON texts only. */
export function recordBuilder(slots: ReadonlyMap<string, number>): BuildRecord {
  const parts = [...slots].map(([name, slot]) => `${JSON.stringify(name)}: v.value(${slot})`);
  return new Function("v", `"use strict"; return { ${parts.join(", ")} };`) as BuildRecord;
}
