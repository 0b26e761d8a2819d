import { afterAll, beforeAll, expect, it } from "vitest";
import { makeProject, type Project } from "./make-project.ts";
import { tapPostgres, targetPostgres } from "./plugins.ts";
import { makePostgresSource, type PostgresSource } from "./postgres-source.ts";
import type { RunDocument } from "./run-document.ts";

const records = 25_000;
let source: PostgresSource;
let project: Project;

beforeAll(async () => {
  source = await makePostgresSource(records);
  await source.emptyTarget();
  project = makeProject({
    extractors: [tapPostgres({ sqlalchemy_url: source.url, filter_schemas: [source.from] })],
    loaders: [targetPostgres({ sqlalchemy_url: source.url, default_target_schema: source.to })],
  });
});

afterAll(async () => {
  await source.drop();
  project.remove();
});

it("agrees with tap, target and both databases on every record of tap-postgres, watch, target-postgres", async () => {
  const outcome = await project.runPitchpipe(["run", "--json", "tap-postgres", "watch", "target-postgres"]);
  expect(outcome.exitCode, outcome.stderr.slice(-4000)).toBe(0);
  const run = JSON.parse(outcome.stdout) as RunDocument;
  expect(run).toMatchObject({ status: "success", complete: true });
  const half = records / 2;
  const expected = { records: half, forwarded: half, tap_said: half, target_said: half };
  const streams = run.streams.toSorted((a, b) => a.stream.localeCompare(b.stream));
  expect(streams).toMatchObject([
    { stream: `${source.from}-allocations`, ...expected },
    { stream: `${source.from}-orders`, ...expected },
  ]);
  expect(await source.loaded()).toBe(records);
});
