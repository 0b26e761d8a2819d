import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { findingsRecorder } from "../../src/app/mapper/findings-recorder.ts";
import { openQuality } from "../../src/app/mapper/quality.ts";
import { loadMapperConfig } from "../../src/config/index.ts";
import { runMapper } from "../../src/mapper/run-mapper.ts";
import type { Fact, FactRecorder } from "../../src/model/fact.ts";
import { seededRandom } from "../../src/quality/columns/seeded-random.ts";
import type { Store } from "../../src/store/index.ts";
import { openStore } from "../../src/store/index.ts";
import { FakeInput, FakeSink, FakeTiming } from "../mapper/trial.ts";

// Thirty nightly runs of a healthy incremental pipeline with the checks that are on by default.

const dayMs = 86_400_000;
const firstDay = Date.parse("2026-03-02T03:00:00Z");
const root = mkdtempSync(join(tmpdir(), "pitchpipe-healthy-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const config = loadMapperConfig({
  configFiles: [],
  env: { MELTANO_EXTRACTOR_NAME: "tap-shop" },
  readFile: () => {
    throw Object.assign(new Error("none"), { code: "ENOENT" });
  },
});

interface Night {
  readonly day: number;
  readonly random: () => number;
  /** The last id of each stream so far. */
  readonly last: Map<string, number>;
}

/** Rows since the last bookmark, the boundary row once more as Singer taps do; ±15 %, a third of it on weekends. */
function linesOf({ day, random, last }: Night): string {
  const at = firstDay + day * dayMs;
  const weekend = [0, 6].includes(new Date(at).getUTCDay()) ? 0.35 : 1;
  const lines: unknown[] = [];
  for (const [stream, level] of [
    ["orders", 900],
    ["customers", 120],
  ] as const) {
    const schema = {
      properties: {
        id: { type: "integer" },
        name: { type: ["null", "string"] },
        amount: { type: ["null", "number"] },
        updated_at: { type: "string", format: "date-time" },
      },
    };
    lines.push({ type: "SCHEMA", stream, schema, key_properties: ["id"], bookmark_properties: ["id"] });
    const before = last.get(stream) ?? 0;
    const count = Math.round(level * weekend * (0.85 + 0.3 * random()));
    for (let id = Math.max(1, before); id <= before + count; id++)
      lines.push({ type: "RECORD", stream, record: rowOf(id, at, random) });
    last.set(stream, before + count);
    lines.push({
      type: "STATE",
      value: { bookmarks: Object.fromEntries([...last].map(([name, id]) => [name, bookmark(id)])) },
    });
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

function bookmark(id: number) {
  return { replication_key: "id", replication_key_value: id };
}

function rowOf(id: number, at: number, random: () => number) {
  return {
    id,
    name: random() < 0.1 ? null : `customer ${Math.floor(random() * 500)}`,
    amount: Math.round(random() * 10_000) / 100,
    updated_at: new Date(at - Math.floor(random() * 20) * 3_600_000).toISOString(),
  };
}

async function run(store: Store, night: Night) {
  const { day } = night;
  const runId = `0199dddd-0000-7000-8000-${String(day).padStart(12, "0")}`;
  const [input, sink, clock] = [new FakeInput(), new FakeSink(), new FakeTiming()];
  const startedAt = firstDay + day * dayMs;
  const timing = Object.assign(clock, { now: () => startedAt + 5000 });
  const quality = openQuality({ config, now: timing.now, onSchema: () => undefined });
  const scope = { project: "shop", environment: "prod", tap: "tap-shop" };
  await store.apply([openedRun(runId, startedAt)]);
  quality.arrived(await store.quality.past({ ...scope, runId, startedBefore: startedAt + 1 }));
  const stored: FactRecorder = { record: (facts) => store.apply(facts).then(() => "stored" as const) };
  const blockId = `block ${day}`;
  const recorder = findingsRecorder({
    ...{ recorder: stored, source: quality.inspector, blockId, runId, now: timing.now },
    onFault: (thrown) => {
      throw thrown;
    },
  });
  const mapper = runMapper({
    ...{ input, sink, timing, recorder, inspector: quality.inspector, newId: () => crypto.randomUUID() },
    log: () => undefined,
    quarantine: {
      keep: () => false,
      isSettled: true,
      settle: () => Promise.resolve(true),
      unsettled: () => new Map(),
    },
    settings: {
      ...{ inspectLimitBytes: 1 << 24, drainMs: 60_000, minRecordsPerSecond: null },
      ...{ garbage: "pass", onUnavailable: "continue", sampleValues: "masked" },
    },
    block: { blockId, runId, tap: "tap-shop", process: { host: "h", pid: 1, startedAt: "", bootId: "" } },
    ...{ ownRun: null, labels: {} },
  });
  const lines = linesOf(night);
  input.send(lines);
  input.end();
  const { exitCode } = await mapper.done;
  const changes = { status: "success", complete: true, endedAt: startedAt + 60_000 } as const;
  await store.apply([{ kind: "run_changed", runId, changes }]);
  const findings = (await store.findings.ofRun(runId)).map(({ finding }) => finding);
  return { exitCode, untouched: sink.output.toString() === lines, findings };
}

function openedRun(runId: string, startedAt: number): Fact {
  return {
    kind: "run_opened",
    run: {
      ...{ runId, project: "shop", environment: "prod", job: "nightly", tasks: [], status: "running" },
      ...{
        exitCode: null,
        startedAt,
        endedAt: null,
        complete: false,
        owner: null,
        labels: {},
        trigger: null,
      },
      ...{ source: "runner", process: null, heartbeatAt: null, cause: null, failedPlugin: null, notices: [] },
    },
  };
}

it.each([1, 2, 3])(
  "thirty healthy runs raise nothing, and each passes as it came (seed %i)",
  async (seed) => {
    const store = await openStore({
      url: `sqlite:${join(root, `${seed}.db`)}`,
      projectRoot: root,
      clock: { now: () => firstDay },
    });
    const [random, last] = [seededRandom(seed), new Map<string, number>()];
    for (let day = 0; day < 30; day++) {
      const { exitCode, untouched, findings } = await run(store, { day, random, last });
      expect([exitCode, untouched]).toEqual([0, true]);
      expect(findings.filter(({ level }) => level !== "none")).toEqual([]);
      if (day >= 10)
        expect(
          await store.findings.passed(`0199dddd-0000-7000-8000-${String(day).padStart(12, "0")}`),
        ).not.toEqual([]);
    }
    await store.close();
  },
);
