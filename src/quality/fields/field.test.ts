import { describe, expect, it } from "vitest";
import type { Json } from "../../lib/canonical-json.ts";
import type { JsonObject } from "../check.ts";
import { Field } from "./field.ts";
import { parseFieldPath, pathOfName, placeText } from "./field-path.ts";

function valuesOf(path: string, record: Json, declared: JsonObject | null = null): (Json | undefined)[] {
  const field = new Field(path);
  field.resolve(declared);
  const found: (Json | undefined)[] = [];
  field.some(record as JsonObject, (value) => {
    found.push(value);
    return false;
  });
  return found;
}

describe("a field", () => {
  it.each<[string, Json, (Json | undefined)[]]>([
    ["id", { id: 1 }, [1]],
    ["id", {}, [undefined]],
    ["a.b", { a: { b: 2 } }, [2]],
    ["a.b", { a: null }, [undefined]],
    ["a.b", { a: "text" }, [undefined]],
    ["a[].b", { a: [{ b: 1 }, { b: null }, {}] }, [1, null, undefined]],
    ["a[]", { a: [1, 2] }, [1, 2]],
    ["a[].b", { a: [] }, []],
    ["a[].b", { a: 3 }, [undefined]],
    ["a[].b", { a: [7] }, [undefined]],
    ["a[].b[].c", { a: [{ b: [{ c: 1 }, { c: 2 }] }, { b: [{ c: 3 }] }] }, [1, 2, 3]],
    ["a\\.b", { "a.b": 5 }, [5]],
    ["toString", {}, [undefined]],
    ["constructor", { constructor: 1 }, [1]],
    ["hasOwnProperty.x", { hasOwnProperty: { x: 1 } }, [1]],
    ["", { "": 4 }, [4]],
    ["a..b", { a: { b: 1 } }, [1]],
  ])("%s in %j is %j", (path, record, values) => {
    expect(valuesOf(path, record)).toEqual(values);
  });

  it("finds a key named __proto__ as JSON has it, and nothing where there is none", () => {
    expect(valuesOf("__proto__", JSON.parse('{"__proto__": 5}'))).toEqual([5]);
    expect(valuesOf("__proto__", {})).toEqual([undefined]);
    expect(valuesOf("__proto__.polluted", {})).toEqual([undefined]);
  });

  it("means the declared property where one is named like the whole path", () => {
    const record = { "a.b": 1, a: { b: 2 } };
    expect(valuesOf("a.b", record, { "a.b": {} })).toEqual([1]);
    expect(valuesOf("a.b", record, { a: {} })).toEqual([2]);
  });

  it("names the places of what a test finds", () => {
    const field = new Field("lines[].price");
    const record = { lines: [{ price: 1 }, { price: -1 }, { price: -2 }] };
    const places = field.places(record, (value) => typeof value === "number" && value < 0);
    expect(places.map(placeText)).toEqual(["lines[1].price", "lines[2].price"]);
    expect(field.read(record)).toBe(1);
    expect([field.topLevel, field.isMany]).toEqual(["lines", true]);
  });

  it.each(["a.b", "a[]", "a\\b", "[]", "x", "a[].b"])("means the property %s where it is escaped", (name) => {
    expect(valuesOf(pathOfName(name), { [name]: 1 })).toEqual([1]);
  });

  it("takes every text for a path", () => {
    for (const text of ["", ".", "...", "[]", "a[", "\\", "a\\", "[].b", "\u0000"])
      expect(parseFieldPath(text).length).toBeGreaterThan(0);
  });
});
