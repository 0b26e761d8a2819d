import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../lib/canonical-json.ts";
import { diffInferred } from "./diff-inferred.ts";
import { diffSchemas } from "./diff-schemas.ts";
import { TypeInference } from "./infer-types.ts";

type Properties = { readonly [name: string]: Json };

function changesOf(before: Json, after: Json, keys: readonly string[] = ["id"]): string[] {
  const { changes } = diffSchemas(
    { schema: before, keyProperties: keys },
    { schema: after, keyProperties: keys },
    3,
  );
  return changes.map(({ path, kind, class: of }) => `${path} ${kind} ${of}`);
}

function ofProperty(before: Json, after: Json): string[] {
  const schema = (value: Json): Json => ({ properties: { a: value } as Properties });
  return changesOf(schema(before), schema(after));
}

describe("a change of one property", () => {
  it.each([
    [{ type: "integer" }, { type: "number" }, ["$.a type_widened safe"]],
    [{ type: "number" }, { type: "integer" }, ["$.a type_narrowed breaking"]],
    [{ type: "integer" }, { type: "string" }, ["$.a type_changed breaking"]],
    [{ type: "integer" }, { type: ["integer", "string"] }, ["$.a type_widened breaking"]],
    [{ type: ["integer", "string"] }, { type: "string" }, ["$.a type_narrowed breaking"]],
    [{ type: "integer" }, {}, ["$.a type_widened breaking"]],
    [{}, { type: "integer" }, ["$.a type_narrowed breaking"]],
    [{ type: "string" }, { type: ["string", "null"] }, ["$.a null_allowed safe"]],
    [{ type: ["string", "null"] }, { type: "string" }, ["$.a null_forbidden breaking"]],
    [{ type: "string" }, { type: "string", format: "date-time" }, ["$.a format_changed breaking"]],
    [{ type: "string" }, { type: "string", format: "email" }, ["$.a format_changed safe"]],
    [{ type: "string", format: "singer.decimal" }, { type: "string" }, ["$.a format_changed breaking"]],
    [
      { type: "string", maxLength: 20 },
      { type: "string", maxLength: 10 },
      ["$.a max_length_narrowed breaking"],
    ],
    [{ type: "string", maxLength: 20 }, { type: "string" }, ["$.a max_length_widened safe"]],
    [{ type: "string" }, { type: "string", maxLength: 20 }, ["$.a max_length_narrowed breaking"]],
    [{ enum: ["A", "B"] }, { enum: ["B", "A", "C"] }, ["$.a enum_widened safe"]],
    [{ enum: ["A", "B"] }, { enum: ["B", "C"] }, ["$.a enum_narrowed breaking"]],
    [{ enum: ["A"] }, {}, ["$.a enum_widened safe"]],
    [
      { type: "object" },
      { type: "object", additionalProperties: false },
      ["$.a additional_properties_forbidden breaking"],
    ],
    [
      { type: "object", additionalProperties: false },
      { type: "object" },
      ["$.a additional_properties_allowed safe"],
    ],
    [
      { type: "number", multipleOf: 0.01 },
      { type: "number", multipleOf: 0.1 },
      ["$.a precision_narrowed breaking"],
    ],
    [
      { type: "number", multipleOf: 0.01 },
      { type: "number", multipleOf: 0.001 },
      ["$.a precision_widened safe"],
    ],
    [{ type: "number", maximum: 10 }, { type: "number", maximum: 5 }, ["$.a maximum_narrowed breaking"]],
    [{ type: "number", minimum: 0 }, { type: "number", minimum: -5 }, ["$.a minimum_widened safe"]],
    [
      { type: "array", items: { type: "object", properties: { b: { type: "integer" } } } },
      { type: "array", items: { type: "object", properties: { b: { type: "string" } } } },
      ["$.a[*].b type_changed breaking"],
    ],
  ] as [Json, Json, string[]][])("%j to %j", (before, after, expected) => {
    expect(ofProperty(before, after)).toEqual(expected);
  });

  it("written otherwise is none", () => {
    const nullable = { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }] };
    expect(ofProperty(nullable, { type: ["null", "string"], format: "date-time" })).toEqual([]);
    expect(ofProperty({ type: ["a", "null"] }, { type: ["null", "a"] })).toEqual([]);
    expect(
      ofProperty({ type: "string", description: "x" }, { type: "string", inclusion: "automatic" }),
    ).toEqual([]);
  });
});

describe("a change of the whole", () => {
  const schema = (properties: Properties, more: Properties = {}): Json => ({ properties, ...more });

  it("names what came and what went, with the line and the reason", () => {
    const before = { schema: schema({ id: {}, old: { type: "string" } }), keyProperties: ["id"] };
    const after = { schema: schema({ id: {}, fresh: { type: ["null", "string"] } }), keyProperties: ["id"] };
    expect(diffSchemas(before, after, 12)).toMatchObject({
      breaking: 1,
      changes: [
        {
          path: "$.old",
          kind: "property_removed",
          before: ["string"],
          after: null,
          class: "breaking",
          line: 12,
        },
        { path: "$.fresh", kind: "property_added", before: null, after: ["string", "null"], class: "safe" },
      ],
    });
  });

  it("tells required fields, keys and nullable keys", () => {
    const [plain, strict] = [
      schema({ id: { type: "integer" } }),
      schema({ id: { type: "integer" } }, { required: ["id"] }),
    ];
    expect(changesOf(plain, strict)).toEqual(["$.id required_added breaking"]);
    expect(changesOf(strict, plain)).toEqual(["$.id required_removed safe"]);
    expect(changesOf(plain, schema({ id: { type: ["integer", "null"] } }))).toEqual([
      "$.id null_allowed breaking",
    ]);
    const keys = diffSchemas(
      { schema: plain, keyProperties: ["id"] },
      { schema: plain, keyProperties: ["nr"] },
      null,
    );
    expect(keys.changes).toMatchObject([{ kind: "key_properties_changed", class: "breaking" }]);
    const order = diffSchemas(
      { schema: plain, keyProperties: ["a", "b"] },
      { schema: plain, keyProperties: ["b", "a"] },
      null,
    );
    expect(order.total).toBe(0);
  });

  it("follows references, and is not caught in loops", () => {
    const withRef = (type: string): Json =>
      schema({ a: { $ref: "#/definitions/x" } }, { definitions: { x: { type } } });
    expect(changesOf(withRef("integer"), withRef("string"))).toEqual(["$.a type_changed breaking"]);
    const loop = schema(
      { a: { $ref: "#/definitions/x" } },
      { definitions: { x: { properties: { b: { $ref: "#/definitions/x" } } } } },
    );
    expect(changesOf(loop, loop)).toEqual([]);
    const circle = schema(
      { a: { $ref: "#/definitions/x" } },
      { definitions: { x: { $ref: "#/definitions/x" } } },
    );
    expect(changesOf(circle, circle)).toEqual([]);
  });

  it("is bounded, and counts what it doesn't keep", () => {
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`p${at}`, { type: "string" }]));
    const log = diffSchemas(
      { schema: schema(wide), keyProperties: [] },
      { schema: schema({}), keyProperties: [] },
      null,
    );
    expect(log.changes).toHaveLength(1000);
    expect(log).toMatchObject({ total: 5000, breaking: 5000 });
  });

  it("takes any JSON for a schema, and a schema never differs from itself", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const of = (schema: unknown) => ({ schema: schema as Json, keyProperties: null });
        expect(diffSchemas(of(a), of(a), null).total).toBe(0);
        diffSchemas(of(a), of(b), null);
      }),
    );
  });

  it("a property named like a method is a property", () => {
    const before = schema(JSON.parse('{"constructor": {"type": "string"}, "__proto__": {"type": "string"}}'));
    expect(changesOf(before, schema({}))).toEqual([
      "$.constructor property_removed breaking",
      "$.__proto__ property_removed breaking",
    ]);
  });
});

describe("types that nobody declared", () => {
  const infer = (schema: Json, records: readonly { [key: string]: Json }[]) => {
    const inference = new TypeInference();
    inference.declare(schema);
    for (const record of records) inference.add(record);
    return inference.types;
  };

  it("are seen in open places only", () => {
    const schema = { properties: { id: { type: "integer" }, any: {}, payload: { type: "object" } } };
    const records = [
      { id: 1, any: 1, payload: { size: 2, deep: { x: "a" } }, more: true },
      { id: 2, any: 1.5, payload: null },
      { id: 3, any: null, payload: { size: [1] } },
    ];
    expect(infer(schema, records)).toEqual({
      "$.any": ["number"],
      "$.payload": ["object"],
      "$.payload.size": ["integer", "array"],
      "$.payload.deep": ["object"],
      "$.payload.deep.x": ["string"],
      "$.more": ["boolean"],
    });
    expect(infer({ properties: { id: { type: "integer" } }, additionalProperties: false }, records)).toEqual(
      {},
    );
  });

  it("are bounded", () => {
    const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`p${at}`, at]));
    expect(Object.keys(infer({}, [wide]))).toHaveLength(500);
  });

  it("that change are breaking, but for numbers; what stays away says nothing", () => {
    const before = { "$.a": ["integer"], "$.b": ["string"], "$.gone": ["string"], "$.c": ["number"] };
    const after = { "$.a": ["number"], "$.b": ["integer"], "$.c": ["integer"], "$.new": ["string"] };
    expect(diffInferred(before, after).changes.map(({ path, kind, class: of }) => [path, kind, of])).toEqual([
      ["$.a", "inferred_type_widened", "safe"],
      ["$.b", "inferred_type_changed", "breaking"],
      ["$.c", "inferred_type_widened", "safe"],
      ["$.new", "inferred_field_added", "safe"],
    ]);
    expect(diffInferred(before, before).total).toBe(0);
  });
});
