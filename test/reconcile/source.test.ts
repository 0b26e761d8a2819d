import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { healthEffects } from "../../src/app/health/effects.ts";
import { type OpenedProject, openProject } from "../../src/app/open-project.ts";
import { differs, reconcile } from "../../src/app/reconcile/reconcile.ts";
import type { Fact } from "../../src/model/fact.ts";
import type { StreamProfile } from "../../src/model/stream-history.ts";
import { aBlock, aCount, aRun, aSegment } from "../fixtures/store/samples.ts";
import { startWms, type WmsRow, type WmsServer, wmsEnv, wmsUser } from "../fixtures/wms/wms-server.ts";

const root = mkdtempSync(join(tmpdir(), "pitchpipe-source-"));
const row = (id: number, second: number): WmsRow => ({
  id,
  mod_ts: `2026-11-20T10:00:${String(second).padStart(2, "0")}+00:00`,
});
let rows: WmsRow[];
let server: WmsServer;
let project: OpenedProject;

beforeEach(async () => {
  mkdirSync(root, { recursive: true });
  rows = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => row(id, id));
  server = await startWms({ allocation: rows, empty: [] });
  const settings = { base_url: server.url, environment: wmsEnv, ...wmsUser };
  const tap = { name: "tap-oracle-wms", namespace: "wms", config: settings };
  const meltano = { version: 1, environments: [{ name: "dev" }], plugins: { extractors: [tap] } };
  writeFileSync(join(root, "meltano.yml"), JSON.stringify(meltano));
  project = openProject({ cwd: root, env: {} });
});

afterEach(async () => {
  await project.close();
  await server[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

const state = (second: string | null) =>
  second === null
    ? null
    : { replication_key: "mod_ts", replication_key_value: `2026-11-20T10:00:${second}+00:00` };

const schema = { hash: "h", schema: { type: "object" }, keyProperties: ["id"], inferred: {}, held: false };

/** A run that ended at a bookmark of that second. */
function ranTo(number: number, records: number, second: string | null, stream = "allocation"): Fact[] {
  const runId = `0199aaaa-0000-7000-8000-00000000000${number}`;
  const blockId = `block-${number}`;
  const startedAt = 1_000_000_000 * number;
  const profile: StreamProfile = {
    ...{ stream, flagged: [], columns: null, schema },
    bookmarks: state(second),
  };
  const run = aRun({ runId, startedAt, endedAt: startedAt + 9, status: "success", complete: true });
  const block = aBlock({
    blockId,
    runId,
    tap: "tap-oracle-wms",
    openedAt: startedAt,
    closedAt: startedAt + 8,
  });
  const count = aCount({ stream, records, forwarded: records, schemas: 1 });
  const text = second === null ? null : JSON.stringify(state(second));
  return [
    { kind: "run_opened", run },
    { kind: "block_opened", block },
    {
      kind: "block_progress",
      blockId,
      at: startedAt + 8,
      totals: { ...block, records, sawEof: true },
      streams: [count],
      samples: [],
    },
    {
      kind: "segments",
      blockId,
      runId,
      segments: [aSegment({ stream, records, bookmark: text })],
    },
    { kind: "stream_profiles", blockId, runId, at: startedAt + 8, profiles: [profile] },
    { kind: "block_closed", blockId, at: startedAt + 8, exitCode: 0, reason: null },
    {
      kind: "claims",
      runId,
      claims: [
        { stream, side: "tap", records },
        { stream, side: "target", records },
      ],
    },
  ];
}

async function look(...facts: Fact[]) {
  const store = await project.store();
  await store.apply(facts);
  const [run] = await store.runs.list({ limit: 1 });
  if (run === undefined) throw new Error("no run");
  const found = await reconcile(project, run, {
    source: true,
    deep: false,
    effects: healthEffects(project),
    limitMs: 1_000,
  });
  return { ...found.streams[0], wrong: differs(found) };
}

it("is asked for the rows since the bookmark that the last good run left", async () => {
  const found = await look(...ranTo(1, 4, "04"), ...ranTo(2, 5, "08"));
  expect(found).toMatchObject({
    equal: true,
    wrong: false,
    source: { rows: 5, since: "2026-11-20T10:00:04+00:00" },
  });
  expect(server.requests).toEqual([
    expect.stringMatching(/entity\/allocation\/\?page_size=1&fields=id&mod_ts__gte=[^&]*04%2B00%3A00$/),
    expect.stringMatching(/mod_ts__gte=[^&]*05%2B00%3A00&mod_ts__lte=[^&]*08%2B00%3A00$/),
  ]);
});

it("proves nothing where rows came since, or lie in the bookmark's own second", async () => {
  rows.push(row(9, 30));
  expect(await look(...ranTo(1, 4, "04"), ...ranTo(2, 5, "08"))).toMatchObject({
    equal: null,
    wrong: false,
    source: { rows: 6, verdict: { kind: "consistent" } },
  });
  expect(await look(...ranTo(3, 0, "08.5"))).toMatchObject({
    equal: null,
    source: { rows: 2, since: "2026-11-20T10:00:08+00:00" },
  });
  expect(await look(...ranTo(4, 1, "30"))).toMatchObject({ equal: null, wrong: false, source: { rows: 2 } });
});

it("shows pages that were left out, and rows that came twice", async () => {
  const swallowed = await look(...ranTo(1, 4, "04"), ...ranTo(2, 3, "08"));
  expect(swallowed).toMatchObject({ equal: false, wrong: true, differences: [{ side: "source_rows" }] });
  expect(swallowed.differences?.[0]?.message).toContain("3 records came, and the source has 4 rows up to");
  const repeated = await look(...ranTo(3, 7, "08"));
  expect(repeated).toMatchObject({ equal: false, source: { rows: 1 } });
});

it("is not held against a run that took everything anew", async () => {
  expect(await look(...ranTo(1, 4, "04"), ...ranTo(2, 8, "08"))).toMatchObject({
    equal: true,
    source: { rows: 8, since: null },
  });
});

it("of a stream without bookmarks counts all rows", async () => {
  expect(await look(...ranTo(1, 8, null))).toMatchObject({ equal: true, source: { rows: 8, since: null } });
  expect(await look(...ranTo(2, 0, null, "empty"))).toMatchObject({ equal: true, source: { rows: 0 } });
});

it("has nothing to say of a stream that is no entity of its own", async () => {
  expect(await look(...ranTo(1, 5, null, "allocation_by_day"))).toMatchObject({ equal: true, source: null });
});

it("that does not answer leaves the whole unknown, and its password unsaid", async () => {
  server.switches.status = 500;
  const found = await look(...ranTo(1, 8, null));
  expect(found).toMatchObject({ equal: null, wrong: false, source: { rows: null } });
  expect(found.unknown?.join()).toContain("500");
  expect(JSON.stringify(found)).not.toContain(wmsUser.password);
});
