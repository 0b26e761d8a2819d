import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { makeScratchProject } from "../alerts/project.ts";
import { repository } from "../setup/cache-folder.ts";

const command = join(repository, "src", "cli", "bin", "pitchpipe.ts");

/** How many seconds, begun ones too, the same program takes that has nothing to wait for. */
async function slowness(cwd: string): Promise<number> {
  const began = performance.now();
  await promisify(execFile)(process.execPath, [command, "config", "check"], { cwd });
  return Math.max(1, Math.ceil((performance.now() - began) / 1_000));
}

it("the process ends after its time limits, whatever takes connections and never says a word", async () => {
  const mute = createServer((socket) => void socket.on("error", () => undefined).resume());
  await new Promise<void>((done) => mute.listen(0, "127.0.0.1", done));
  const address = mute.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const at = `host: 127.0.0.1, port: ${port}, timeout: 500ms`;
  await using project = makeScratchProject();
  project.configure(`version: 1
health:
  pg: {type: postgres, user: x, database: y, ${at}}
  my: {type: mysql, user: x, ${at}}
  sec: {type: tls, ${at}}
  web: {type: http, url: "http://127.0.0.1:${port}/", timeout: 500ms}
  wms: {type: oracle-wms, base_url: "http://127.0.0.1:${port}/", env: a, auth: {type: basic, username: u, password: p}, timeout: 500ms}
  own: {type: command, command: [sleep, "60"], timeout: 500ms}
`);
  // Killed after that time, it would leave no document behind: drivers that hold on wait for ten seconds and more.
  const limits = { cwd: project.root, timeout: Math.ceil(9_000 * (await slowness(project.root))) };
  const ended = await promisify(execFile)(process.execPath, [command, "health", "--json"], limits).catch(
    (failed: { code: number; killed: boolean; stdout: string }) => failed,
  );
  mute.close();
  expect(ended).toMatchObject({ code: 1, killed: false });
  const { checks } = JSON.parse(ended.stdout);
  for (const check of checks.slice(0, 6))
    expect(check).toMatchObject({ status: "unhealthy", message: "no answer within 0.5 s" });
});

it("the process ends also where something can't be stopped, such as the lookup of a name", async () => {
  await using project = makeScratchProject();
  project.configure("version: 1\nhealth: {own: {type: store}}\n");
  // Keeps the process alive as a lookup does that the system goes on with.
  const hanging = "data:text/javascript,setInterval(() => undefined, 1000)";
  const args = ["--import", hanging, command, "health", "own", "--json"];
  const limits = { cwd: project.root, timeout: 240_000 };
  const { stdout } = await promisify(execFile)(process.execPath, args, limits);
  expect(JSON.parse(stdout)).toMatchObject({ status: "healthy" });
});
