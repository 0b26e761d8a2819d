import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertySchemas } from "../../../test/quality/noisy-lines.ts";
import type { Json } from "../../lib/canonical-json.ts";
import { both } from "./combine.ts";
import { sureValueOf } from "./value-of-schema.ts";

const reading = { numbers: new Map(), hasLooseDates: false };
const sure = (schema: Json) => sureValueOf(schema, reading);
const loose = (schema: Json) => sureValueOf(schema, { ...reading, hasLooseDates: true });

describe("what two surely accept", () => {
  it("keeps to the tighter of two limits, and to the open one of equal ones", () => {
    const number = both(
      sure({ minimum: 1, maximum: 9 }),
      sure({ exclusiveMinimum: 1, maximum: 10, multipleOf: 0.1 }),
    ).number;
    expect(number).toEqual({
      minimum: { value: 1, isOpen: true },
      maximum: { value: 9, isOpen: false },
      decimals: 1,
    });
  });

  it("keeps to both lengths, to texts that both list, and to the stricter format", () => {
    const text = both(
      sure({ minLength: 2, maxLength: 9, enum: ["a", "b"] }),
      sure({ maxLength: 5, enum: ["b", "c"] }),
    ).text;
    expect(text).toMatchObject({ length: { least: 2, most: 5 }, texts: ["b"] });
    const dates = both(sure({ format: "date-time" }), loose({ format: "date-time" }));
    expect(dates.text?.format).toBe("date-time");
    const neither = both(sure({ type: "string", format: "date-time" }), sure({ format: "date" }));
    expect([neither.types, neither.text]).toEqual([0, null]);
  });

  it("asks for the members of both, and lets others come only where both do", () => {
    const one = sure({ properties: { a: { type: "integer" } }, required: ["a"] });
    const other = sure({ properties: { b: {} }, additionalProperties: { minimum: 3 } });
    const members = both(one, other).members;
    const [a, b] = members?.entries ?? [];
    expect([a?.name, a?.isRequired, a?.value.number?.minimum?.value]).toEqual(["a", true, 3]);
    expect([b?.name, b?.isRequired]).toEqual(["b", false]);
    expect(members?.others?.number?.minimum?.value).toBe(3);
    expect(both(one, sure({ additionalProperties: false })).members?.others).toBeNull();
  });

  it("is never of a type that one of them refuses, whichever comes first", () => {
    fc.assert(
      fc.property(propertySchemas, propertySchemas, (a, b) => {
        const [ab, ba] = [both(sure(a), sure(b)), both(sure(b), sure(a))];
        expect(ab.types & ~(sure(a).types & sure(b).types)).toBe(0);
        expect(ab.types).toBe(ba.types);
      }),
    );
  });
});

describe("what a choice surely accepts", () => {
  it("is what one branch does; of `oneOf` only what no other could", () => {
    const branches = [{ type: "integer" }, { type: ["number", "null"], maximum: 3 }];
    expect(sure({ anyOf: branches }).types).toBe(sure({ type: ["integer", "null"] }).types);
    const one = sure({ oneOf: branches });
    expect([one.types, one.number?.maximum?.value]).toEqual([
      sure({ type: ["number", "null"] }).types - 4,
      3,
    ]);
  });
});
