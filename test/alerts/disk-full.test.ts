import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type LocalServer, startServer } from "../fixtures/http/local-server.ts";
import { type Outcome, run } from "../projects/command.ts";
import { cleanEnvironment } from "../projects/make-project.ts";
import { ensureDist, pitchpipeBin } from "../setup/dist.ts";
import { makeScratchProject, type ScratchProject } from "./project.ts";

let project: ScratchProject;
let server: LocalServer;

beforeAll(() => ensureDist(() => undefined));

beforeEach(async () => {
  server = await startServer();
  project = makeScratchProject();
  project.configure(`
channels: {hook: {type: webhook, url: "${server.url}"}}
route: {channel: hook, group_by: ['...']}
`);
  await project.json(["alerts", "send", "--name", "before"]);
});

afterEach(async () => {
  await project[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** A real process that can write no file beyond so many KiB: what a full disk is to it, for whoever runs the tests. */
function withSpace(kib: number, ...args: string[]): Promise<Outcome> {
  const line = 'ulimit -f "$1"; shift; exec "$@"';
  return run("bash", ["-c", line, "bash", String(kib), process.execPath, pitchpipeBin, ...args], {
    cwd: project.root,
    env: cleanEnvironment(),
  });
}

const names = async (): Promise<string[]> =>
  (await project.json(["alerts", "list"])).alerts.map(({ name }: { name: string }) => name).sort();

const told = (): string[] => server.requests.map(({ body }) => JSON.parse(body).title);

describe("where the disk is full", () => {
  it.each([4, 8, 64])(
    "with %i KiB left a signal is kept, is said to wait, and is told by the next pass",
    async (kib) => {
      const sent = await withSpace(kib, "alerts", "send", "--name", "full");
      expect(sent).toMatchObject({ exitCode: 2, stdout: "" });
      expect(sent.stderr).toContain("The disk is full");
      expect(sent.stderr).toContain("What you sent is kept");
      expect(told()).toEqual(["before"]);
      expect(await project.json(["tick"])).toMatchObject({ failed: [] });
      expect(await names()).toEqual(["before", "full"]);
      expect(told()).toEqual(["before", "full"]);
    },
  );

  it("programs read one document of what went wrong", async () => {
    const { stderr } = await withSpace(0, "alerts", "send", "--name", "full", "--json");
    expect(JSON.parse(stderr)).toMatchObject({
      error: {
        code: "STORE_UNAVAILABLE",
        notes: [expect.stringContaining("not recorded"), expect.any(String)],
      },
    });
  });

  it("with nothing left it says that nothing was kept, and claims nothing", async () => {
    const sent = await withSpace(0, "alerts", "send", "--name", "full");
    expect(sent).toMatchObject({ exitCode: 2, stdout: "" });
    expect(sent.stderr).toContain("what happens now is not recorded");
    expect(sent.stderr).not.toContain("What you sent is kept");
    expect(await names()).toEqual(["before"]);
    expect(told()).toEqual(["before"]);
  });

  it.each([["tick"], ["alerts", "ack", "latest"], ["silences", "add", "job=x", "--duration", "1h"]])(
    "%s says so and changes nothing",
    async (...args) => {
      const said = await withSpace(4, ...args);
      expect(said).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("The disk is full") });
      expect((await project.json(["alerts", "list"])).alerts).toMatchObject([{ status: "active" }]);
      expect((await project.json(["silences", "list"])).silences).toEqual([]);
      expect(readdirSync(join(project.root, ".meltano", "pitchpipe"))).toContain("pitchpipe.db");
    },
  );
});
