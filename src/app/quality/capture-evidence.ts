import { createReadStream } from "node:fs";
import type { Json } from "../../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../../lib/json-object.ts";
import { canonicalExact, parseExact, StreamColumns } from "../../quality/index.ts";
import { MessageReader } from "../../singer/index.ts";
import type { Evidence } from "./suggest.ts";

/** A column with more values than this is no list. */
const mostValues = 13;
/** Keys that are compared; beyond that nobody says they are unique. */
const mostKeys = 2_000_000;
const plenty = { take: () => true };

/** What a captured stream says of each of its streams, in order of first mention. Raises what reading the file raises. */
export async function captureEvidence(file: string): Promise<ReadonlyMap<string, Evidence>> {
  const streams = new Map<string, StreamEvidence>();
  const reader = new MessageReader();
  const take = (message: {
    readonly head: { readonly kind: string; readonly stream: string | null };
    readonly bytes: Buffer;
    value(): Json | undefined;
  }): void => {
    const { kind, stream } = message.head;
    if (stream === null || (kind !== "RECORD" && kind !== "SCHEMA")) return;
    const value = message.value();
    if (!isJsonObject(value)) return;
    const held = streams.get(stream) ?? new StreamEvidence();
    streams.set(stream, held);
    if (kind === "SCHEMA") held.onSchema(value);
    else if (isJsonObject(value["record"])) held.onRecord(value["record"], noNumbersIn(message.bytes));
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }))
    for (const message of reader.push(chunk as Buffer)) take(message);
  const rest = reader.end();
  if (rest !== null) take(rest);
  return new Map([...streams].map(([stream, held]) => [stream, held.evidence()]));
}

/** Properties of the record that hold a bare NaN or infinity; read as JSON they are null. */
function noNumbersIn(line: Buffer): readonly string[] {
  const text = line.toString("utf8");
  const exact = /NaN|Infinity/.test(text) ? parseExact(text) : "not JSON";
  if (typeof exact === "string" || !isJsonObject(exact.value)) return [];
  const { record } = exact.value;
  const texts = isJsonObject(record) ? (exact.numbers.get(record) ?? new Map<string, string>()) : [];
  return [...texts].flatMap(([name, written]) => (/NaN|Infinity/.test(written) ? [name] : []));
}

class StreamEvidence {
  readonly #columns = new StreamColumns(plenty);
  readonly #values = new Map<string, Set<string>>();
  readonly #unclearNumbers = new Set<string>();
  readonly #wideTexts = new Set<string>();
  readonly #keys = new Set<string>();
  #keyProperties: readonly string[] = [];
  #keysUnique: boolean | null = true;
  #records = 0;

  onSchema(message: JsonObject): void {
    this.#columns.declare(message["schema"] ?? null);
    const keys = message["key_properties"];
    this.#keyProperties = Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [];
  }

  onRecord(record: JsonObject, noNumbers: readonly string[]): void {
    this.#records++;
    for (const name of noNumbers) this.#unclearNumbers.add(name);
    this.#columns.add(record);
    this.#noteKey(record);
    for (const [name, value] of Object.entries(record)) {
      if (typeof value === "string") this.#noteText(name, value);
    }
  }

  #noteText(name: string, text: string): void {
    if (/[\ud800-\udfff]/.test(text)) this.#wideTexts.add(name);
    const values = this.#values.get(name) ?? new Set();
    if (values.size < mostValues) values.add(text);
    this.#values.set(name, values);
  }

  evidence(): Evidence {
    return {
      runs: [this.#columns.metrics()],
      keyProperties: this.#keyProperties,
      keysUnique: this.#keysUnique,
      records: [this.#records],
      unclearNumbers: this.#unclearNumbers,
      wideTexts: this.#wideTexts,
      values: new Map(
        [...this.#values].filter(([, set]) => set.size < mostValues).map(([name, set]) => [name, [...set]]),
      ),
    };
  }

  #noteKey(record: JsonObject): void {
    if (this.#keysUnique !== true || this.#keyProperties.length === 0) return;
    const parts = this.#keyProperties.map((name) =>
      Object.hasOwn(record, name) ? (record[name] ?? null) : null,
    );
    // To `unique` both spellings of é are one.
    const key = canonicalExact(parts, undefined, undefined, new Map()).normalize();
    if (this.#keys.has(key) || parts.includes(null)) this.#keysUnique = false;
    else if (this.#keys.size >= mostKeys) this.#keysUnique = null;
    else this.#keys.add(key);
  }
}
