import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { makeProject, type Project } from "../projects/make-project.ts";
import { tapPostgres, targetPostgres } from "../projects/plugins.ts";
import { venvBin } from "../setup/venvs.ts";
import { makeOrdersSource, type OrdersSource } from "./orders-source.ts";

// The gate on a real pipeline: tap-postgres, watch, target-postgres, under the real Meltano.

const rows = 2000;
const bad = [100, 700, 1500];
const good = Array.from({ length: rows }, (_, index) => index + 1).filter((id) => !bad.includes(id));
const all = Array.from({ length: rows }, (_, index) => index + 1);
const command = ["run", "--json", "tap-postgres", "watch", "target-postgres"];

let source: OrdersSource;
let project: Project;

afterEach(async () => {
  await source.drop();
  project.remove();
});

async function open(checks: string, more = ""): Promise<void> {
  source = await makeOrdersSource(rows, bad);
  const tap = tapPostgres({ sqlalchemy_url: source.url, filter_schemas: [source.from] });
  const replication = { "replication-method": "INCREMENTAL", "replication-key": "id" };
  project = makeProject({
    extractors: [{ ...tap, metadata: { "*": replication } }],
    loaders: [targetPostgres({ sqlalchemy_url: source.url, default_target_schema: source.to })],
    files: { "pitchpipe.yml": yaml(checks, more) },
  });
}

function yaml(checks: string, more = ""): string {
  return `version: 1\nstreams:\n  "*-orders":\n    owner: wms-team\n${more}    checks:\n      - ${checks}\n`;
}

interface Run {
  readonly run_id: string;
  readonly status: string;
  readonly cause: string | null;
  readonly streams: readonly {
    readonly records: number;
    readonly forwarded: number;
    readonly quarantined: number;
    readonly dropped: number;
    readonly tap_said: number;
    readonly target_said: number;
  }[];
  readonly findings: readonly {
    readonly name: string;
    readonly severity: string;
    readonly violations: number;
  }[];
  readonly alerts: readonly { readonly type: string; readonly severity: string; readonly status: string }[];
}

async function load(): Promise<{ readonly exitCode: number | null; readonly run: Run }> {
  const { exitCode, stdout, stderr } = await project.runPitchpipe(command);
  if (stdout === "") throw new Error(stderr);
  return { exitCode, run: JSON.parse(stdout) as Run };
}

function quarantined(): { readonly key: { readonly id: number }; readonly original: string }[] {
  const folder = join(project.root, ".meltano", "pitchpipe", "quarantine");
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  return files.flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );
}

async function bookmark(): Promise<number | null> {
  const { stdout } = await project.runMeltano(["state", "get", "dev:tap-postgres-to-target-postgres"]);
  const state = JSON.parse(stdout.trim() || "{}");
  return state.singer_state?.bookmarks?.[source.stream]?.replication_key_value ?? null;
}

describe("a rule that quarantines", () => {
  it("sets the bad rows aside, loads the good ones, and replays them once the rule is changed", async () => {
    await open("{not_null: [order_nbr], on_violation: quarantine}");
    const { exitCode, run } = await load();
    expect(exitCode).toBe(0);
    expect(run.status).toBe("success");
    expect(run.streams).toMatchObject([
      {
        ...{ records: rows, forwarded: good.length, quarantined: bad.length, dropped: 0 },
        ...{ tap_said: rows, target_said: good.length },
      },
    ]);
    expect(await source.loadedIds()).toEqual(good);
    expect(quarantined().map(({ key }) => key.id)).toEqual(bad);
    expect(run.findings).toContainEqual(
      expect.objectContaining({ name: "not_null_order_nbr", violations: bad.length, severity: "warning" }),
    );
    expect(run.alerts).toContainEqual(expect.objectContaining({ type: "data_quality", severity: "warning" }));

    const still = await project.runPitchpipe(["quarantine", "replay", "latest"]);
    expect([still.exitCode, still.stdout]).toEqual([0, ""]);
    project.write("pitchpipe.yml", yaml("{not_null: [id], on_violation: quarantine}"));
    const replayed = await project.runPitchpipe(["quarantine", "replay", "latest"]);
    const [schema, ...lines] = replayed.stdout.trimEnd().split("\n");
    expect(JSON.parse(schema ?? "")).toMatchObject({ type: "SCHEMA", stream: source.stream });
    expect(lines.map((line) => `${line}\n`)).toEqual(quarantined().map(({ original }) => original));
    await intoTarget(replayed.stdout);
    expect(await source.loadedIds()).toEqual(all);
    const again = await project.runPitchpipe(["quarantine", "replay"]);
    expect([again.stdout, again.stderr]).toEqual(["", expect.stringContaining("0 rows replayed")]);
  });

  it("drops or masks instead, where that is asked for", async () => {
    await open(
      "{not_null: [order_nbr], on_violation: drop}\n      - {enum: {field: status, values: [OPEN]}, on_violation: mask}",
    );
    const { run } = await load();
    expect(run.streams).toMatchObject([{ forwarded: good.length, quarantined: 0, dropped: bad.length }]);
    const counts = await source.query(
      `select status, count(*)::int from ${source.to}.orders group by status order by 1`,
    );
    expect(counts.map(({ status }) => status)).toEqual(["***", "OPEN"]);
  });
});

describe("a rule that fails the run", () => {
  it("moves no bookmark past the row that failed it, and the next run takes the same records again", async () => {
    await open("{not_null: [order_nbr], fail: {count: 1}}");
    const { exitCode, run } = await load();
    expect(exitCode).not.toBe(0);
    expect(run.status).toBe("failed");
    expect(run.findings).toContainEqual(
      expect.objectContaining({ name: "not_null_order_nbr", severity: "error" }),
    );
    expect(run.alerts.map(({ type }) => type)).toEqual(
      expect.arrayContaining(["data_quality", "pipeline_failure"]),
    );
    expect(await source.loadedIds()).not.toContain(100);
    expect((await bookmark()) ?? 0).toBeLessThan(100);

    await source.query(`update ${source.from}.orders set order_nbr = 'mended' where order_nbr is null`);
    const mended = await load();
    expect([mended.exitCode, mended.run.status]).toEqual([0, "success"]);
    expect(await source.loadedIds()).toEqual(all);
    expect(await bookmark()).toBe(rows);
    expect(await openAlerts()).not.toContain("data_quality");
  });

  it("holds every bookmark back for what is decided at the end, with hold_state", async () => {
    await open("{row_count: {min: 100000}, fail: {count: 1}}", "    hold_state: true\n");
    const { exitCode, run } = await load();
    expect([exitCode === 0, run.status]).toEqual([false, "failed"]);
    expect(await bookmark()).toBeNull();
    project.write("pitchpipe.yml", yaml("{row_count: {min: 1}, fail: {count: 1}}", "    hold_state: true\n"));
    const second = await load();
    expect([second.exitCode, second.run.status]).toEqual([0, "success"]);
    expect(second.run.streams).toMatchObject([{ records: rows }]);
    expect(await bookmark()).toBe(rows);
  });

  it("fails once too large a share was quarantined", async () => {
    await open("{enum: {field: status, values: [OPEN]}, on_violation: quarantine}");
    project.write(
      "pitchpipe.yml",
      `${yaml("{enum: {field: status, values: [OPEN]}, on_violation: quarantine}")}quarantine: {max_percent: 5}\n`,
    );
    const { exitCode, run } = await load();
    expect(exitCode).not.toBe(0);
    expect(run.cause).toContain("max_percent");
  });
});

describe("a wrong rule that would keep rows back", () => {
  it.each([
    ["{not_null: [order_nbr], on_violation: quarantin}"],
    ["{rang: {field: amount, min: 0}, fail: {count: 1}}"],
    ['{pattern: {field: order_nbr, regex: "(unclosed"}, on_violation: drop}'],
  ])("starts nothing: %s", async (check) => {
    await open(check);
    const { exitCode, stderr } = await project.runPitchpipe([
      "run",
      "tap-postgres",
      "watch",
      "target-postgres",
    ]);
    expect([exitCode, stderr]).toEqual([64, expect.stringContaining("[GATING_RULE_INVALID]")]);
    const plain = await project.runMeltano(["run", "tap-postgres", "watch", "target-postgres"]);
    expect(plain.exitCode).not.toBe(0);
    expect(await source.loadedIds()).toEqual([]);
  });
});

async function openAlerts(): Promise<string[]> {
  const { alerts } = (await project.json(["alerts", "list"])) as {
    alerts: { readonly type: string; readonly status: string }[];
  };
  return alerts.filter(({ status }) => status === "active").map(({ type }) => type);
}

/** What `pitchpipe quarantine replay … | target-postgres --config …` does. */
async function intoTarget(stream: string): Promise<void> {
  const { run } = await import("../projects/command.ts");
  project.write(
    "target.json",
    JSON.stringify({ sqlalchemy_url: source.url, default_target_schema: source.to }),
  );
  const call = { cwd: project.root, env: { PATH: process.env["PATH"] ?? "" }, input: stream };
  const { exitCode, stderr } = await run(venvBin("target-postgres"), ["--config", "target.json"], call);
  expect(exitCode, stderr).toBe(0);
}
