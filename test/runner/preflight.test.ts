import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeProject } from "./fake-project.ts";

let project: FakeProject;
let server: Server;
let asked: number;
let answer: () => boolean;
const blocks = ["tap-x", "target-y"];

/** A target that answers while `answer` says so, and else hangs. */
beforeEach(async () => {
  project = new FakeProject();
  [asked, answer] = [0, () => true];
  server = createServer((_request, response) => {
    asked += 1;
    if (answer()) response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  project.remove();
});

const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const configure = (health: string): void =>
  project.write("pitchpipe.yml", `version: 1\nrun: {preflight: true}\nhealth:\n${health}`);
const alerts = async () =>
  JSON.parse((await project.run(["alerts", "list", "--json"])).stdout).alerts as {
    readonly type: string;
    readonly status: string;
    readonly count: number;
  }[];

describe("a preflight", () => {
  it("starts nothing where the target is down, is one alert however often, and ends with the next green run", async () => {
    const down = "  vpn: {type: tcp, host: 127.0.0.1, port: 1}\n";
    const warehouse = `  warehouse: {type: http, url: "http://127.0.0.1:1/", depends_on: [vpn], plugins: [target-y]}\n`;
    const other = `  other: {type: tcp, host: 127.0.0.1, port: 1, plugins: [tap-other]}\n`;
    configure(down + warehouse + other);
    for (const count of [1, 2]) {
      const ended = await project.run(["run", "--json", ...blocks]);
      expect(ended).toMatchObject({ code: 75, signal: null });
      expect(project.has("seen.json")).toBe(false);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        status: "not_started",
        exit_code: 75,
        complete: true,
        cause: expect.stringMatching(/^target-y \(check warehouse\) is unhealthy, because of vpn: /),
        attempts: [{ number: 1, status: "not_started", exit_code: null }],
        dossier: {
          plugin: "target-y",
          role: "target",
          category: "network",
          command: "pitchpipe health vpn --fresh",
          repeated: count,
        },
        alerts: [{ type: "pipeline_failure", severity: "error", status: "active" }],
      });
    }
    expect(await alerts()).toMatchObject([{ type: "pipeline_failure", status: "active", count: 2 }]);
    const { stdout } = await project.run(["runs", "list"]);
    expect(stdout).toContain("not_started");

    configure(`  warehouse: {type: http, url: "${url()}", plugins: [target-y]}\n`);
    const green = await project.run(["run", ...blocks]);
    expect(green.code, green.stderr).toBe(0);
    expect(green.stderr).toContain(
      "pitchpipe: Preflight: tap-x is unknown: its settings don't say where it leads. The run goes on.",
    );
    expect(asked).toBeGreaterThan(0);
    const failures = (await alerts()).filter(({ type }) => type !== "pipeline_success");
    expect(failures).toMatchObject([{ type: "pipeline_failure", status: "resolved", count: 2 }]);
  });

  it("looks at what the run names, also where no job uses it", async () => {
    const target = "{name: target-postgres, namespace: p, config: {host: 127.0.0.1, port: 1, user: u}}";
    project.write(
      "meltano.yml",
      project.read("meltano.yml").replace("  loaders:\n", `  loaders:\n  - ${target}\n`),
    );
    const ended = await project.run(["run", "--preflight", "tap-x", "target-postgres"]);
    expect(ended.code, ended.stderr).toBe(75);
    expect(await project.latest()).toMatchObject({
      status: "not_started",
      cause: expect.stringMatching(/^target-postgres is unhealthy, the connection was refused/),
    });
    expect((await project.run(["run", "--preflight", "daily-load"])).code).toBe(0);
  });

  it("starts a target that makes its file with the first run", async () => {
    const config = "config: {filepath: first.duckdb}";
    project.write(
      "meltano.yml",
      project
        .read("meltano.yml")
        .replace("{name: target-y,", `{name: target-y, variant: target-duckdb, ${config},`),
    );
    const ended = await project.run(["run", "--preflight", ...blocks]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).not.toContain("target-y is");
  });

  it("waits for a target that hangs no longer than its check may take, and for checks that are wrong not at all", async () => {
    answer = () => false;
    configure(`  warehouse: {type: http, url: "${url()}", plugins: [target-y], timeout: 300ms}\n`);
    const ended = await project.run(["run", ...blocks]);
    expect(ended.code).toBe(75);
    expect(ended.stderr).toMatch(/not_started.*\n.*target-y \(check warehouse\) is unhealthy/);
    configure(
      "  a: {type: store, depends_on: [b], plugins: [target-y]}\n  b: {type: store, depends_on: [a]}\n",
    );
    const circle = await project.run(["run", ...blocks]);
    expect(circle.code).toBe(0);
    expect(circle.stderr).toMatch(
      /Preflight: The checks could not be made: .*a -> b -> a.* The run goes on\./,
    );
    configure(`  warehouse: {type: http, url: "${url()}", plugins: [target-y], timeout: 300ms}\n`);
    const skipped = await project.run(["run", "--no-preflight", ...blocks]);
    expect(skipped.code).toBe(0);
  });

  it("ends at once by a signal, and Meltano never starts", async () => {
    answer = () => false;
    configure(`  warehouse: {type: http, url: "${url()}", plugins: [target-y], timeout: 60s}\n`);
    const { child, ended } = project.start(["run", ...blocks]);
    while (asked === 0 && child.exitCode === null) await sleep(20);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: null, signal: "SIGTERM" });
    expect(project.has("seen.json")).toBe(false);
    expect(await project.latest()).toMatchObject({
      status: "not_started",
      exit_code: 143,
      cause: "Stopped by SIGTERM before Meltano was started.",
    });
  });
});
