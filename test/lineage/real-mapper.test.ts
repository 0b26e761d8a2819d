import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { streamMapRules } from "../../src/audit/lineage/index.ts";
import { run } from "../projects/command.ts";
import { venvBin } from "../setup/venvs.ts";

const text = { type: ["string", "null"] };
const address = {
  type: ["object", "null"],
  properties: { city: text, geo: { type: "object", properties: { lat: text } } },
};
const streams: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "public-orders": { id: text, name: text, email: text, address },
  "public-items": { id: text, qty: text, note: text },
  "public-gone": { id: text },
  "public-plain": { id: text, x: text },
  "erp-a": { id: text },
  dash: { id: text },
  upper: { id: text },
  keyed: { id: text, sku: text, other: text },
  "Ünï çødé": { id: text, "a b": text },
};
const config = {
  flattening_enabled: true,
  flattening_max_depth: 1,
  stream_maps: {
    "public-orders": {
      __alias__: "orders_v2",
      __filter__: "id != ''",
      customer: "record['name']",
      name: null,
      email: "md5(record['email'])",
      origin: "'shop'",
    },
    "public-items": { __else__: null, id: "id", qty: "int(qty)" },
    "public-gone": null,
    copy: { __source__: "public-plain", __else__: null, id: "id" },
    "erp-*": { __alias__: "'raw_' + __stream_name__" },
    dash: { __alias__: "my-dash.v2" },
    upper: { __alias__: "__stream_name__.upper()" },
    keyed: { __key_properties__: ["sku"], __else__: null, sku: "sku" },
  },
};

const message = (stream: string, properties: object): string =>
  JSON.stringify({ type: "SCHEMA", stream, schema: { type: "object", properties }, key_properties: ["id"] });

it("stream_maps are read as the real meltano-map-transform applies them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-maps-"));
  const [settings, input] = [join(folder, "config.json"), join(folder, "in.singer")];
  writeFileSync(settings, JSON.stringify(config));
  const lines = Object.entries(streams).map(([stream, properties]) => message(stream, properties));
  writeFileSync(input, `${lines.join("\n")}\n`);
  const { stdout, stderr } = await run(
    venvBin("meltano-map-transform"),
    ["--config", settings, "--input", input],
    {
      cwd: folder,
      env: { PATH: process.env["PATH"] ?? "" },
    },
  );
  rmSync(folder, { recursive: true, force: true });
  const real = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { stream: string; schema: { properties: object } })
    // Of a stream that is left out the mapper still sends the SCHEMA, and no record.
    .filter(({ stream }) => stream !== "public-gone")
    .map(({ stream, schema }) => ({ stream, columns: Object.keys(schema.properties).sort() }));
  expect(real.length, stderr).toBe(Object.keys(streams).length);
  const rules = streamMapRules("shape", config);
  const read = Object.entries(streams)
    .flatMap(([stream, properties]) => rules.forward({ stream, properties, keys: ["id"] }))
    .map(({ stream, isNameKnown, columns }) => ({
      // Which name only Python can work out is said, not guessed.
      stream: isNameKnown ? stream : stream.toUpperCase(),
      columns: columns?.map(({ to }) => to).sort(),
    }));
  expect(read).toEqual(real);
});
