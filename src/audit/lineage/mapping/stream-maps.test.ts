import { describe, expect, it } from "vitest";
import type { ColumnFlow } from "../../../model/lineage.ts";
import { aliasOf } from "./alias.ts";
import { derivationOf } from "./expression.ts";
import { fnmatch } from "./fnmatch.ts";
import type { StreamStep } from "./mapped-stream.ts";
import { mappingRules } from "./mapping-rules.ts";
import { streamMapRules } from "./stream-maps.ts";

const fields = ["id", "email", "name", "total", "address"];
const orders = {
  stream: "public-orders",
  properties: {
    ...Object.fromEntries(fields.map((field) => [field, { type: ["string", "null"] }])),
    address: {
      type: ["object", "null"],
      properties: { city: { type: "string" }, geo: { type: "object", properties: { lat: {}, lon: {} } } },
    },
  },
  keys: ["id"],
};

const rules = (maps: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) =>
  streamMapRules("shape", { stream_maps: maps, ...more });

/** `to <- from` with how, one a line. */
function lines(columns: readonly ColumnFlow[] | null | undefined): string[] | null {
  return (
    columns?.map(
      ({ to, from, kind, masking }) => `${to} <- ${from.join("+")} ${kind}${masking ? " masking" : ""}`,
    ) ?? null
  );
}

describe("an expression of a stream map", () => {
  const known = new Set(["id", "email", "name", "order date", "first"]);
  it.each([
    ["record['name']", "title", ["name"], "renamed", false],
    ['_["name"]', "name", ["name"], "identity", false],
    ["name", "title", ["name"], "renamed", false],
    ["record.get('order date')", "ordered", ["order date"], "renamed", false],
    ["record.get('name', 'nobody')", "name", ["name"], "computed", false],
    ["self", "name", ["name"], "identity", false],
    ["md5(record['email'])", "email", ["email"], "computed", true],
    ["md5(config['salt'] + record['email'] + str(id))", "key", ["email", "id"], "computed", true],
    ["str(self).lower() if self else None", "name", ["name"], "computed", false],
    ["first + ' ' + name", "whole", ["first", "name"], "computed", false],
    ["'id'", "kind", [], "constant", false],
    ["1.5", "rate", [], "constant", false],
    ["fake.email() if email else None", "email", ["email"], "computed", true],
    ["datetime.datetime.now()", "loaded_at", [], "computed", false],
    ["record['a']['b']", "b", ["a"], "computed", false],
    ["json.dumps(record, indent=2)", "raw", [...known], "computed", false],
    ["record[config['field']]", "x", [], "unknown", false],
    ["f'{name}'", "x", [], "unknown", false],
    ["'it\\'s'", "x", [], "unknown", false],
    ["'open", "x", [], "unknown", false],
  ] as const)("%s uses what it names", (expression, property, from, kind, masking) => {
    expect(derivationOf(expression, property, known)).toEqual({ from, kind, masking });
  });

  it("of any length or none is answered", () => {
    expect(derivationOf("", "x", known).kind).toBe("constant");
    expect(derivationOf("a".repeat(100_000), "x", known).kind).toBe("unknown");
  });
});

describe("an alias", () => {
  it.each([
    ["orders", "orders"],
    ["my-orders", "my-orders"],
    ["'orders v2'", "orders v2"],
    ["__stream_name__ + '_raw'", "s_raw"],
    ["'x_' + __stream_name__", "x_s"],
    ["__stream_name__.upper()", null],
    ["f'{__stream_name__}'", null],
    [7, null],
  ])("%j calls the stream s %j", (alias, name) => {
    expect(aliasOf(alias, "s")).toBe(name);
  });
});

it.each([
  ["public-orders", "public-*", true],
  ["public-orders", "*orders", true],
  ["public-orders", "p?blic-[n-p]rders", true],
  ["public-orders", "public-[!o]rders", false],
  ["public-orders", "orders", false],
  [`${"a".repeat(300)}b`, "*a*a*a*a*a*a*c", false],
  ["заказы", "за*", true],
])("fnmatch of %j and %j is %j", (text, pattern, answer) => {
  expect(fnmatch(text, pattern)).toBe(answer);
});

describe("stream_maps", () => {
  const one = (
    maps: Readonly<Record<string, unknown>>,
    more?: Readonly<Record<string, unknown>>,
  ): StreamStep => {
    const [step, ...others] = rules(maps, more).forward(orders);
    expect(others).toEqual([]);
    if (step === undefined) throw new Error("the stream was left out");
    return step;
  };

  it("rename, drop, compute and filter fields", () => {
    const step = one({
      "public-orders": {
        __alias__: "orders_v2",
        __filter__: "record['total'] > 0",
        customer: "record['name']",
        name: null,
        email: "md5(record['email'])",
        source: "'shop'",
      },
    });
    expect(step.stream).toBe("orders_v2");
    expect(lines(step.columns)).toEqual([
      "id <- id identity",
      "email <- email computed masking",
      "total <- total identity",
      "address <- address identity",
      "customer <- name renamed",
      "source <-  constant",
    ]);
    expect(step.dropped).toEqual([]);
    expect(step.notes).toEqual(["shape lets only some of the records of public-orders pass."]);
  });

  it("with __else__ keep only keys and what they name, and say what is dropped", () => {
    const step = one({ "public-orders": { __else__: null, total: "float(total)" } });
    expect(lines(step.columns)).toEqual(["id <- id identity", "total <- total computed"]);
    expect(step.dropped.map(({ column, by }) => `${by} ${column}`)).toEqual([
      "shape email",
      "shape name",
      "shape address",
    ]);
  });

  it("leave streams out, by name and where nothing else is said of them", () => {
    expect(rules({ "public-*": null }).forward(orders)).toEqual([]);
    expect(rules({ "public-orders": "__NULL__" }).forward(orders)).toEqual([]);
    expect(rules({ other: { a: "b" }, __else__: null }).forward(orders)).toEqual([]);
    expect(one({ other: null }).stream).toBe("public-orders");
  });

  it("send a stream on twice, each with fields of its own", () => {
    const steps = rules({
      audit: { __source__: "public-orders", __else__: null, id: "id" },
    }).forward(orders);
    expect(steps.map(({ stream, columns }) => [stream, columns?.length])).toEqual([
      ["public-orders", 5],
      ["audit", 1],
    ]);
  });

  it("flatten objects to the depth that is set", () => {
    const flat = { flattening_enabled: true, flattening_max_depth: 1 };
    expect(lines(one({}, flat).columns)?.slice(4)).toEqual([
      "address__city <- address computed",
      "address__geo <- address computed",
    ]);
    const deep = one({}, { flattening_enabled: "true", flattening_max_depth: 5, flattening_separator: "." });
    expect(lines(deep.columns)?.slice(4)).toEqual([
      "address.city <- address computed",
      "address.geo.lat <- address computed",
      "address.geo.lon <- address computed",
    ]);
  });

  it("with another type than they have are unknown, not wrong", () => {
    expect(lines(one({ "public-orders": { name: 7 } }).columns)).toContain("name <-  unknown");
    expect(one({ "public-orders": { __alias__: "__stream_name__.upper()" } })).toMatchObject({
      isNameKnown: false,
      notes: [expect.stringContaining("can't be told")],
    });
    expect(rules({ "public-orders": ["no"] as unknown as null }).forward(orders)).toHaveLength(1);
  });

  it("of a stream whose fields nobody knows leave them unknown", () => {
    const [step] = rules({ a: { b: "c" } }).forward({ stream: "a", properties: null, keys: null });
    expect(step).toMatchObject({ columns: null, properties: null });
  });
});

describe("stream_maps before our mapper", () => {
  const backFrom = (maps: Readonly<Record<string, unknown>>, stream: string, seen: readonly string[]) =>
    rules(maps).backward({
      stream,
      properties: Object.fromEntries(seen.map((field) => [field, {}])),
      keys: ["id"],
    });

  it("are followed back from the alias to the stream, and from the field to the column", () => {
    const step = backFrom(
      {
        "public-orders": {
          __alias__: "orders_v2",
          customer: "record['name']",
          name: null,
          kind: "'x'",
          old: null,
        },
      },
      "orders_v2",
      ["id", "customer", "kind"],
    );
    expect(step.stream).toBe("public-orders");
    expect(lines(step.columns)).toEqual([
      "id <- id identity",
      "customer <- name renamed",
      "kind <-  constant",
    ]);
    expect(step.dropped).toEqual([{ column: "old", by: "shape" }]);
  });

  it.each([
    [{ "public-*": { __alias__: "'raw_' + __stream_name__" } }, "raw_public-orders", "public-orders"],
    [{ "public-*": { __alias__: "'raw_' + __stream_name__" } }, "raw_erp-orders", "raw_erp-orders"],
    [{ copy: { __source__: "public-orders" } }, "copy", "public-orders"],
    [{ "public-*": { id: "id" } }, "public-orders", "public-orders"],
    [{ "public-orders": null }, "public-orders", "public-orders"],
    [{}, "orders", "orders"],
  ])("%j: %s was %s", (maps, seen, source) => {
    expect(backFrom(maps, seen, ["id"])).toMatchObject({ stream: source, isNameKnown: true });
  });

  it("with an alias that only Python can read leave the source unsure", () => {
    expect(backFrom({ orders: { __alias__: "__stream_name__.upper()" } }, "ORDERS", ["id"])).toMatchObject({
      isNameKnown: false,
      notes: [expect.stringContaining("can't be told")],
    });
  });
});

describe("other mappers", () => {
  it("of PipelineWise hide the fields that are listed", () => {
    const made = mappingRules("hide", "transform-field", {
      transformations: [{ tap_stream_name: "public-orders", field_id: "email", type: "HASH" }, null],
    });
    expect(lines(made.forward(orders)[0]?.columns)?.slice(0, 3)).toEqual([
      "id <- id identity",
      "email <- email computed masking",
      "name <- name identity",
    ]);
  });

  it.each([
    ["that nobody knows", { script: "x.py" }],
    ["whose mapping is not in meltano.yml", null],
  ])("%s leave streams and columns unknown", (_, config) => {
    const [step] = mappingRules("odd", "mapper-odd", config).forward(orders);
    expect(step).toMatchObject({
      columns: null,
      isNameKnown: false,
      notes: [expect.stringContaining("odd")],
    });
  });
});
