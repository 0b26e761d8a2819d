import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { main } from "../main.ts";

const fakeMeltano = join(import.meta.dirname, "../../../test/fixtures/meltano/fake-meltano.mjs");
const meltanoYml = `default_environment: dev
plugins:
  extractors: [{name: tap-x, namespace: tap_x}]
  loaders: [{name: target-y, namespace: target_y}]
  mappers: [{name: pitchpipe-mapper, namespace: pitchpipe_mapper, mappings: [{name: watch}]}]
`;
const blockDone = {
  event: "Block run completed",
  success: true,
  set_number: 0,
  block_type: "ExtractLoadBlocks",
};
const runDone = { event: "Run completed", status: "success", duration_seconds: 1 };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pitchpipe-run-command-"));
  writeFileSync(join(root, "meltano.yml"), meltanoYml);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Play {
  readonly part?: object;
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
}

function play(args: readonly string[], { part = {}, env = {}, tty = false }: Play = {}) {
  rmSync(join(root, "seen.json"), { force: true });
  writeFileSync(join(root, "part.json"), JSON.stringify({ lines: [blockDone, runDone], ...part }));
  const written = { stdout: "", stderr: "" };
  const screen = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY: tty,
    columns: 120,
  });
  const all = {
    PATH: dirname(process.execPath),
    HOME: root,
    PITCHPIPE_MELTANO: fakeMeltano,
    FAKE_MELTANO_PART: join(root, "part.json"),
    FAKE_MELTANO_SEEN: join(root, "seen.json"),
    ...env,
  };
  const io = {
    env: all,
    cwd: root,
    stdin: Readable.from([]),
    stdout: screen("stdout"),
    stderr: screen("stderr"),
  };
  const ended = main(["run", ...args], io).then((code) => ({ code, ...written }));
  return { ended, written };
}

const run = (args: readonly string[], options?: Play) => play(args, options).ended;
const seen = () => JSON.parse(readFileSync(join(root, "seen.json"), "utf8"));

async function underWay(): Promise<void> {
  while (!existsSync(join(root, "seen.json"))) await sleep(20);
}

/** Tells this process a signal as the system would, without one being sent. */
const tell = (signal: "SIGTERM" | "SIGINT"): void => void process.emit(signal);

const blocks = ["tap-x", "target-y"];

describe("run", () => {
  it("relays the log, sums up, and ends as Meltano does", async () => {
    const { code, stdout, stderr } = await run(["--environment", "prod", ...blocks], { part: { exit: 0 } });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(/Run completed \(success, 1 s\)\n\ntap-x-to-target-y: success/);
    expect(seen().argv[0]).toBe("--environment=prod");
  });

  it("ends with 1 where only Meltano calls it a success", async () => {
    const { code, stdout } = await run(["--json", "tap-x", "watch", "target-y"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      status: "failed",
      exit_code: 1,
      cause: expect.stringContaining("before pitchpipe-mapper told anything"),
    });
  });

  it("shows a live view and colours on a terminal, and takes them away at the end", async () => {
    const { ended, written } = play(blocks, {
      tty: true,
      part: { onTerm: "end", lines: [{ event: "careful", level: "warning" }] },
    });
    await underWay();
    while (!written.stderr.includes("no record yet")) await sleep(20);
    tell("SIGTERM");
    const { code, stderr } = await ended;
    expect(code).toBe(143);
    expect(stderr).toContain("pitchpipe: SIGTERM: waiting for Meltano to stop.");
    expect(stderr).toMatch(/terminated[\s\S]*Stopped by SIGTERM/);
  });

  it("passes what loads nothing on, and stores nothing", async () => {
    expect((await run([...blocks, "--dry-run"], { part: { exit: 4, lines: [] } })).code).toBe(4);
    expect(
      (await run(blocks, { env: { PITCHPIPE_DISABLED: "true" }, part: { exit: 5, lines: [] } })).code,
    ).toBe(5);
    expect(existsSync(join(root, ".meltano"))).toBe(false);
  });

  it("goes on without a store, and says so once", async () => {
    const env = { PITCHPIPE_STORE_URL: "sqlite:/proc/nowhere/p.db" };
    const { code, stdout, stderr } = await run(["--json", ...blocks], { env });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: "success", streams: [] });
    expect(stderr.match(/^pitchpipe: /gm)).toHaveLength(1);
  });

  it("tells a failure also without a store: it waits in the spool", async () => {
    const env = { PITCHPIPE_STORE_URL: "sqlite:/proc/nowhere/p.db" };
    const { code, stdout } = await run(["--json", ...blocks], {
      env,
      part: { exit: 1, lines: ["Error: no"] },
    });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ status: "failed", cause: "Meltano: no", alerts: [] });
  });

  it("uses what --env-file and --cwd name", async () => {
    writeFileSync(join(root, "other.env"), "PITCHPIPE_RUN_TIMEOUT=90s\n");
    expect((await run(["--cwd", root, "--env-file", "other.env", ...blocks])).code).toBe(0);
    expect(seen().argv).toEqual(
      expect.arrayContaining([`--cwd=${root}`, "--env-file=other.env", "--timeout=90"]),
    );
  });

  it.each([
    ["a wrong option", ["--log-format", "yaml"], 64, "[USAGE]"],
    ["a meltano that is none", ["--meltano", "./nope", ...blocks], 64, "[MELTANO_NOT_FOUND]"],
  ])("starts nothing with %s", async (_case, args, code, text) => {
    expect(await run(args)).toMatchObject({ code, stderr: expect.stringContaining(text) });
  });

  it("starts nothing where a wrong configuration is refused, else says it and alerts", async () => {
    writeFileSync(join(root, "pitchpipe.yml"), "version: 1\nrun: {stal_after: 10m}\nchanels: {}\n");
    expect(await run(["--strict", ...blocks])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("(and 1 more)"),
    });
    expect(existsSync(join(root, "seen.json"))).toBe(false);
    const { code, stdout, stderr } = await run(["--json", ...blocks]);
    expect(code).toBe(0);
    expect(stderr).toContain("And 1 more. (pitchpipe config check)");
    expect(JSON.parse(stdout).alerts).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ type: "system_health" })]),
    );
  });

  it("says its own lines as JSON with the run's id where the log is JSON", async () => {
    writeFileSync(join(root, "pitchpipe.yml"), "version: 1\nchanels: {}\n");
    const id = "0199f2c1-0000-7000-8000-000000000000";
    const { stderr } = await run(["--log-format", "json", "--run-id", id, ...blocks]);
    const own = stderr.split("\n").filter((line) => line.includes('"logger":"pitchpipe"'));
    expect(own.map((line) => JSON.parse(line))).toMatchObject([
      { level: "warning", timestamp: expect.stringMatching(/Z$/), run_id: id },
      { event: "Run summary", level: "info", run_id: id, status: "success", exit_code: 0, cause: null },
    ]);
    expect(stderr.split("\n").filter((line) => line !== "" && !line.startsWith("{"))).toEqual([]);
  });

  it("ends the failure of a job with its next good run", async () => {
    const failed = await run(["--json", ...blocks], { part: { exit: 1, lines: ["Error: no"] } });
    expect(JSON.parse(failed.stdout).alerts).toMatchObject([{ type: "pipeline_failure", status: "active" }]);
    await run(blocks);
    const io = { write: () => undefined, isTTY: false, columns: 80 };
    const listed: string[] = [];
    const stdout = { ...io, write: (text: string) => void listed.push(text) };
    const stdin = Readable.from([]);
    await main(["alerts", "list", "--type", "pipeline_failure", "--json"], {
      env: {},
      cwd: root,
      stdin,
      stdout,
      stderr: io,
    });
    expect(JSON.parse(listed.join("")).alerts).toMatchObject([{ status: "resolved" }]);
  });

  it("takes the same run id as another attempt", async () => {
    const id = "0199f2c1-0000-7000-8000-000000000000";
    await run(["--run-id", id, ...blocks], { part: { exit: 1, lines: ["Error: no"] } });
    const { stdout } = await run(["--json", "--run-id", id, ...blocks]);
    expect(JSON.parse(stdout)).toMatchObject({
      run_id: id,
      status: "success",
      attempts: [{ status: "failed" }, { number: 2 }],
    });
  });

  it("says that a meltano that is there could not be started", async () => {
    writeFileSync(join(root, "broken"), "#!/nonexistent/python\n", { mode: 0o755 });
    expect(await run(["--meltano", "./broken", ...blocks])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("could not be started"),
    });
  });
});
