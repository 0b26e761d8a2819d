import { afterEach, expect, it } from "vitest";
import { makeProject, type Project } from "../projects/make-project.ts";
import { tapPostgres, targetPostgres } from "../projects/plugins.ts";
import { makeOrdersSource, type OrdersSource } from "./orders-source.ts";

// What the default checks say of a real pipeline that is well: tap-postgres, watch, target-postgres, under the real Meltano.

const rows = 500;
let source: OrdersSource;
let project: Project;

afterEach(async () => {
  await source.drop();
  project.remove();
});

interface Run {
  readonly status: string;
  readonly findings: readonly {
    readonly check: string;
    readonly stream: string;
    readonly outcome: string;
    readonly message: string;
  }[];
}

async function json<Document>(...args: string[]): Promise<Document> {
  const { stdout, stderr } = await project.runPitchpipe([...args, "--json"]);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Document;
}

async function passedChecks(): Promise<string[]> {
  const { checks } = await json<{ checks: { readonly name: string; readonly outcome: string }[] }>(
    "quality",
    "list",
  );
  return checks.filter(({ outcome }) => outcome === "passed").map(({ name }) => name);
}

it("three runs give no finding, and tap, mapper and target are found equal", async () => {
  source = await makeOrdersSource(rows, []);
  const tap = tapPostgres({ sqlalchemy_url: source.url, filter_schemas: [source.from] });
  project = makeProject({
    extractors: [
      { ...tap, metadata: { "*": { "replication-method": "INCREMENTAL", "replication-key": "id" } } },
    ],
    loaders: [targetPostgres({ sqlalchemy_url: source.url, default_target_schema: source.to })],
  });
  for (const before of [0, 1, 2]) {
    const { stdout, stderr } = await project.runPitchpipe([
      "run",
      "--json",
      "tap-postgres",
      "watch",
      "target-postgres",
    ]);
    if (stdout === "") throw new Error(stderr);
    const run = JSON.parse(stdout) as Run;
    const told = run.findings.filter(({ outcome }) => outcome !== "insufficient_history");
    // The mapper found the job's earlier runs.
    const volume = run.findings.find(({ check }) => check === "volume");
    expect(volume?.message).toBe(`There are ${before} of 7 runs that it takes.`);
    expect([run.status, told.map(({ check, message }) => `${check}: ${message}`)]).toEqual(["success", []]);
    if (before === 0)
      expect(await passedChecks()).toEqual(expect.arrayContaining(["bookmark", "reconcile", "schema_drift"]));
  }
  expect(await passedChecks()).toEqual(expect.arrayContaining(["reconcile", "schema_drift"]));
  // The tap had nothing to say of its bookmark any more: nobody judged it.
  expect(await passedChecks()).not.toContain("bookmark");
  const { baselines } = await json<{ baselines: { readonly metric: string; readonly values: number[] }[] }>(
    "quality",
    "baseline",
  );
  expect(baselines.find(({ metric }) => metric === "records")?.values).toEqual([rows, 1, 1]);
});
