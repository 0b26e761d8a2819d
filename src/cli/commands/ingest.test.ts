import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeScratchProject, type ScratchProject } from "../../../test/alerts/project.ts";
import { seed } from "../../../test/fixtures/runs/seed.ts";
import { aBlock, aCount, aRun, totals } from "../../../test/fixtures/store/samples.ts";
import type { Fact } from "../../model/fact.ts";
import { main } from "../main.ts";

const fixtures = join(import.meta.dirname, "../../../test/fixtures/meltano-logs");
const fixture = (name: string) => join(fixtures, `${name}.log`);
const text = (name: string) => readFileSync(fixture(name), "utf8");

let project: ScratchProject;

beforeEach(() => {
  project = makeScratchProject();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await project[Symbol.asyncDispose]();
});

const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(project.root, name), content);
  return name;
};

const ingest = (...args: readonly string[]) => project.json(["ingest", ...args]);

const orders = [
  expect.objectContaining({ stream: "orders", records: null, tap_said: 120, target_said: null }),
];
const things = [expect.objectContaining({ stream: "things", tap_said: 10 })];
const good = {
  status: "success",
  cause: null,
  exit_code: null,
  complete: true,
  job: "tap-jsonl-to-target-jsonl",
  environment: "dev",
};
const bad = {
  status: "failed",
  exit_code: null,
  complete: true,
  job: "tap-script-to-target-jsonl",
  environment: "dev",
};
const said = "ERROR 401 Unauthorized for url: https://api.example.com/orders";

describe("a log that a real Meltano wrote", () => {
  it.each([
    ["4/success.json", { ...good, streams: orders }],
    ["4/success.key_value", { ...good, streams: orders }],
    ["4/success.colored", { ...good, streams: [] }],
    ["4/success.uncolored", { ...good, streams: [] }],
    ["4/success.elt", { ...good, environment: "dev" }],
    ["4/success.plain", { status: "unknown", job: "tap-jsonl-to-target-jsonl", ended_at: null }],
    ["4/success.warning", { status: "unknown", job: "tap-jsonl-to-target-jsonl", complete: false }],
    ["3/success.json", { ...good, streams: orders }],
    ["3/success.key_value", { ...good, streams: orders }],
    ["3/success.colored", { ...good, streams: orders }],
    ["3/success.uncolored", { ...good, streams: orders }],
    ["3/success.elt", { ...good, streams: orders }],
    ["3/success.plain", { status: "unknown", job: "", cause: "The log does not hold how the run ended." }],
    ["4/tap_fails.json", { ...bad, cause: `tap-script failed (exit code 3): ${said}`, streams: things }],
    ["4/tap_fails.key_value", { ...bad, cause: `tap-script failed (exit code 3): ${said}`, streams: things }],
    ["4/tap_fails.colored", { ...bad, cause: `tap-script failed: ${said}`, streams: things }],
    ["4/tap_fails.uncolored", { ...bad, cause: `tap-script failed: ${said}`, streams: things }],
    ["4/tap_fails.elt", { ...bad, cause: `tap-script failed: ${said}` }],
    ["4/tap_fails.plain", { ...bad, cause: `tap-script failed. The last error in the log: ${said}` }],
    [
      "4/tap_fails.warning",
      { status: "failed", cause: "The tap failed (exit code 3).", job: "", plugins: [] },
    ],
    ["3/tap_fails.json", { ...bad, cause: `tap-script failed (exit code 3): ${said}`, streams: things }],
    ["3/tap_fails.colored", { ...bad, cause: `tap-script failed (exit code 3): ${said}`, streams: things }],
    ["3/tap_fails.uncolored", { ...bad, cause: `tap-script failed (exit code 3): ${said}`, streams: things }],
    ["3/tap_fails.plain", { status: "failed", cause: `The tap failed. The last error in the log: ${said}` }],
    ["4/target_fails.json", { status: "failed", cause: "target-script failed (exit code 4)." }],
    ["4/target_fails.uncolored", { status: "failed", cause: "target-script failed." }],
    ["3/target_fails.key_value", { status: "failed", cause: "target-script failed (exit code 4)." }],
    [
      "4/target_dies.json",
      { status: "failed", cause: "target-dies failed (exit code 7): giving up after 1 lines" },
    ],
    [
      "3/target_dies.uncolored",
      { status: "failed", cause: "target-dies failed (exit code 7): giving up after 1 lines" },
    ],
    ["4/two_blocks.json", { status: "failed", job: "tap-jsonl-to-target-jsonl+tap-script-to-target-jsonl" }],
    [
      "4/two_blocks.uncolored",
      { status: "failed", job: "tap-jsonl-to-target-jsonl+tap-script-to-target-jsonl" },
    ],
    ["3/two_blocks.uncolored", { status: "failed", streams: [...orders, ...things] }],
    ["4/el_success.json", { ...good, environment: "dev" }],
    ["4/el_success.uncolored", good],
    ["3/el_success.uncolored", { ...good, streams: orders }],
    ["4/el_fails.uncolored", { ...bad, cause: `tap-script failed: ${said}` }],
    ["3/el_fails.uncolored", { ...bad, cause: `tap-script failed: ${said}` }],
    ["4/dry_run.json", { status: "unknown", cause: "It was a dry run: nothing was run." }],
    ["4/no_such_block.uncolored", { status: "failed", cause: "Meltano: Block nope not found", job: "" }],
  ])("becomes a run: %s", async (name, expected) => {
    expect(await ingest(fixture(name))).toMatchObject({
      exit_code: null,
      attempts: [{ number: 1 }],
      ...expected,
    });
  });

  it("gives its own id, times and exit codes of plugins", async () => {
    const fields = text("4/tap_fails.json")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const last = fields.find(({ event }) => event === "Run completed");
    const run = await ingest(fixture("4/tap_fails.json"));
    const ended = Date.parse(last.timestamp);
    expect(run).toMatchObject({
      run_id: last.run_id,
      ended_at: new Date(ended).toISOString(),
      started_at: new Date(ended - Math.round(last.duration_seconds * 1000)).toISOString(),
      plugins: [
        { name: "tap-script", role: "tap", exit_code: 3 },
        { name: "target-jsonl", role: "target", exit_code: null },
      ],
    });
    expect(run.duration_seconds).toBeCloseTo(last.duration_seconds, 3);
  });

  it("is in runs list and runs logs from then on, and says what it is known from", async () => {
    const { run_id, notices } = await ingest(fixture("4/success.uncolored"));
    expect(notices).toEqual([
      "Known from a log that was made elsewhere (console), nobody watched the run. Its form leaves out much; `--log-format=json` writes it all.",
    ]);
    const { runs } = await project.json(["runs", "list"]);
    expect(runs).toEqual([expect.objectContaining({ run_id, status: "success", records: null })]);
    const { out } = await project.pitchpipe(["runs", "logs", run_id]);
    expect(out.trim().split("\n")).toHaveLength(text("4/success.uncolored").trim().split("\n").length);
    expect(out).toContain("info     tap-jsonl  Processed 120 rows from data/orders.jsonl");
  });

  it("is shown to people as runs show does", async () => {
    const { out, code } = await project.pitchpipe(["ingest", fixture("4/tap_fails.json")]);
    const { run_id } = (await project.json(["runs", "list"])).runs[0];
    expect(code).toBe(0);
    expect(out).toBe((await project.pitchpipe(["runs", "show", run_id])).out);
    expect(out).toContain("cause tap-script failed (exit code 3)");
  });
});

describe("an exit code", () => {
  it.each([
    [
      "4/success.warning",
      "0",
      "unknown",
      "Exit code 0 alone proves no success: the log lacks the line `Run completed`, which Meltano writes at log level info.",
    ],
    ["4/success.warning", "1", "failed", null],
    ["4/success.plain", "0", "success", null],
    ["3/success.plain", "0", "success", null],
    ["4/success.json", "0", "success", null],
    [
      "4/success.json",
      "1",
      "failed",
      "Meltano's last line says success and exit code 1 failure: the exit code is believed.",
    ],
    [
      "4/tap_fails.json",
      "0",
      "failed",
      "The exit code says success and Meltano's own last line failure: the log is believed.",
    ],
    ["4/dry_run.json", "0", "unknown", null],
  ])("of %s that is %s makes it %s", async (name, code, status, notice) => {
    const run = await ingest(fixture(name), "--exit-code", code);
    expect(run).toMatchObject({ status, exit_code: Number(code) });
    if (notice !== null) expect(run.notices).toContain(notice);
  });

  it("may come later, and stays known", async () => {
    const name = fixture("4/success.warning");
    expect((await ingest(name)).notices).toContain(
      "If you know Meltano's exit code, tell it: `--exit-code N`.",
    );
    const { run_id } = await ingest(name, "--exit-code", "1");
    expect(await ingest(name)).toMatchObject({ run_id, status: "failed", exit_code: 1 });
  });

  it.each(["x", "-1", "256", "1.5", ""])("that is %j is refused", async (code) => {
    const { code: ended, err } = await project.pitchpipe([
      "ingest",
      fixture("4/success.json"),
      `--exit-code=${code}`,
    ]);
    expect([ended, err]).toEqual([2, expect.stringContaining("is no exit code. [USAGE]")]);
  });
});

describe("a log that comes again", () => {
  it.each(["4/success.json", "4/no_such_block.uncolored", "3/success.plain", "4/target_fails.warning"])(
    "changes nothing: %s",
    async (name) => {
      const first = await ingest(fixture(name));
      const lines = await project.json(["runs", "logs", first.run_id]);
      expect(await ingest(fixture(name))).toEqual(first);
      expect(await project.json(["runs", "logs", first.run_id])).toEqual(lines);
      expect((await project.json(["runs", "list"])).runs).toHaveLength(1);
    },
  );

  it("completes what was known of it when it has grown", async () => {
    const lines = text("4/success.key_value").split("\n");
    const name = write("growing.log", `${lines.slice(0, 9).join("\n")}\n`);
    expect(await ingest(name)).toMatchObject({
      status: "unknown",
      ended_at: null,
      cause: "The log ends before the run does.",
    });
    appendFileSync(join(project.root, name), lines.slice(9).join("\n"));
    const run = await ingest(name);
    expect(run).toMatchObject(good);
    const stored = await project.json(["runs", "logs", run.run_id]);
    expect(stored.lines).toHaveLength(lines.filter(Boolean).length);
  });

  it("takes nothing back when it is only a piece", async () => {
    const whole = await ingest(fixture("4/tap_fails.json"));
    const piece = write("piece.log", text("4/tap_fails.json").split("\n").slice(0, 6).join("\n"));
    expect(await ingest(piece)).toEqual(whole);
  });

  it("in another form is kept once, and may tell more", async () => {
    const { run_id } = await ingest(fixture("4/success.plain"));
    const run = await ingest(fixture("4/success.elt"));
    expect(run).toMatchObject({ run_id, status: "success" });
    const { lines } = await project.json(["runs", "logs", run_id]);
    expect(lines).toHaveLength(text("4/success.plain").trim().split("\n").length);
  });
});

describe("where a log comes from", () => {
  it("may be gzipped, have CRLF, or stand behind a collector's prefix", async () => {
    const plain = await ingest(fixture("4/success.json"));
    const lines = text("4/success.json").trim().split("\n");
    const variants = [
      write("a.log.gz", gzipSync(text("4/success.json"))),
      write("crlf.log", lines.join("\r\n")),
      write("compose.log", lines.map((line) => `meltano-1  | ${line}\n`).join("")),
    ];
    for (const name of variants) expect(await ingest(name)).toEqual(plain);
  });

  it("may be a pipe, however its bytes come", async () => {
    const bytes = gzipSync(text("4/tap_fails.uncolored"));
    const out: string[] = [];
    const screen = { write: (piece: string) => void out.push(piece), isTTY: false, columns: 80 };
    const stdin = Readable.from([bytes.subarray(0, 1), bytes.subarray(1, 2), bytes.subarray(2)]);
    const io = { env: {}, cwd: project.root, stdin, stdout: screen, stderr: screen };
    expect(await main(["ingest", "-", "--json"], io)).toBe(0);
    expect(JSON.parse(out.join(""))).toMatchObject({ status: "failed", job: "tap-script-to-target-jsonl" });
  });

  it("may be several files, in their order, each once", async () => {
    const names = [fixture("4/tap_fails.json"), fixture("3/success.json"), fixture("4/tap_fails.json")];
    const { runs } = await ingest(...names);
    expect(runs.map(({ job }: { job: string }) => job)).toEqual([
      "tap-script-to-target-jsonl",
      "tap-jsonl-to-target-jsonl",
    ]);
  });

  it.each<[string, string, () => string]>([
    ["that is missing", "FILE_UNREADABLE", () => "missing.log"],
    ["that is a folder", "FILE_UNREADABLE", () => "."],
    ["that is empty", "LOG_NOT_MELTANO", () => write("empty.log", "")],
    ["with nothing of Meltano", "LOG_NOT_MELTANO", () => write("notes.txt", "Dear diary,\n\nhello\n")],
    ["of bytes", "LOG_NOT_MELTANO", () => write("bytes", Buffer.from([0, 255, 10, 254, 0x1f, 0x8b]))],
    ["that only looks like gzip", "FILE_UNREADABLE", () => write("x.gz", Buffer.from([0x1f, 0x8b, 1, 2, 3]))],
    ["that is a pipe and empty", "LOG_NOT_MELTANO", () => "-"],
  ])("may hold a file %s: it is named, the others are taken in", async (_case, code, make) => {
    const {
      code: ended,
      out,
      err,
    } = await project.pitchpipe(["ingest", make(), fixture("4/success.json"), "--json"]);
    expect(ended).toBe(2);
    expect(JSON.parse(err)).toMatchObject({ error: { code } });
    expect(JSON.parse(out)).toMatchObject({ runs: [good] });
  });

  it("may be cut in the middle of gzip: what was read is in, and it is said", async () => {
    const packed = gzipSync(text("4/success.json"), { level: 0 });
    const name = write("cut.gz", packed.subarray(0, 6000));
    const { code, out, err } = await project.pitchpipe(["ingest", name, "--json"]);
    expect([code, JSON.parse(err).error.code]).toEqual([2, "FILE_UNREADABLE"]);
    expect(JSON.parse(out)).toMatchObject({ status: "unknown", job: "tap-jsonl-to-target-jsonl" });
  });
});

describe("one file with several runs", () => {
  const statuses = ({ runs }: { runs: { status: string }[] }) => runs.map(({ status }) => status);

  it.each([
    [
      ["4/success.json", "4/tap_fails.json"],
      ["success", "failed"],
    ],
    [
      ["4/success.uncolored", "4/tap_fails.uncolored", "4/success.colored"],
      ["success", "failed", "success"],
    ],
    [
      ["4/el_success.uncolored", "4/el_fails.uncolored"],
      ["success", "failed"],
    ],
    [
      ["3/success.key_value", "3/target_fails.key_value"],
      ["success", "failed"],
    ],
    [
      ["4/success.plain", "4/target_fails.plain"],
      ["unknown", "failed"],
    ],
  ])("becomes as many: %j", async (names, expected) => {
    const document = await ingest(write("all.log", names.map(text).join("")));
    expect(statuses(document)).toEqual(expected);
  });

  it("is told apart by run id where lines are mixed", async () => {
    const [one = [], other = []] = ["4/success.json", "4/tap_fails.json"].map((name) =>
      text(name).trim().split("\n"),
    );
    const mixed = one.flatMap((line, at) => [line, ...(other[at] === undefined ? [] : [other[at]])]);
    const { runs } = await ingest(write("mixed.log", mixed.join("\n")));
    expect(runs).toMatchObject([good, { ...bad, cause: `tap-script failed (exit code 3): ${said}` }]);
  });

  it("is followed however many there are", async () => {
    const lines = Array.from({ length: 300 }, (_, at) => {
      const run_id = `01a1fd26-96a0-7000-8000-${String(at).padStart(12, "0")}`;
      return JSON.stringify({
        event: "Run completed",
        status: "success",
        run_id,
        level: "info",
        timestamp: "2026-11-21T08:08:41Z",
      });
    });
    const { runs } = await ingest(write("many.log", [...lines, ...lines].join("\n")));
    expect(runs).toHaveLength(300);
  });
});

describe("a run that the store knows", () => {
  const startedAt = JSON.parse(text("4/success.json").split("\n")[0] ?? "").timestamp as string;
  const run_id = JSON.parse(text("4/success.json").trim().split("\n").at(-1) ?? "").run_id as string;
  const known = (changes: Parameters<typeof aRun>[0]) =>
    aRun({
      runId: run_id,
      project: "etl",
      environment: "dev",
      heartbeatAt: null,
      process: null,
      labels: {},
      ...changes,
    });
  const block = (changes: Parameters<typeof aBlock>[0] = {}) =>
    aBlock({ runId: run_id, tap: "tap-jsonl", ...changes });
  const mapperRun = (runId: string, at: number, changes: Parameters<typeof aRun>[0] = {}): Fact[] => [
    {
      kind: "run_opened",
      run: known({
        runId,
        project: basename(project.root),
        source: "mapper",
        status: "unknown",
        job: "tap-jsonl",
        startedAt: at,
        endedAt: null,
        complete: false,
        ...changes,
      }),
    },
    { kind: "block_opened", block: block({ ...seen, runId, closedAt: null }) },
    { kind: "block_closed", blockId: "block-1", at, exitCode: 0, reason: null },
  ];
  const seen = totals({ lines: 124, records: 120, bytesIn: 4_000, sawEof: true });

  it("keeps what our own runner measured", async () => {
    const run = known({
      source: "runner",
      status: "failed",
      exitCode: 1,
      cause: "we know better",
      endedAt: 2_000_000_000_000,
    });
    await seed(project.root, [{ kind: "run_opened", run }]);
    const before = await project.json(["runs", "show", run_id]);
    expect(await ingest(fixture("4/success.json"), "--job", "other")).toEqual(before);
  });

  it.each(["lost", "unknown"] as const)(
    "is completed where our runner could not see its end: %s",
    async (status) => {
      const run = known({
        source: "runner",
        status,
        exitCode: null,
        endedAt: null,
        job: "daily-load",
        complete: false,
      });
      await seed(project.root, [{ kind: "run_opened", run }]);
      expect(await ingest(fixture("4/success.json"))).toMatchObject({
        status: "success",
        complete: true,
        job: "daily-load",
        started_at: new Date(run.startedAt).toISOString(),
      });
    },
  );

  it("is completed where only a mapper saw it", async () => {
    const run = known({
      source: "mapper",
      status: "unknown",
      job: "",
      startedAt: Date.parse("2026-11-21T14:20:53Z"),
      endedAt: null,
      complete: false,
    });
    const streams = [aCount({ stream: "orders", records: 120, bytes: 3_900, forwarded: 120 })];
    await seed(project.root, [
      { kind: "run_opened", run },
      { kind: "block_opened", block: block({ ...seen, closedAt: null }) },
      { kind: "block_progress", blockId: "block-1", at: run.startedAt, totals: seen, streams, samples: [] },
      { kind: "block_closed", blockId: "block-1", at: run.startedAt, exitCode: 0, reason: null },
    ]);
    expect(await ingest(fixture("4/success.json"))).toMatchObject({
      ...good,
      streams: [expect.objectContaining({ stream: "orders", records: 120, tap_said: 120 })],
    });
  });

  it.each([
    ["of its tap, in its time", {}, 1],
    ["of another time", { startedAt: Date.parse("2026-11-20T14:20:53Z") }, 2],
    ["of another environment", { environment: "prod" }, 2],
    ["of another source", { source: "meltano" as const }, 2],
  ])("by a mapper under an id of its own is the same where it is %s", async (_case, changes, runs) => {
    const runId = "0199aaaa-0000-7000-8000-00000000000a";
    await seed(project.root, mapperRun(runId, Date.parse(startedAt) + 900, changes));
    const document = await ingest(fixture("4/success.json"));
    expect(document).toMatchObject({ ...good, run_id: runs === 1 ? runId : run_id });
    expect((await project.json(["runs", "list"])).runs).toHaveLength(runs);
    expect((await project.json(["runs", "logs", document.run_id])).lines.length).toBeGreaterThan(10);
  });

  it("by a mapper is found for a long log too, of which only the end tells the time", async () => {
    const line = (seconds: string, fields: Record<string, unknown>) =>
      `${JSON.stringify({ ...fields, run_id, level: "info", timestamp: `2026-11-21T14:20:${seconds}Z` })}\n`;
    const begin = line("00", {
      event: `Running job with name 'dev:tap-jsonl-to-target-y' and run ID '${run_id}'`,
    });
    const middle = line("00", { stdio: "stderr", name: "tap-jsonl", event: "page" }).repeat(9000);
    const end = line("59", { event: "Run completed", status: "success", duration_seconds: 59 });
    const runId = "0199aaaa-0000-7000-8000-00000000000b";
    const at = Date.parse("2026-11-21T14:20:30Z");
    await seed(project.root, mapperRun(runId, at));
    const document = await ingest(write("long.log", begin + middle + end));
    expect(document).toMatchObject({ run_id: runId, status: "success", job: "tap-jsonl-to-target-y" });
    expect((await project.json(["runs", "logs", runId])).lines).toHaveLength(9002);
    expect((await project.json(["runs", "list"])).runs).toHaveLength(1);
  });

  it("is no success where the mapper says that nothing came through", async () => {
    const run = known({ source: "mapper", status: "unknown", job: "", endedAt: null, complete: false });
    const nothing = totals({ sawEof: true });
    await seed(project.root, [
      { kind: "run_opened", run },
      { kind: "block_opened", block: block({ ...nothing, closedAt: null }) },
      { kind: "block_closed", blockId: "block-1", at: run.startedAt, exitCode: 0, reason: null },
    ]);
    expect(await ingest(fixture("4/success.json"))).toMatchObject({
      status: "failed",
      cause: "tap-jsonl wrote nothing at all, and Meltano calls it a success.",
    });
  });

  it("is not called success by an adopted history against its log", async () => {
    await seed(project.root, [
      { kind: "run_opened", run: known({ source: "meltano", status: "success", exitCode: null }) },
    ]);
    expect(await ingest(fixture("4/success.json"), "--exit-code", "1")).toMatchObject({
      status: "failed",
      exit_code: 1,
    });
  });
});

describe("what is told and kept", () => {
  it("tells nobody of old runs, unless asked to", async () => {
    project.configure("channels:\n  book: {type: log, path: alerts.jsonl}\nroute: {channel: book}\n");
    await ingest(fixture("4/tap_fails.json"));
    expect((await project.json(["alerts", "list"])).alerts).toEqual([]);
    await ingest(fixture("3/tap_fails.json"), "--alert");
    await ingest(fixture("3/tap_fails.json"), "--alert");
    const { alerts } = await project.json(["alerts", "list"]);
    expect(alerts).toEqual([expect.objectContaining({ type: "pipeline_failure", count: 1 })]);
    expect(readFileSync(join(project.root, "alerts.jsonl"), "utf8")).toContain("401 Unauthorized");
  });

  it("keeps no secret of the project", async () => {
    write(".env", "TAP_SHOP_PASSWORD=hunter2hunter2\n");
    const log = text("4/tap_fails.json").replaceAll("401 Unauthorized", "401 for hunter2hunter2");
    const run = await ingest(write("leak.log", log));
    const { lines } = await project.json(["runs", "logs", run.run_id]);
    expect(JSON.stringify([run, lines])).not.toContain("hunter2");
    expect(run.cause).toContain("401 for ***");
  });

  it("keeps of the log what the settings want", async () => {
    project.configure("logs: {keep: errors}\n");
    const { run_id } = await ingest(fixture("4/tap_fails.json"));
    const { lines } = await project.json(["runs", "logs", run_id]);
    expect(lines).toHaveLength(4);
    project.configure("logs: {keep: none}\n");
    const other = await ingest(fixture("4/success.json"));
    expect((await project.json(["runs", "logs", other.run_id])).lines).toEqual([]);
  });

  it("names the job as it is told, with its owner and labels", async () => {
    project.configure("labels: {site: sp}\njobs:\n  nightly: {owner: wms-team, labels: {tier: gold}}\n");
    const run = await ingest(fixture("4/success.json"), "--job", "nightly");
    expect(run).toMatchObject({ job: "nightly", owner: "wms-team", labels: { site: "sp", tier: "gold" } });
  });

  it("reads times without an offset as the project's time zone, and says so", async () => {
    const local = text("4/success.uncolored").replaceAll(
      /^2026-11-21T\d\d:\d\d:\d\d\.\d+Z/gm,
      "2026-07-01T03:39:28.225478",
    );
    const name = write("local.log", local);
    project.configure("timezone: America/Sao_Paulo\n");
    const run = await ingest(name);
    expect(run.started_at).toBe("2026-07-01T06:39:28.225Z");
    expect(run.notices).toContain(
      "The log's times have no offset: they were read as those of the `timezone` of pitchpipe.yml.",
    );
  });

  it("reads the start from the run id, or from the file, where a log has no times", async () => {
    const { started_at, notices } = await ingest(fixture("4/success.plain"));
    expect(Math.abs(Date.parse(started_at) - Date.parse("2026-11-21T14:21:00Z"))).toBeLessThan(3_600_000);
    expect(notices).toContain("The log has no times: the start is the time in its run id.");
    expect((await ingest(fixture("3/success.plain"))).notices).toEqual(
      expect.arrayContaining([
        "The log has no times: the start is when its file was last written.",
        "The log names no run id: this one is derived from it.",
      ]),
    );
  });
});

describe("a hostile log", () => {
  const line = (fields: Record<string, unknown>) =>
    JSON.stringify({ level: "info", timestamp: "2026-11-21T08:08:41Z", ...fields });
  const plugin = (name: string, event: string) => line({ stdio: "stderr", name, event });

  it("has lines of any length", async () => {
    const long = `${text("4/success.json")}${plugin("tap-jsonl", "x".repeat(20 * 1024 * 1024))}\n`;
    expect(await ingest(write("long.log", long))).toMatchObject({ status: "success" });
  });

  it("has more blocks, plugins, streams and jobs than anybody", async () => {
    const counter = (stream: string) => ({
      type: "counter",
      metric: "record_count",
      value: 1,
      tags: { stream },
    });
    const lines = Array.from({ length: 30_000 }, (_, at) => [
      plugin(`tap-${at}`, "hi"),
      line({ stdio: "stderr", name: "tap-x", event: "METRIC", metric_info: counter(`s${at}`) }),
      line({
        event: `Running job with name 'dev:tap-${at}-to-target-y' and run ID '01a1fd26-96a0-7000-8000-0123456789ab'`,
      }),
      line({ event: "Block run completed", success: true, set_number: at }),
    ]);
    const run = await ingest(write("much.log", lines.flat().join("\n")));
    expect(run).toMatchObject({ status: "unknown", streams: [] });
    expect(run.plugins.length).toBeLessThan(5_000);
  });

  it("has plugins that are named like parts of JavaScript, and speak for Meltano", async () => {
    const names = ["constructor", "__proto__", "toString", "the tap", "hasOwnProperty"];
    const lines = names.flatMap((name) => [
      plugin(name, "Run completed"),
      plugin(name, "Running job with name 'a:b' and run ID 'c'"),
    ]);
    expect(await ingest(write("names.log", lines.join("\n")))).toMatchObject({ status: "unknown" });
  });
});
