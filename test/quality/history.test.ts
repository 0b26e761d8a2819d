import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Json } from "../../src/lib/canonical-json.ts";
import type { Finding } from "../../src/model/finding.ts";
import { openStore, type Store } from "../../src/store/index.ts";
import { aRun } from "../fixtures/store/samples.ts";
import { mapperBin } from "../setup/dist.ts";

// Run after run of one job through the real mapper and a real store, a day apart.

const day = 86_400_000;
let root = "";
let runs = 0;
let bookmark = 0;
let store: Store;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-history-"));
  writeFileSync(join(root, "meltano.yml"), "version: 1\n");
  writeFileSync(join(root, "mapping.json"), "{}");
  runs = 0;
  bookmark = 0;
  const url = `sqlite:${join(root, ".meltano", "pitchpipe", "pitchpipe.db")}`;
  store = await openStore({ url, projectRoot: root, clock: { now: () => Date.now() } });
});
afterEach(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

const usualSchema: Json = {
  properties: { id: { type: "integer" }, mod: { type: "string" }, note: { type: "string" } },
};

interface Scene {
  readonly records: number;
  readonly schema?: Json;
  readonly streams?: readonly string[];
}

function input({ records, schema = usualSchema, streams = ["orders"] }: Scene): string {
  const from = runs * 1_000_000;
  const declared = Object.keys((schema as { readonly properties: object }).properties);
  const row = (id: number) => Object.fromEntries(declared.map((name) => [name, name === "id" ? id : "x"]));
  const lines = streams.flatMap((stream) => [
    { type: "SCHEMA", stream, schema, key_properties: ["id"], bookmark_properties: ["id"] },
    ...Array.from({ length: records }, (_, at) => ({ type: "RECORD", stream, record: row(from + at) })),
  ]);
  // A run without records leaves the bookmark where it was.
  if (records > 0) bookmark = from + records - 1;
  const last = { replication_key_value: bookmark };
  const bookmarks = Object.fromEntries(streams.map((stream) => [stream, last]));
  return [...lines, { type: "STATE", value: { bookmarks } }]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join("");
}

interface Ended {
  readonly runId: string;
  readonly code: number | null;
  readonly out: string;
  readonly findings: readonly Finding[];
}

/** One run: opened, through the mapper, and ended as the mapper did. */
async function run(scene: Scene): Promise<Ended> {
  const number = ++runs;
  const runId = `0199aaaa-0000-7000-8000-0000000${String(number).padStart(5, "0")}`;
  // The last of the days is today.
  const startedAt = Date.now() - (60 - number) * day;
  await store.apply([
    { kind: "run_opened", run: aRun({ runId, project: basename(root), environment: "", startedAt }) },
  ]);
  const env = {
    PATH: process.env["PATH"],
    MELTANO_PROJECT_ROOT: root,
    MELTANO_RUN_ID: runId,
    MELTANO_EXTRACTOR_NAME: "tap-x",
  };
  const child = spawn(process.execPath, [mapperBin, "--config", join(root, "mapping.json")], {
    cwd: root,
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.resume();
  child.stdin.end(input(scene));
  const [code] = (await once(child, "close")) as [number | null];
  const changes = {
    status: code === 0 ? "success" : "failed",
    complete: true,
    endedAt: startedAt + 1000,
  } as const;
  await store.apply([{ kind: "run_changed", runId, changes }]);
  const findings = (await store.findings.ofRun(runId)).map(({ finding }) => finding);
  return { runId, code, out, findings };
}

const violated = ({ findings }: Ended): string[] =>
  findings.filter(({ outcome }) => outcome === "violated").map(({ check, stream }) => `${check} ${stream}`);

async function healthy(count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const ended = await run({ records: 100 + ((index * 7) % 15) });
    expect([ended.code, violated(ended)]).toEqual([0, []]);
  }
}

it("eight healthy runs are quiet; five times as much and nothing at all are told", async () => {
  await healthy(8);
  expect(violated(await run({ records: 500 }))).toEqual(["volume orders"]);
  expect(violated(await run({ records: 0 }))).toEqual(["volume orders"]);
  expect(violated(await run({ records: 104 }))).toEqual([]);
  const past = await store.quality.pastOfJob({ project: basename(root), environment: "", job: "daily-load" });
  const points = past.streams[0]?.points.records ?? [];
  expect(points.filter(({ flagged }) => flagged).map(({ value }) => value)).toEqual([500, 0]);
});

it("a changed schema is told once, then it is the one to compare with", async () => {
  await healthy(1);
  const changed = {
    properties: {
      id: { type: "integer" },
      mod: { type: "string", format: "date-time" },
      more: { type: "string" },
    },
  };
  const ended = await run({ records: 100, schema: changed });
  const drift = ended.findings.find(({ check }) => check === "schema_drift");
  expect(drift?.changes.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
    "$.mod format_changed",
    "$.note property_removed",
    "$.more property_added",
  ]);
  expect(violated(await run({ records: 100, schema: changed }))).not.toContain("schema_drift orders");
});

it("a breaking change is held before its first record, again at the next try, until somebody accepts it", async () => {
  writeFileSync(
    join(root, "pitchpipe.yml"),
    "version: 1\nstreams:\n  orders:\n    checks:\n      - {schema_drift: {}, fail: {breaking: 1}}\n",
  );
  await healthy(2);
  const schema = { properties: { id: { type: "integer" } } };
  for (const _try of [1, 2]) {
    const held = await run({ records: 5, schema });
    expect(held.code).not.toBe(0);
    expect(held.out).not.toContain("RECORD");
    expect(held.out).not.toContain("STATE");
    expect(held.findings.find(({ check }) => check === "schema_drift")).toMatchObject({
      level: "fail",
      severity: "error",
    });
  }
  const scope = { project: basename(root), environment: "", job: "daily-load" };
  const [seen] = await store.quality.schemas(scope, "orders", 1);
  if (seen === undefined) throw new Error("The held schema was not kept.");
  expect(seen.held).toBe(true);
  await store.quality.accept({
    ...{ ...scope, stream: "orders", metric: "schema", runId: seen.runId, from: seen.startedAt },
    ...{ hash: seen.hash, at: Date.now(), by: "ann" },
  });
  const accepted = await run({ records: 100, schema });
  expect([accepted.code, violated(accepted)]).toEqual([0, []]);
});

it("a stream that always came and doesn't is told once", async () => {
  for (let index = 0; index < 3; index++) await run({ records: 20, streams: ["orders", "items"] });
  const ended = await run({ records: 20 });
  expect(violated(ended)).toEqual(["schema_drift items"]);
  expect(violated(await run({ records: 20 }))).toEqual([]);
});

it("column metrics are kept run by run, and not where they are switched off", async () => {
  await run({ records: 300 });
  const scope = { project: basename(root), environment: "", job: "daily-load" };
  const [kept] = await store.quality.columns(scope, "orders", 5);
  expect(kept?.columns.map(({ column, records, nulls }) => [column, records, nulls])).toEqual([
    ["id", 300, 0],
    ["mod", 300, 0],
    ["note", 300, 0],
  ]);
  writeFileSync(join(root, "pitchpipe.yml"), "version: 1\ndefaults: {columns: false}\n");
  await run({ records: 300 });
  expect(await store.quality.columns(scope, "orders", 5)).toHaveLength(1);
});
