import { expect } from "vitest";
import type { Json } from "../../src/lib/canonical-json.ts";
import type { Finding } from "../../src/model/finding.ts";
import { RunChecks } from "../../src/quality/engine/run-checks.ts";
import type { StreamChecks } from "../../src/quality/engine/stream-checks.ts";
import type { RowVerdict } from "../../src/quality/engine/verdict.ts";
import { parseExact } from "../../src/quality/exact/parse-exact.ts";
import { noHistory } from "../../src/quality/history/port.ts";
import { RecordReader } from "../../src/quality/record/record-reader.ts";
import { samplesSettings, streamsSettings } from "../../src/quality/settings.ts";

export interface StreamTestOptions {
  /** `streams:` as it would stand in the file. */
  readonly streams?: { readonly [key: string]: unknown };
  readonly mapping?: { readonly [key: string]: unknown };
  readonly defaults?: boolean;
  readonly samples?: object;
  readonly strict?: { readonly unknown_streams?: boolean; readonly unknown_fields?: boolean };
  readonly memoryBytes?: number;
  readonly tap?: string;
}

/** A run of checks without a mapper, fed with lines as a tap writes them. */
export class StreamTest {
  readonly run: RunChecks;
  readonly #reader = new RecordReader();
  #line = 0;

  constructor({
    streams = {},
    mapping,
    defaults = false,
    samples = {},
    strict = {},
    memoryBytes,
    tap,
  }: StreamTestOptions) {
    this.run = new RunChecks({
      tap: tap ?? "tap-test",
      layers: [
        streamsSettings.parse(streams),
        ...(mapping === undefined ? [] : [streamsSettings.parse(mapping)]),
      ],
      defaultChecks: defaults,
      strict: { unknown_streams: false, unknown_fields: false, ...strict },
      samples: samplesSettings.parse(samples),
      redact: (value) => value,
      memoryBytes: memoryBytes ?? 256 * 2 ** 20,
      now: () => Date.UTC(2024, 0, 1),
      timezone: "UTC",
      history: () => noHistory(true),
    });
  }

  stream(name = "orders"): StreamChecks {
    return this.run.stream(name);
  }

  schema(
    schema: Json | string,
    {
      keys = null,
      bookmarks = null,
      stream = "orders",
    }: { keys?: string[] | null; bookmarks?: string[] | null; stream?: string } = {},
  ): this {
    const read = parseExact(typeof schema === "string" ? schema : JSON.stringify(schema));
    if (typeof read === "string") throw new Error(read);
    this.stream(stream).onSchema({
      ...{ schema: read.value, numbers: read.numbers, keyProperties: keys, bookmarkProperties: bookmarks },
      line: ++this.#line,
    });
    return this;
  }

  /** The verdict on a record, given as JSON text or as a value. */
  record(record: Json | string, stream = "orders"): RowVerdict {
    const text = typeof record === "string" ? record : JSON.stringify(record);
    return this.line(`{"type":"RECORD","stream":${JSON.stringify(stream)},"record":${text}}`, stream);
  }

  line(text: string, stream = "orders"): RowVerdict {
    const isRead = this.#reader.read(text, ++this.#line, Date.UTC(2024, 0, 1));
    const checks = this.stream(stream);
    return isRead ? checks.onRecord(this.#reader) : checks.onUnreadable(this.#line);
  }

  records(...records: readonly (Json | string)[]): this {
    for (const record of records) this.record(record);
    return this;
  }

  end(complete = true): readonly Finding[] {
    this.run.onEnd({ complete });
    return this.run.findings();
  }
}

/** Rows in violation of one check over these records, each given as JSON text or value. */
export function violationsOf(check: object, records: readonly (Json | string)[]): boolean[] {
  const test = new StreamTest({ streams: { "*": { checks: [{ ...check, on_violation: "quarantine" }] } } });
  return records.map((record) => test.record(record) !== "forward");
}

/** Says which of some values of the field `v` violate a check. Values are JSON text. */
export function expectViolations(check: object, good: readonly string[], bad: readonly string[]): void {
  const recordOf = (value: string): string => (value === "missing" ? "{}" : `{"v":${value}}`);
  const found = (values: readonly string[]): string[] => {
    const fires = violationsOf(check, values.map(recordOf));
    return values.filter((_, at) => fires[at]);
  };
  expect({ good: found(good), bad: found(bad) }).toEqual({ good: [], bad });
}
