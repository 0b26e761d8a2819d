import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, it } from "vitest";
import { main } from "../../src/cli/main.ts";
import { makeScratchProject, type ScratchProject } from "../alerts/project.ts";
import { answer, hang, type LocalServer, startServer } from "../fixtures/http/local-server.ts";
import { repository } from "../setup/cache-folder.ts";

const command = join(repository, "src", "cli", "bin", "pitchpipe.ts");

const soon = <Value>(value: () => Value) => expect.poll(value);

function watched(project: ScratchProject, { url }: LocalServer): void {
  project.configure(
    `version: 1\nhealth:\n  site: {type: http, url: "${url}", timeout: 1h}\n  report: {type: http, url: "${url}", timeout: 1h, depends_on: [site]}\n`,
  );
}

/** A watch in this process: what it said so far, and a way to end it. */
function startWatch(project: ScratchProject, isTTY: boolean, ...more: string[]) {
  const said = { text: "" };
  let stop: () => void = () => undefined;
  const write = (text: string): void => {
    said.text += text;
  };
  const stdout = { write, isTTY, columns: 120 };
  const ended = main(["health", "site", "report", "--watch", "--every", "1ms", ...more], {
    env: { NO_COLOR: "1" },
    cwd: project.root,
    stdin: Readable.from([]),
    stdout,
    stderr: { ...stdout, isTTY: false },
    onStop: (listener) => {
      stop = listener;
      return () => undefined;
    },
  });
  return { said, ended, stop: () => stop() };
}

it("writes a line for each change where nobody redraws, and ends with the last look's exit code", async () => {
  await using site = await startServer(answer(200));
  await using project = makeScratchProject();
  watched(project, site);
  const { said, ended, stop } = startWatch(project, false);
  await soon(() => site.requests.length).toBeGreaterThan(5);
  site.behave(answer(500));
  await soon(() => said.text).toContain("all unhealthy");
  stop();
  expect(await ended).toBe(1);
  const lines = said.text.trim().split("\n");
  expect(lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /, ""))).toEqual([
    expect.stringMatching(/^site healthy: /),
    expect.stringMatching(/^report healthy: /),
    "all healthy",
    ...expectedFall(lines),
    "all unhealthy",
  ]);
});

/** Both are asked side by side: the one that was asked before the change falls a look later. */
function expectedFall(lines: readonly string[]): unknown[] {
  const whole = [expect.stringMatching(/^site unhealthy: /), expect.stringMatching(/^report unhealthy: /)];
  return lines.length === 6 ? whole : lines.slice(3, -1).map(() => expect.stringMatching(/unhealthy/));
}

it("draws a terminal anew, and takes Ctrl-C while a check hangs without keeping what it stopped", async () => {
  await using site = await startServer(answer(200));
  await using project = makeScratchProject();
  watched(project, site);
  const { said, ended, stop } = startWatch(project, true);
  await soon(() => said.text.split("\u001b[H\u001b[2J").length).toBeGreaterThan(2);
  expect(said.text).toMatch(/site +http +healthy[\s\S]*again every 0.001 s; Ctrl-C ends it/);
  const asked = site.requests.length;
  site.behave(hang);
  await soon(() => site.requests.length).toBeGreaterThan(asked);
  stop();
  expect(await ended).toBe(0);
  const { results } = await project.json(["health", "history", "site"]);
  expect(new Set(results.map(({ status }: { status: string }) => status))).toEqual(new Set(["healthy"]));
});

it("ends where nobody reads any more, and takes no interval that is none", async () => {
  await using site = await startServer(answer(200));
  await using project = makeScratchProject();
  watched(project, site);
  const stdout = { write: () => undefined, isTTY: false, columns: 80, isGone: true };
  const io = { env: {}, cwd: project.root, stdin: Readable.from([]), stdout, stderr: stdout };
  expect(await main(["health", "--watch"], io)).toBe(0);
  const wrong = await project.pitchpipe(["health", "--watch", "--every", "often"]);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('--every "often" is no duration') });
});

it("as a process ends at SIGINT, with the code of what it saw and without a complaint", async () => {
  await using site = await startServer(answer(500));
  await using project = makeScratchProject();
  watched(project, site);
  const child = spawn(process.execPath, [command, "health", "site", "--watch"], { cwd: project.root });
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.err += chunk;
  });
  await soon(() => said.out).toContain("all unhealthy");
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([1, null]);
  expect(said.err).toBe("");
});
