import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run } from "../projects/command.ts";
import { cleanEnvironment } from "../projects/make-project.ts";
import { ensureDist, pitchpipeBin } from "../setup/dist.ts";
import { makeScratchProject, type ScratchProject } from "./project.ts";

let project: ScratchProject;

beforeAll(async () => {
  await ensureDist(() => undefined);
  project = makeScratchProject();
  project.configure("channels: {ops: {type: log, path: ops.jsonl}}\n");
});

afterAll(() => project[Symbol.asyncDispose]());

const count = 300;

it("answers for every line of a file although its channel takes them at a pace, and loses none", async () => {
  const lines = Array.from({ length: count }, (_, at) =>
    JSON.stringify({ name: "load", labels: { job: `j${at}` } }),
  );
  writeFileSync(join(project.root, "signals.jsonl"), lines.join("\n"));
  const args = [pitchpipeBin, "alerts", "send", "--file", "signals.jsonl", "--json"];
  const { exitCode, stdout, stderr } = await run(process.execPath, args, {
    cwd: project.root,
    env: cleanEnvironment(),
  });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const { alerts } = JSON.parse(stdout);
  expect(alerts).toHaveLength(count);
  expect(alerts[0]).toEqual({ id: expect.any(String), status: "active", count: 1 });
  const { channels } = await project.json(["alerts", "stats"]);
  expect(channels).toMatchObject([{ channel: "ops", notifications: count, lost: 0 }]);
});
