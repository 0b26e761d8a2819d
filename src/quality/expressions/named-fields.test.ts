import { describe, expect, it } from "vitest";
import { namedFields } from "./named-fields.ts";

describe("the fields a condition names", () => {
  it.each([
    ["packed_qty <= alloc_qty", ["packed_qty", "alloc_qty"]],
    ["a == 1 && (a > 2 || !b)", ["a", "b"]],
    ["address.city.startsWith('S') ? zip != null : true", ["address", "zip"]],
    ["record.qty > 1 && record['order nbr'] != '' && size(record) > 2", ["qty", "order nbr"]],
    ["lines.all(l, l.qty > min_qty)", ["lines", "min_qty"]],
    ["lines.exists(l, l.parts.exists(p, p == l.id && p == id))", ["lines", "id"]],
    ["status in ['OPEN', other] && {'a': b}.a == 1", ["status", "other", "b"]],
    ["has(address.city) && has(zip) && street != null", ["street"]],
    ["-amount < 0", ["amount"]],
    ["1 < 2", []],
    ["no condition at all (", []],
  ])("%s", (source, fields) => {
    expect(namedFields(source)).toEqual(fields);
  });
});
