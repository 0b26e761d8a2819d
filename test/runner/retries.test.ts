import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeProject, goodLines, type Part } from "./fake-project.ts";

let project: FakeProject;
beforeEach(() => {
  project = new FakeProject();
});
afterEach(() => project.remove());

const blocks = ["tap-x", "target-y"];
const tapSays = (event: string) => ({
  event,
  name: "tap-x",
  stdio: "stderr",
  producer: true,
  consumer: false,
});
const blockEnd = (set_number: number, success: boolean) => ({
  event: "Block run completed",
  block_type: "ExtractLoadBlocks",
  set_number,
  success,
  err: success ? null : "Extractor failed",
  ...(success ? {} : { exit_codes: { extractors: 1 } }),
});
const runEnd = { event: "Run completed", status: "failure", duration_seconds: 1 };
const fails = (...words: string[]): Part => ({
  lines: [...words.map(tapSays), blockEnd(0, false), runEnd],
  exit: 1,
});
const throttled = fails(
  "requests.exceptions.HTTPError: 429 Client Error: Too Many Requests for url: https://api.example.com/orders",
);
const good: Part = { lines: goodLines ?? [] };
const quick = "version: 1\nrun: {retries: {backoff: 50ms}, notify: {success: info}}\n";

/** The alerts of the run in its document, by type and status. */
function alertsOf(document: Readonly<Record<string, unknown>>): string[] {
  return (document["alerts"] as { type: string; status: string }[]).map(
    ({ type, status }) => `${type} ${status}`,
  );
}

describe("a run that is tried again", () => {
  it("goes well at the 2nd attempt, says so, and alerts nobody of the first", async () => {
    project.write("pitchpipe.yml", quick);
    const ended = await project.run(["run", "--retries", "2", ...blocks], { turns: [throttled, good] });
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended.stderr).toContain("pitchpipe: Attempt 1 failed: rate_limit (tap-x failed (exit code 1):");
    expect(ended.stderr).toContain("Succeeded at the 2nd attempt.");
    const document = await project.latest();
    expect(document).toMatchObject({
      status: "success",
      exit_code: 0,
      cause: null,
      dossier: null,
      attempts: [
        { number: 1, status: "failed", exit_code: 1 },
        { number: 2, status: "success", exit_code: 0 },
      ],
      notices: expect.arrayContaining([
        expect.stringMatching(/^Attempt 1 failed after .* \(rate_limit: tap-x failed/),
        "Succeeded at the 2nd attempt.",
      ]),
    });
    expect(alertsOf(document)).toEqual(["pipeline_success resolved"]);
    const [alert] = document["alerts"] as { id: string }[];
    const { stdout } = await project.run(["alerts", "show", alert?.id ?? "", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      title: "tap-x-to-target-y succeeded at the 2nd attempt",
      message: expect.stringContaining("Attempt 1 failed after"),
      details: { attempts: [{ category: "rate_limit" }, { category: null }] },
    });
    const log = (await project.run(["runs", "logs", "latest"])).stdout;
    expect(log).toMatch(/Too Many Requests[\s\S]*pitchpipe: Attempt 1 failed[\s\S]*Run completed/);
  });

  it("is told once when all attempts failed, with each of them", async () => {
    project.write("pitchpipe.yml", quick.replace("backoff", "max: 2, backoff"));
    const ended = await project.run(["run", "--json", ...blocks], throttled);
    expect(ended.code).toBe(1);
    expect(project.starts()).toHaveLength(3);
    const document = JSON.parse(ended.stdout);
    expect(document).toMatchObject({
      status: "failed",
      attempts: [{ number: 1 }, { number: 2 }, { number: 3, status: "failed", exit_code: 1 }],
      dossier: { category: "rate_limit", repeated: 1 },
    });
    expect(document.notices).toContain("Not tried again: 2 retries were allowed.");
    expect(alertsOf(document)).toEqual(["pipeline_failure active"]);
    const alert = JSON.parse((await project.run(["alerts", "show", document.alerts[0].id, "--json"])).stdout);
    expect(alert).toMatchObject({
      count: 1,
      details: { attempts: [{ number: 1 }, { number: 2 }, { number: 3 }] },
    });
    expect(alert.message).toMatch(/Attempt 1 failed after .*\nAttempt 2 failed after .*\nNot tried again/);
  });

  it("starts at the block that failed, with the user's options and what is left of the time", async () => {
    project.write("pitchpipe.yml", quick.replace("50ms", "1500ms"));
    const second: Part = {
      lines: [blockEnd(0, true), tapSays("ConnectionError: 503 Server Error"), blockEnd(1, false), runEnd],
      exit: 1,
    };
    const args = [
      "run",
      "--retries",
      "1",
      "daily-load",
      "tap-x",
      "watch",
      "target-y",
      "--full-refresh",
      "--timeout",
      "500",
    ];
    await project.run(args, { turns: [second, good] });
    const [first, again] = project.starts();
    expect(first?.slice(-7)).toEqual(args.slice(3));
    expect(again?.slice(-4)).toEqual(["--full-refresh", "tap-x", "watch", "target-y"]);
    expect(again?.filter((argument) => argument.startsWith("--timeout"))).toEqual([
      expect.stringMatching(/^--timeout=4\d\d$/),
    ]);
    expect(again?.find((argument) => argument.startsWith("--run-id"))).toBe(
      first?.find((argument) => argument.startsWith("--run-id")),
    );
    project.write("pitchpipe.yml", quick);
    await project.run(["run", "--retry-from", "job", ...args.slice(1)], { turns: [second, good] });
    expect(project.starts()[1]?.slice(-5)).toEqual([
      "--full-refresh",
      "daily-load",
      "tap-x",
      "watch",
      "target-y",
    ]);
  });

  it("is not tried again after a refused password, and says why", async () => {
    const denied = fails('FATAL:  password authentication failed for user "etl"');
    const ended = await project.run(["run", "--retries", "3", ...blocks], denied);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain("Not tried again: auth is never tried again.");
    expect(project.starts()).toHaveLength(1);
  });

  it("waits as long as the other side asks, but ends at once by a signal", async () => {
    const asked = fails("HTTPError: 429 Client Error: Too Many Requests", "Retry-After: 1200");
    const { child, ended } = project.start(["run", "--retries", "1", ...blocks], asked);
    let said = "";
    child.stderr?.on("data", (text: string) => {
      said += text;
    });
    while (!said.includes("next in 20 m 00 s") && child.exitCode === null) await sleep(20);
    expect(await project.latest()).toMatchObject({
      status: "running",
      attempts: [{ status: "failed" }],
      notices: [expect.stringContaining("next in 20 m 00 s")],
    });
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: null, signal: "SIGTERM" });
    expect(await project.latest()).toMatchObject({
      status: "terminated",
      exit_code: 143,
      cause: expect.stringMatching(
        /^Stopped by SIGTERM while it waited for the next attempt. Before: tap-x failed/,
      ),
      attempts: [{ number: 1, status: "failed", exit_code: 1 }],
    });
  });
});
