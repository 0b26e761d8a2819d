import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problemsOf } from "../openlineage/judge-events.ts";
import type { Outcome } from "./command.ts";
import { makeProject, type Project } from "./make-project.ts";
import { tapPostgres, targetPostgres } from "./plugins.ts";
import { makePostgresSource, type PostgresSource } from "./postgres-source.ts";
import type { RunDocument } from "./run-document.ts";

const records = 25_000;
const half = records / 2;
let source: PostgresSource;
let project: Project;
let outcome: Outcome;

beforeAll(async () => {
  source = await makePostgresSource(records);
  await source.emptyTarget();
  project = makeProject({
    extractors: [tapPostgres({ sqlalchemy_url: source.url, filter_schemas: [source.from] })],
    loaders: [targetPostgres({ sqlalchemy_url: source.url, default_target_schema: source.to })],
  });
  outcome = await project.runPitchpipe(["run", "--json", "tap-postgres", "watch", "target-postgres"]);
});

afterAll(async () => {
  await source.drop();
  project.remove();
});

interface Reconciled {
  readonly streams: readonly { readonly stream: string; readonly [key: string]: unknown }[];
  readonly [key: string]: unknown;
}

const byName = <Row extends { readonly stream: string }>(rows: readonly Row[]): Row[] =>
  rows.toSorted((a, b) => a.stream.localeCompare(b.stream));

describe("a run of tap-postgres, watch, target-postgres", () => {
  it("agrees with tap, target and both databases on every record", async () => {
    expect(outcome.exitCode, outcome.stderr.slice(-4000)).toBe(0);
    const run = JSON.parse(outcome.stdout) as RunDocument;
    expect(run).toMatchObject({ status: "success", complete: true });
    const expected = { records: half, forwarded: half, tap_said: half, target_said: half };
    expect(byName(run.streams)).toMatchObject([
      { stream: `${source.from}-allocations`, ...expected },
      { stream: `${source.from}-orders`, ...expected },
    ]);
    expect(await source.loaded()).toBe(records);
  });

  it("is reconciled from the tap to the rows of the tables, and with what the reader took in", async () => {
    const found = await project.runPitchpipe(["reconcile", "--deep", "--json"]);
    expect(found.exitCode, found.stderr).toBe(0);
    const document = JSON.parse(found.stdout) as Reconciled;
    expect(document).toMatchObject({ forwarded: records, target_read: records, totals_equal: true });
    const sides = { tap_said: half, mapper_saw: half, forwarded: half, target_said: half, target_rows: half };
    const target = (table: string) => ({ table: `${source.to}.${table}`, load: "upsert" });
    expect(byName(document.streams)).toMatchObject([
      { stream: `${source.from}-allocations`, ...sides, equal: true, target: target("allocations") },
      { stream: `${source.from}-orders`, ...sides, equal: true, target: target("orders") },
    ]);
  });

  it("is told to OpenLineage as the published schemas have it, from table to table and column to column", async () => {
    const shown = await project.runPitchpipe(["lineage", "emit", "latest", "--dry-run"]);
    const events = shown.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(problemsOf(events)).toEqual([]);
    const [start, complete] = events;
    expect([start.eventType, complete.eventType]).toEqual(["START", "COMPLETE"]);
    expect(complete.run.facets.processing_engine).toMatchObject({ name: "meltano", version: "4.4.1" });
    const { host } = new URL(source.url);
    const namespace = `postgres://${host}`;
    const loaded = { namespace, name: expect.stringMatching(/\.orders$/) };
    expect(complete.inputs).toContainEqual(expect.objectContaining(loaded));
    expect(complete.outputs).toContainEqual(
      expect.objectContaining({
        ...loaded,
        outputFacets: { outputStatistics: expect.objectContaining({ rowCount: half }) },
      }),
    );
    const { schema, columnLineage } = complete.outputs[0].facets;
    const columns = schema.fields.map(({ name }: { name: string }) => name);
    expect(Object.keys(columnLineage.fields).sort()).toEqual(columns.toSorted());
    expect(shown.stdout).not.toContain(`:${new URL(source.url).password}@`);
  });

  it("is followed to the columns that are really in the tables, by the time it has ended", async () => {
    const lineage = (await project.json(["lineage", "show", `${source.to}.orders`, "--columns"])) as {
      readonly nodes: readonly { readonly id: string; readonly name: string; readonly of?: string }[];
      readonly edges: readonly { readonly run_id: string; readonly records: number }[];
    };
    const { run_id } = JSON.parse(outcome.stdout) as RunDocument;
    expect(lineage.edges.slice(0, 2)).toMatchObject([
      { run_id, records: half },
      { run_id, records: half },
    ]);
    const table = lineage.nodes.find(({ name }) => name.endsWith(`.${source.to}.orders`))?.id;
    const columns = lineage.nodes.filter(({ of }) => of === table).map(({ name }) => name);
    // What the target adds of its own comes from no source.
    const written = (await source.columns("orders")).filter((column) => !column.startsWith("_sdc_"));
    expect(columns.sort()).toEqual(written.sort());
  });

  it("is proven to somebody who has only the document, and not once a figure of it was changed", async () => {
    for (const name of ["proof.html", "proof.json"]) {
      const made = await project.runPitchpipe(["runs", "proof", "latest", "--out", name]);
      expect(made.exitCode, made.stderr).toBe(0);
      const key = /^key +(\w+)$/m.exec(made.stdout)?.[1] ?? "";
      const check = ["audit", "verify", "--json", "--key", key, "--proof", join(project.root, name)];
      const whole = await project.runPitchpipe(check, { cwd: tmpdir() });
      expect(whole.exitCode, whole.stdout + whole.stderr).toBe(0);
      expect(JSON.parse(whole.stdout)).toMatchObject({ valid: true, signed_by: key, notes: [] });
      const text = project.read(name);
      expect(text).toContain(`${source.from}-orders`);
      project.write(name, text.replace(/12,?500/, "12501"));
      expect(project.read(name)).not.toBe(text);
      expect((await project.runPitchpipe(check, { cwd: tmpdir() })).exitCode).toBe(1);
    }
  });

  it("of which a table was emptied is found out, told", async () => {
    await source.emptyTable("orders");
    const found = await project.runPitchpipe(["reconcile", "latest", "--deep"]);
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toContain(
      `${source.from}-orders: ${half} records were forwarded, and the table has no rows.`,
    );
    expect(found.stdout).not.toContain(`${source.from}-allocations: ${half} records were forwarded, and`);
    const { alerts } = (await project.json(["alerts", "list"])) as { alerts: { type: string }[] };
    expect(alerts.filter(({ type }) => type === "reconciliation")).toMatchObject([
      {
        labels: {
          stream: `${source.from}-orders`,
          check: "reconcile.target_rows",
          plugin: "tap-postgres",
        },
      },
    ]);
  });
});
