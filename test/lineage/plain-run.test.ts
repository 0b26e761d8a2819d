import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "../projects/command.ts";
import { makeProject, type Project } from "../projects/make-project.ts";
import { mapTransform, tapPostgres, targetPostgres, watch } from "../projects/plugins.ts";
import { makePostgresSource, type PostgresSource } from "../projects/postgres-source.ts";

let source: PostgresSource;
let project: Project;
let outcome: Outcome;

/** Nobody wraps the run: `tick` finds it in Meltano's own history, and its mappings in the project's job. */
beforeAll(async () => {
  source = await makePostgresSource(100);
  const checks = [{ length: { field: "remark", max: 5 }, on_violation: "mask" }];
  project = makeProject({
    extractors: [tapPostgres({ sqlalchemy_url: source.url, filter_schemas: [source.from] })],
    loaders: [targetPostgres({ sqlalchemy_url: source.url, default_target_schema: source.to })],
    mappers: [
      watch({ streams: { orders_v2: { checks } } }),
      mapTransform("shape", {
        stream_maps: {
          [`${source.from}-orders`]: {
            __alias__: "orders_v2",
            remark: "record['note']",
            note: null,
            reference: null,
            order_nbr: "md5(record['order_nbr'])",
            origin: "'shop'",
          },
          [`${source.from}-allocations`]: null,
        },
      }),
    ],
    jobs: [{ name: "load", tasks: ["tap-postgres shape watch target-postgres"] }],
  });
  // The first pass takes Meltano's history in without a word.
  await project.runPitchpipe(["tick"]);
  outcome = await project.runMeltano(["run", "load"]);
});

afterAll(async () => {
  await source.drop();
  project.remove();
});

interface Lineage {
  readonly nodes: readonly {
    readonly id: string;
    readonly name: string;
    readonly kind: string;
    readonly of?: string;
  }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly [key: string]: unknown }[];
  readonly dropped: readonly unknown[];
}

describe("a plain meltano run from PostgreSQL to PostgreSQL with another mapper in its block", () => {
  it("is followed from the source's columns to those that are really in the table", async () => {
    expect(outcome.exitCode, outcome.stderr.slice(-4000)).toBe(0);
    const { did } = (await project.json(["tick"])) as { readonly did: Readonly<Record<string, number>> };
    expect(did).toMatchObject({ runs_completed: 1, lineage_recorded: 1 });
    const lineage = (await project.json(["lineage", "show", "orders_v2", "--columns"])) as Lineage;
    const database = new URL(source.url).pathname.slice(1);
    const [from, stream, to] = [
      `${database}.${source.from}.orders`,
      "tap-postgres/orders_v2",
      `${database}.${source.to}.orders_v2`,
    ];
    const idOf = (name: string, of?: string): string =>
      lineage.nodes.find(
        (node) => node.name === name && node.of === (of === undefined ? undefined : idOf(of)),
      )?.id ?? "";
    const way = (a: string, b: string) => lineage.edges.find((edge) => edge.from === a && edge.to === b);
    expect(way(idOf(from), idOf(stream))).toMatchObject({ records: 50, run_id: expect.any(String) });
    expect(way(idOf(stream), idOf(to))).toMatchObject({ records: 50 });
    const columns = lineage.nodes.filter((node) => node.of === idOf(to)).map(({ name }) => name);
    const written = (await source.columns("orders_v2")).filter((column) => !column.startsWith("_sdc_"));
    expect(columns.sort()).toEqual(written.sort());
    expect(way(idOf("note", from), idOf("remark", stream))).toMatchObject({ kind: "renamed", by: "shape" });
    expect(way(idOf("remark", stream), idOf("remark", to))).toMatchObject({ masking: true, by: "watch" });
    expect(way(idOf("order_nbr", from), idOf("order_nbr", stream))).toMatchObject({
      masking: true,
      by: "shape",
    });
    expect(lineage.edges.some((edge) => edge.to === idOf("origin", stream))).toBe(false);
    expect(lineage.dropped).toEqual([{ of: idOf(stream), column: "reference", by: "shape" }]);
    expect(lineage.nodes.map(({ name }) => name).join()).not.toContain("allocations");
  });

  it("reads well, and shows nobody's password", async () => {
    const { stdout } = await project.runPitchpipe(["lineage", "show", "orders_v2", "--up", "--columns"]);
    expect(stdout).toMatch(
      /· remark ← note {2}renamed by shape, redacted by watch where it breaks a check\n/,
    );
    expect(stdout).toMatch(/· origin {2}a constant by shape\n/);
    expect(stdout).toMatch(/✗ reference {2}left out by shape\n/);
    expect(stdout).not.toMatch(/:\/\/[^/\s]*@/);
  });
});
