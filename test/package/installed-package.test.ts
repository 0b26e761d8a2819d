import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { type Outcome, run } from "../projects/command.ts";
import { cleanEnvironment } from "../projects/make-project.ts";
import { tapJsonl, targetJsonl } from "../projects/plugins.ts";
import { orders } from "../projects/sample-data.ts";
import { repository } from "../setup/cache-folder.ts";

const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
const root = mkdtempSync(join(tmpdir(), "pitchpipe-package-"));

/** Runs a command in the folder that the tarball was installed into. */
function inProject(command: string, args: readonly string[]): Promise<Outcome> {
  return run(command, args, { cwd: root, env: cleanEnvironment() });
}

function npm(args: readonly string[], cwd: string): string {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

beforeAll(() => {
  const packed = JSON.parse(
    npm(["pack", "--json", "--ignore-scripts", "--pack-destination", root], repository),
  );
  writeFileSync(join(root, "package.json"), JSON.stringify({ private: true }));
  npm(["install", "--no-audit", "--no-fund", "--prefer-offline", `./${packed[0].filename}`], root);
  mkdirSync(join(root, "output"));
  mkdirSync(join(root, "data"));
  writeFileSync(join(root, "data", "orders.jsonl"), orders(50));
  writeFileSync(join(root, "meltano.yml"), stringify(project()));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the package, installed from its tarball into an empty folder", () => {
  it("says its version", async () => {
    const outcome = await inProject("npx", ["pitchpipe", "--version"]);
    expect(outcome).toMatchObject({ exitCode: 0, stdout: `${manifest.version}\n` });
  });

  it("holds the files that its manifest and its pages speak of", () => {
    const inside = join(root, "node_modules", "pitchpipe");
    const expected = [
      "LICENSE",
      "README.md",
      "CHANGELOG.md",
      "schema.json",
      "meltano-plugin.yml",
      "meltano-mapper.yml",
    ];
    for (const file of [...expected, "dist/THIRD-PARTY-LICENSES.txt"])
      expect(existsSync(join(inside, file)), file).toBe(true);
    expect(existsSync(join(inside, "src")), "src").toBe(false);
  });

  it("is a library with types, for programs and for tests of one's own configuration", async () => {
    writeFileSync(join(root, "consumer.mts"), consumer);
    const flags =
      "--strict --target es2022 --module nodenext --lib es2022,esnext.disposable --types node --outDir out";
    const tsc = join(repository, "node_modules", ".bin", "tsc");
    const typeRoots = ["--typeRoots", join(repository, "node_modules", "@types")];
    const compiled = await inProject(tsc, [...flags.split(" "), ...typeRoots, "consumer.mts"]);
    expect(compiled.stdout + compiled.stderr).toBe("");
    const ran = await inProject(process.execPath, ["out/consumer.mjs"]);
    expect(ran.stderr).toBe("");
    expect(JSON.parse(ran.stdout)).toEqual({
      title: "High CPU usage - web-1",
      heard: ["firing High CPU usage - web-1", "escalation Not acknowledged: High CPU usage - web-1"],
      own: "accepted",
    });
  });

  it("brings one runtime dependency", () => {
    expect(Object.keys(manifest.dependencies)).toEqual(["better-sqlite3"]);
  });

  it("sets up a project and runs it", async () => {
    expect(await inProject("npx", ["pitchpipe", "init", "--yes"])).toMatchObject({ exitCode: 0 });
    const outcome = await inProject("npx", [
      "pitchpipe",
      "run",
      "--json",
      "tap-jsonl",
      "watch",
      "target-jsonl",
    ]);
    expect(outcome.exitCode, outcome.stderr).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      status: "success",
      streams: [{ stream: "orders", records: 50, forwarded: 50 }],
    });
    expect(
      readFileSync(join(root, "output", "orders.jsonl"), "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(50);
  });
});

/** As a user would write it. The line that must not compile proves that the types are there. */
const consumer = `
import { type AlertDocument, openPitchpipe } from "pitchpipe";
import { openForTest, recordingChannel } from "pitchpipe/testing";

const config = { route: { channel: "ops", escalate: [{ after: "15m", channel: "ops" }] } };
const test = openForTest({ config });
const alert: AlertDocument = await test.alerts.send({ metric: "cpu_percent", value: 92, threshold: 80, resource: "web-1" });
await test.wait("16m");
const heard = test.channel("ops").lines;
// @ts-expect-error there is no such severity
const wrong: AlertDocument["severity"] = "grave";
await test.close();

const channel = recordingChannel("mine");
const pitchpipe = openPitchpipe({ channels: { mine: channel } });
const own = await pitchpipe.alerts.send({ name: "own", channels: ["mine"] });
await pitchpipe.close();
console.log(JSON.stringify({ title: alert.title, heard, own: own.notifications[0]?.status }));
`;

function project(): unknown {
  return {
    default_environment: "dev",
    send_anonymous_usage_stats: false,
    environments: [{ name: "dev" }],
    plugins: {
      extractors: [tapJsonl({ path: "data/orders.jsonl", stream_name: "orders", primary_keys: ["id"] })],
      loaders: [targetJsonl()],
    },
  };
}
