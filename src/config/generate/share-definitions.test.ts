import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { expect, it } from "vitest";
import { parse } from "yaml";
import type { Json } from "../../lib/canonical-json.ts";
import { isJsonObject, type JsonObject } from "../../lib/json-object.ts";
import { generatedFiles } from "./generated-files.ts";
import { layOut } from "./json-layout.ts";
import { jsonSchema } from "./json-schema.ts";
import { shareDefinitions } from "./share-definitions.ts";

/** The schema with each definition back in the place of its reference, but for those it had before. */
function expand(schema: Json, definitions: JsonObject, kept: ReadonlySet<string>): Json {
  if (Array.isArray(schema)) return schema.map((one: Json) => expand(one, definitions, kept));
  if (!isJsonObject(schema)) return schema;
  const { $ref, ...beside } = schema;
  const name = typeof $ref === "string" ? $ref.replace("#/$defs/", "") : null;
  if (name !== null && !kept.has(name))
    return expand({ ...(definitions[name] as JsonObject), ...beside }, definitions, kept);
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, expand(value, definitions, kept)]),
  );
}

const plain = jsonSchema();
const shared = shareDefinitions(plain);
const definitions = shared["$defs"] as JsonObject;

it("a schema whose parts are shared says the same, with nothing left over", () => {
  const before = new Set(Object.keys(plain["$defs"] as JsonObject));
  const own = Object.fromEntries(Object.entries(definitions).filter(([name]) => before.has(name)));
  expect(expand({ ...shared, $defs: own }, definitions, before)).toEqual(plain);
  const text = JSON.stringify(shared);
  const unused = Object.keys(definitions).filter((name) => !text.includes(`"#/$defs/${name}"`));
  expect(unused).toEqual([]);
});

it("what differs between two uses stands beside the reference", () => {
  const long = "A long word of what this setting is for, in two places.";
  const one = { type: "string", description: long };
  const schema = {
    properties: { a: { ...one, default: "x" }, b: one, c: { ...one, title: "C" } },
    $defs: {},
  };
  expect(shareDefinitions(schema)).toEqual({
    properties: { a: { $ref: "#/$defs/a", default: "x" }, b: { $ref: "#/$defs/a" }, c: schema.properties.c },
    $defs: { a: one },
  });
});

it("schema.json is small enough for an editor, takes a whole file, and refuses wrong ones", () => {
  const text = generatedFiles()["schema.json"] ?? "";
  expect(text.length).toBeLessThan(200_000);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const validate = ajv.compile(JSON.parse(text));
  const whole = parse(`
version: 1
store: {url: "sqlite:x.db"}
run: {timeout: 2h, stall_after: none}
streams: {"order_*": {checks: [{not_null: [id], on_violation: quarantine}, {volume: {sensitivity: 3}}]}}
channels: {ops: {type: slack, webhook_url: $HOOK}, hook: {type: webhook, url: "https://example.com/x"}}
route: {channel: ops, routes: [{matchers: ['severity="critical"'], channel: hook, continue: true}]}
health: {vpn: {type: tcp, host: 10.0.0.1, port: $PORT}, site: {type: http, url: "https://example.com/", depends_on: [vpn]}}
environments: {dev: {health: {vpn: {port: 443}}, route: {channel: hook}}}
`);
  expect(validate(whole), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ version: 1, health: { a: { type: "tcp", host: "x", port: "often" } } })).toBe(false);
  expect(validate({ version: 1, environments: { dev: { health: { a: { type: "tcp", prt: 1 } } } } })).toBe(
    false,
  );
});

it("JSON is laid out without a change", () => {
  expect(JSON.parse(layOut(plain))).toEqual(plain);
});
