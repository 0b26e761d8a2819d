import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertySchemas, valueTexts } from "../../../test/quality/noisy-lines.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { hashNumber, hashText } from "../columns/value-hash.ts";
import { parseExact } from "../exact/parse-exact.ts";
import { RecordReader } from "../record/record-reader.ts";
import { compileSchema } from "../schema/compile-schema.ts";
import { kinds } from "../walker/layout.ts";
import { SlotValues } from "../walker/slot-values.ts";
import { Walker } from "../walker/walker.ts";
import { linePlanOf } from "./line-plan.ts";
import { sureValueOf } from "./value-of-schema.ts";

const names = ["id", "a", "note", "a_long_name_of_a_column", "é"];
const walker = new Walker();

/** A line with this record, and what the walker makes of it where a schema for it holds. */
function walk(schemaText: string, recordText: string, reads: readonly string[] = names) {
  const schema = parseExact(schemaText);
  if (typeof schema === "string") throw new Error(`${schema}: ${schemaText}`);
  const plan = linePlanOf({
    ...{
      stream: "s",
      record: sureValueOf(schema.value, { numbers: schema.numbers, hasLooseDates: false }),
      reads,
      measures: names,
    },
    isOpen: () => true,
  });
  if (plan === null) throw new Error("no plan");
  const bytes = Buffer.from(`{"type":"RECORD","stream":"s","record":${recordText}}\n`);
  const line = bytes.toString("utf8", 0, bytes.length - 1);
  walker.forget();
  const taken = walker.walk(plan.program, bytes, 0, bytes.length, 10) === 1;
  const values = new SlotValues(walker);
  values.look(bytes, 0, plan.program.slots);
  return { schema, line, taken, values, slotOf: (name: string) => plan.slots.get(name) ?? -1 };
}

describe("what is sure of a record", () => {
  it("is valid, has no number that a double doesn't tell, and is what JSON.parse reads", () => {
    let taken = 0;
    let runs = 0;
    const properties = fc.dictionary(fc.constantFrom(...names), propertySchemas, { minKeys: 1, maxKeys: 4 });
    const reads = fc.subarray(names);
    const members = fc.array(fc.tuple(fc.constantFrom(...names, "other"), valueTexts), { maxLength: 5 });
    const required = fc.subarray(names, { maxLength: 1 });
    const additional = fc.constantFrom<Json>(true, true, false, { type: "integer" });
    fc.assert(
      fc.property(properties, required, additional, members, reads, (given, needed, others, pairs, read) => {
        const schemaText = JSON.stringify({
          properties: given,
          required: needed,
          additionalProperties: others,
        });
        const recordText = `{${pairs.map(([name, text]) => `"${name}":${text}`).join(",")}}`;
        const walked = walk(schemaText, recordText, read);
        runs++;
        if (!walked.taken) return;
        taken++;
        const reader = new RecordReader();
        expect(reader.read(walked.line, 1, 0)).toBe(true);
        const compiled = compileSchema(walked.schema.value, walked.schema.numbers);
        if ("error" in compiled) throw new Error(compiled.error);
        expect(compiled.validate(reader.record, reader.numbers)).toEqual([]);
        for (const name of names)
          expectSame(walked.values, walked.slotOf(name), reader, name, read.includes(name));
      }),
      { numRuns: 4000 },
    );
    // It would be as true of a walker that takes nothing.
    expect(taken / runs).toBeGreaterThan(0.1);
  });

  it("is said of what taps write", () => {
    const schema = JSON.stringify({
      type: "object",
      properties: {
        id: { type: "integer", minimum: 1 },
        a: { type: ["number", "null"] },
        note: { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }] },
      },
    });
    const records = [
      '{"id":1,"a":1.5,"note":"2025-01-01T00:00:00Z"}',
      '{"note": null, "a": -3, "id": 9007199254740991}',
      '{ "id": 7 }',
      '{"id":1,"more":{"deep":[1.0,0.1000000000000000055,"\\u00e9",{}]},"é":"zażółć"}',
    ];
    for (const record of records) expect(walk(schema, record).taken, record).toBe(true);
    const doubtful = [
      '{"id":1.0}',
      '{"id":0}',
      '{"a":0.30000000000000004}',
      '{"id":1,"id":2}',
      '{"id":1}}',
      '{"id":1',
    ];
    for (const record of doubtful) expect(walk(schema, record).taken, record).toBe(false);
  });

  it("is said of floats whose text nobody reads", () => {
    const schema =
      '{"properties":{"a":{"type":"number"},"note":{"oneOf":[{"type":"integer"},{"type":"number"}]}}}';
    const taken = (record: string, reads: readonly string[]): boolean => walk(schema, record, reads).taken;
    for (const number of ["12.0", "-3.00", "0.30000000000000004", "12345678901234567890"]) {
      expect(taken(`{"a":${number}}`, []), number).toBe(true);
      expect(taken(`{"a":${number}}`, ["a"]), number).toBe(false);
    }
    // Whole, it is of both branches.
    expect([taken('{"note":12.0}', []), taken('{"note":12.5}', [])]).toEqual([false, true]);
    expect(taken(`{"a":${"1".repeat(200)}}`, [])).toBe(false);
  });

  it("is never said of a record that is no object", () => {
    for (const record of ["5", "null", '"text"', "[{}]", "true"])
      expect(walk('{"properties":{"a":{"type":"integer"}}}', record).taken, record).toBe(false);
  });

  it("keeps to limits that no double tells", () => {
    const schema =
      '{"properties":{"id":{"maximum":9007199254740990.5},"a":{"minimum":0.1000000000000000055}}}';
    const taken = (record: string): boolean => walk(schema, record).taken;
    expect([taken('{"id":9007199254740990}'), taken('{"id":9007199254740989}')]).toEqual([false, true]);
    expect([taken('{"a":0.1}'), taken('{"a":0.2}')]).toEqual([false, true]);
  });
});

function expectSame(
  values: SlotValues,
  slot: number,
  reader: RecordReader,
  name: string,
  isRead: boolean,
): void {
  const value = reader.record[name];
  expect(values.value(slot)).toEqual(value);
  if (isRead) expect(reader.numbers.get(reader.record)?.has(name) ?? false).toBe(false);
  const kind = values.kind(slot);
  if (kind === kinds.plain) {
    expect(values.hash(slot)).toBe(hashText(value as string));
    expect(values.length(slot)).toBe((value as string).length);
  }
  if (kind !== kinds.integer && kind !== kinds.fraction) return;
  expect(values.hash(slot)).toBe(hashNumber(value as number));
  expect(kind === kinds.integer).toBe(Number.isInteger(value));
}
