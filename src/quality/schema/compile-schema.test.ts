import { describe, expect, it } from "vitest";
import type { Json } from "../../lib/canonical-json.ts";
import { type ExactJson, parseExact } from "../exact/parse-exact.ts";
import { type CompiledSchema, compileSchema } from "./compile-schema.ts";

const drafts = {
  "draft-04": "http://json-schema.org/draft-04/schema#",
  "draft-06": "http://json-schema.org/draft-06/schema#",
  "draft-07": "http://json-schema.org/draft-07/schema#",
  "2019-09": "https://json-schema.org/draft/2019-09/schema",
  "2020-12": "https://json-schema.org/draft/2020-12/schema",
} as const;

function compiled(text: string): CompiledSchema {
  const schema = parseExact(text);
  if (typeof schema === "string") throw new Error(schema);
  const result = compileSchema(schema.value, schema.numbers);
  if ("error" in result) throw new Error(result.error);
  return result;
}

/** Violations as `path keyword`, of the exact reading; the quick one must agree where both can be asked. */
function violations(schema: string, record: string): string[] {
  const validator = compiled(schema);
  const exact = parseExact(record);
  if (typeof exact === "string") throw new Error(exact);
  const found = validator.validate(exact.value, exact.numbers);
  if (exact.numbers.size === 0) expect(validator.validate(JSON.parse(record))).toEqual(found);
  return found.filter(({ isInvalid }) => isInvalid).map(({ path, keyword }) => `${path} ${keyword}`);
}

const of = (property: string, $schema?: string): string =>
  `{${$schema === undefined ? "" : `"$schema":"${$schema}",`}"properties":{"a":${property}}}`;

describe("a schema's dialect", () => {
  it.each(Object.entries(drafts))("is %s where it says so", (dialect, $schema) => {
    expect(compiled(of("{}", $schema))).toMatchObject({ dialect, declared: dialect });
  });

  it.each([
    ['{"maximum":5,"exclusiveMaximum":true}', undefined, "draft-04"],
    ['{"maximum":5,"exclusiveMaximum":true}', drafts["2020-12"], "draft-04"],
    ['{"items":[{}]}', undefined, "draft-07"],
    ['{"items":[{}]}', drafts["2020-12"], "2019-09"],
    ['{"items":[{}]}', drafts["draft-06"], "draft-06"],
    ["{}", undefined, "2020-12"],
    ["{}", "https://example.com/own", "2020-12"],
  ])("is told by the shape of %s with %s: %s", (property, $schema, dialect) => {
    expect(compiled(of(property, $schema)).dialect).toBe(dialect);
  });
});

describe("violations", () => {
  it.each([
    ["draft-04", '{"maximum":5,"exclusiveMaximum":true}', "5", ["$.a maximum"]],
    ["draft-04", '{"minimum":5,"exclusiveMinimum":true}', "5", ["$.a minimum"]],
    ["draft-04", '{"minimum":5,"exclusiveMinimum":false}', "5", []],
    ["draft-04", '{"type":"integer"}', "1.0", ["$.a type"]],
    ["draft-06", '{"type":"integer"}', "1.0", []],
    ["draft-06", '{"exclusiveMaximum":5}', "5", ["$.a exclusiveMaximum"]],
    ["draft-06", '{"const":1}', "1.0", []],
    ["draft-06", '{"contains":{"const":2}}', "[1]", ["$.a[*] const", "$.a contains"]],
    ["draft-07", '{"if":{"type":"string"},"then":{"maxLength":1}}', '"ab"', ["$.a maxLength"]],
    [
      "draft-07",
      '{"items":[{"type":"string"}],"additionalItems":false}',
      "[1,2]",
      ["$.a[*] type", "$.a additionalItems"],
    ],
    ["2019-09", '{"dependentRequired":{"x":["y"]}}', '{"x":1}', ["$.a.y dependentRequired"]],
    [
      "2019-09",
      '{"properties":{"x":{}},"unevaluatedProperties":false}',
      '{"z":1}',
      ["$.a.z unevaluatedProperties"],
    ],
    [
      "2020-12",
      '{"prefixItems":[{"type":"string"}],"items":false}',
      "[1,2]",
      ["$.a[*] type", "$.a[*] false schema"],
    ],
    [
      "2020-12",
      '{"type":["string","null"],"inclusion":"x","x-sql-datatype":"y","format":"singer.decimal"}',
      '"1.5"',
      [],
    ],
  ] as const)("of %s: %s against %s", (draft, property, value, expected) => {
    const found = violations(of(property, drafts[draft]), `{"a":${value}}`);
    if (draft === "2020-12" && property.includes("prefixItems")) expect(found[0]).toBe(expected[0]);
    else expect(found.toSorted()).toEqual(expected.toSorted());
  });

  it.each([
    ['{"multipleOf":0.01}', "19.99", true],
    ['{"multipleOf":0.01}', "4.02", true],
    ['{"multipleOf":0.01}', "0.07", true],
    ['{"multipleOf":1e-6}', "48.867082", true],
    ['{"multipleOf":0.01}', "19.999", false],
    ['{"multipleOf":1e-20}', "123456789.1234567", true],
    ['{"maximum":9007199254740992}', "9007199254740993", false],
    ['{"maximum":9007199254740993}', "9007199254740993", true],
    ['{"maximum":9007199254740993}', "9007199254740992", true],
    ['{"maximum":9223372036854775807}', "9223372036854775807", true],
    ['{"maximum":9223372036854775807}', "9223372036854775808", false],
    ['{"maximum":9223372036854775807}', "5", true],
    ['{"minimum":123456789012345678901234567890}', "123456789012345678901234567889", false],
    ['{"maximum":0.1234567890123456788}', "0.1234567890123456789", false],
    ['{"exclusiveMinimum":1e400}', "1e400", false],
    ['{"minimum":1e400}', "1e401", true],
    ['{"type":"integer"}', "1e400", true],
    ['{"type":"integer"}', "1e-400", false],
    ['{"type":"integer"}', "9007199254740993.5", false],
    ['{"type":"number","maximum":5}', "NaN", false],
    ['{"type":["number","null"]}', "-Infinity", false],
    ["{}", "[{},[NaN]]", false],
    ['{"enum":[9007199254740993]}', "9007199254740993", true],
    ['{"enum":[9007199254740993]}', "9007199254740992", false],
    ['{"enum":[1.1,{"b":2}]}', '{"b":2.0}', true],
    ['{"const":12345678901234567890}', "12345678901234567891", false],
    ['{"uniqueItems":true}', "[9007199254740993,9007199254740992]", true],
    ['{"uniqueItems":true}', "[1.10,1.1]", false],
    ['{"uniqueItems":false}', "[1.10,1.1]", true],
  ])("by exact decimals: %s against %s is good: %s", (property, value, good) => {
    expect(violations(of(property), `{"a":${value}}`).length === 0).toBe(good);
  });

  it("are seen of properties that are named like what objects inherit", () => {
    const schema =
      '{"properties":{"__proto__":{"type":"integer"},"constructor":{"type":"integer"}},"required":["__proto__"],"additionalProperties":false}';
    expect(violations(schema, '{"__proto__":1,"constructor":2}')).toEqual([]);
    expect(violations(schema, '{"__proto__":"x","constructor":"y"}').toSorted()).toEqual([
      "$.__proto__ type",
      "$.constructor type",
    ]);
    expect(violations(schema, "{}")).toEqual(["$.__proto__ required"]);
  });

  it("are told once of a NaN where a text belongs", () => {
    expect(violations(of('{"type":"string"}'), '{"a":NaN}')).toEqual(["$.a type"]);
    expect(violations(of('{"items":{"type":"number"}}'), '{"a":[1,Infinity]}')).toEqual(["$.a[*] type"]);
  });

  it("are all told, each by its place", () => {
    const schema = `{"type":"object","required":["q"],"additionalProperties":false,
      "properties":{"a":{"type":"integer"},"b":{"items":{"properties":{"c/d":{"maxLength":1}}}}}}`;
    expect(violations(schema, '{"a":"x","b":[{"c/d":"xy"},{"c/d":"xyz"}],"z":1}')).toEqual([
      "$.q required",
      "$.z additionalProperties",
      "$.a type",
      "$.b[*].c/d maxLength",
      "$.b[*].c/d maxLength",
    ]);
  });

  it("of a choice are told once", () => {
    const either = '{"anyOf":[{"type":"string","format":"date-time"},{"type":["string","null"]}]}';
    expect(violations(of(either), '{"a":5}')).toEqual(["$.a anyOf"]);
    expect(violations(of(either), '{"a":null}')).toEqual([]);
    const named =
      '{"definitions":{"x":{"type":"string"}},"properties":{"a":{"oneOf":[{"$ref":"#/definitions/x"},{"type":"null"}]}}}';
    expect(violations(named, '{"a":5}')).toEqual(["$.a oneOf"]);
  });

  it("say what an SDK target would do, and show what was found", () => {
    const schema =
      '{"properties":{"t":{"format":"date-time"},"u":{"properties":{"t":{"format":"date-time"}}},"e":{"format":"email"}}}';
    const exact = parseExact('{"t":"yesterday","u":{"t":"yesterday"},"e":"x"}') as { value: Json };
    const found = compiled(schema).validate(exact.value);
    expect(found.map(({ path, targetCrash }) => [path, targetCrash])).toEqual([
      ["$.t", true],
      ["$.u.t", false],
      ["$.e", false],
    ]);
    expect(found[0]).toMatchObject({ keyword: "format", found: '"yesterday"' });
  });

  it("leave the record as it was", () => {
    const exact = parseExact('{"a":1.0,"b":[2.0]}') as ExactJson;
    expect(
      compiled('{"properties":{"a":{"type":"integer"}}}').validate(exact.value, exact.numbers),
    ).toMatchObject([{ path: "$.a", isInvalid: false, targetCrash: true, found: "1.0" }]);
    expect(exact.value).toEqual({ a: 1, b: [2] });
  });
});

describe("a schema from anywhere", () => {
  it.each([
    ['{"properties":{"a":{"$ref":"https://example.com/x.json"}}}', "resolve"],
    ['{"$ref":"#"}', "refers to itself"],
    ['{"properties":{"a":{"$ref":"#/definitions/none"}}}', "resolve"],
    ['{"properties":{"a":{"type":"int"}}}', "type"],
    ['{"patternProperties":{"^(a+)+$":{}}}', "patternProperties"],
    ["true", "no object"],
    ["[]", "no object"],
    [`${'{"not":'.repeat(300)}{}${"}".repeat(300)}`, "too deep"],
  ])("that can't be used says why: %.60s", (text, reason) => {
    expect(compileSchema(JSON.parse(text))).toEqual({ error: expect.stringContaining(reason) });
  });

  it("may name properties as JavaScript names its own", () => {
    const schema =
      '{"properties":{"constructor":{"type":"string"},"toString":{"type":"integer"}},"required":["constructor","valueOf"]}';
    expect(violations(schema, '{"toString":5}')).toEqual(["$.constructor required", "$.valueOf required"]);
  });

  it("means nothing by the keywords that only our library has", () => {
    expect(
      violations(
        '{"properties":{"a":{"type":"string","nullable":true},"nullable":{"type":"null"}}}',
        '{"a":null,"nullable":null}',
      ),
    ).toEqual(["$.a type"]);
    expect(violations('{"$async":true,"properties":{"a":{"type":"string"}}}', '{"a":1}')).toEqual([
      "$.a type",
    ]);
  });

  it("may refer to itself where a record ends it", () => {
    const tree = '{"properties":{"id":{"type":"integer"},"children":{"items":{"$ref":"#"}}}}';
    expect(violations(tree, '{"id":1,"children":[{"id":"x","children":[{"id":2}]}]}')).toEqual([
      "$.children[*].id type",
    ]);
  });

  it("may have patterns as Python writes them", () => {
    expect(violations(of('{"pattern":"(?P<x>a)b"}'), '{"a":"cab"}')).toEqual([]);
    expect(violations(of('{"pattern":"\\\\Ab\\\\Z"}'), '{"a":"cab"}')).toEqual(["$.a pattern"]);
  });

  it("may hold a pattern that would take for ever: it is not matched, and that is said", () => {
    const validator = compiled(of('{"pattern":"^(a+)+$"}'));
    expect(validator.validate({ a: `${"a".repeat(50)}b` })).toEqual([]);
    expect([...validator.uncheckedPatterns]).toEqual(["^(a+)+$"]);
  });
});
