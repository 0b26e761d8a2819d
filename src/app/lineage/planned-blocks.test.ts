import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aBlock } from "../../../test/fixtures/store/samples.ts";
import { targetDataset } from "../../audit/lineage/index.ts";
import {
  type MeltanoProject,
  mappingConfig,
  nestedSetting,
  pluginFamily,
  readProject,
} from "../../meltano/index.ts";
import { dataPlace, targetPlace } from "./data-place.ts";
import { plannedBlocks } from "./planned-blocks.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const plugins = `
plugins:
  extractors:
  - {name: tap-a, namespace: tap_alpha, variant: meltanolabs, pip_url: "git+https://t0ken@example.com/x/Meltanolabs-Tap-A.git"}
  - {name: tap-a-eu, inherit_from: tap-a, load_schema: eu_raw}
  loaders:
  - name: target-postgres
    config:
      host: wh
      database: dwh
      default_target_schema: $MELTANO_EXTRACT__LOAD_SCHEMA
      stream_maps: {orders: {__alias__: o, note: null}}
`;
const mappers = `
  mappers:
  - name: pitchpipe-mapper
    mappings: [{name: watch, config: {}}]
  - name: meltano-map-transformer
    env: {SALT: pepper}
    mappings: [{name: shape, config: {stream_map_config: {salt: $SALT}, stream_maps: {a: {x: "'$SALT'", y: ["$SALT", 7]}}}}]
`;

function projectOf(more: string): MeltanoProject {
  const folder = mkdtempSync(join(tmpdir(), "pitchpipe-blocks-"));
  folders.push(folder);
  writeFileSync(join(folder, "meltano.yml"), `${plugins}${more}`);
  return readProject(folder, {});
}

let project: MeltanoProject;
beforeAll(() => {
  project = projectOf(`${mappers}jobs: [{name: load, tasks: [tap-a shape watch target-postgres]}]`);
});
const where = { environment: "", env: {} };
const mapper = (tap: string) => aBlock({ tap });

describe("the blocks of a run", () => {
  it("are those of its tasks", () => {
    const run = { tasks: ["tap-a shape watch target-postgres", "dbt:run"], job: "load" };
    expect(plannedBlocks(project, run, [])).toEqual([
      { tap: "tap-a", mappings: ["shape", "watch"], target: "target-postgres", watched: true },
    ]);
  });

  it("of a run that nobody wrapped are told by its label, its mappings by the jobs", () => {
    const adopted = (job: string, taps: readonly string[], of = project) =>
      plannedBlocks(of, { tasks: [], job }, taps.map(mapper));
    expect(adopted("tap-a-to-target-postgres", ["tap-a"])).toMatchObject([
      { mappings: ["shape", "watch"], watched: true },
    ]);
    expect(adopted("tap-a-eu-to-target-postgres+tap-a-to-target-postgres", ["tap-a"])).toMatchObject([
      { tap: "tap-a-eu", mappings: null, watched: false },
      { tap: "tap-a", mappings: ["shape", "watch"] },
    ]);
    expect(adopted("nobody-knows", ["tap-a"])).toEqual([]);
    const onlyOurs = projectOf(
      "  mappers: [{name: pitchpipe-mapper, mappings: [{name: watch, config: {}}]}]",
    );
    expect(adopted("tap-a-to-target-postgres", ["tap-a"], onlyOurs)).toMatchObject([{ mappings: ["watch"] }]);
    expect(adopted("tap-a-to-target-postgres", [], onlyOurs)).toMatchObject([{ mappings: [] }]);
  });
});

describe("a plugin as naming needs it", () => {
  it("is known by its names, its variant and its package, and by no token", () => {
    expect(pluginFamily(project, "tap-a-eu")).toBe("tap-a-eu tap-a meltanolabs meltanolabs-tap-a.git");
    expect(pluginFamily(project, "tap-gone")).toBe("tap-gone");
  });

  it.each([
    ["tap-a", "dwh.tap_alpha.orders"],
    ["tap-a-eu", "dwh.eu_raw.orders"],
    ["tap-gone", "dwh.tap_gone.orders"],
  ])("writes behind %s to the schema that Meltano tells it", (tap, name) => {
    const place = targetPlace(project, "target-postgres", dataPlace(project, tap, where), where);
    expect(targetDataset(place, "orders").name).toBe(name);
  });

  it("has its nested settings as one map again, also where a variable sets them", () => {
    const { settings } = dataPlace(project, "target-postgres", where);
    expect({ ...nestedSetting(settings, "stream_maps") }).toEqual({ orders: { __alias__: "o", note: null } });
    const text = (value: string) => nestedSetting(new Map([["stream_maps", value]]), "stream_maps");
    expect(text('{"a": null}')).toEqual({ a: null });
    expect(text("no json")).toEqual({});
    const odd = nestedSetting(new Map([["stream_maps.__proto__.polluted", 1]]), "stream_maps");
    expect([Object.keys(odd), ({} as { polluted?: number }).polluted]).toEqual([["__proto__"], undefined]);
  });
});

describe("a mapping's config", () => {
  it("is what the mapper gets: nested, with variables in their place", () => {
    expect(mappingConfig(project, "shape", where)).toEqual({
      mapper: "meltano-map-transformer",
      config: {
        stream_map_config: { salt: "pepper" },
        stream_maps: { a: { x: "'pepper'", y: ["pepper", 7] } },
      },
    });
    expect(mappingConfig(project, "gone", where)).toBeNull();
  });
});
