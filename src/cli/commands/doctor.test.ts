import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith } from "../../../test/setup-commands/folder-with.ts";
import { programOfVersion, type } from "../../../test/setup-commands/terminal.ts";
import { systemClock } from "../../app/clock.ts";
import { version } from "../../lib/version.ts";
import { openStore } from "../../store/index.ts";

interface Check {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly fix: string | null;
}

const programs = {
  "node_modules/.bin/pitchpipe": programOfVersion(version),
  "node_modules/.bin/pitchpipe-mapper": programOfVersion(version),
  ".venv/bin/meltano": programOfVersion("4.4.1"),
};
const job = "jobs:\n- name: daily\n  tasks: [tap-x target-y]\nschedules:\n- name: nightly\n  job: daily\n";

async function projectWith(files: Record<string, string> = {}): Promise<string> {
  const root = folderWith({ "meltano.yml": job, ...programs, ...files });
  await type(root, ["init", "--yes"]);
  return root;
}

async function check(root: string, env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await type(root, ["doctor", "--json"], {
    env: { PATH: "/usr/bin:/bin", ...env },
  });
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  return { code, stderr, checks, of: (name: string) => checks.find((candidate) => candidate.name === name) };
}

describe("doctor", () => {
  it("finds no problem where init has just been", async () => {
    const { code, stderr, checks } = await check(await projectWith());
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(checks.filter(({ status }) => status === "problem")).toEqual([]);
    for (const entry of checks) expect(Object.keys(entry)).toEqual(["name", "status", "message", "fix"]);
  });

  it("prints a line for each thing, with the fix", async () => {
    const root = await projectWith();
    const { stdout } = await type(root, ["doctor"]);
    const lines = stdout.split("\n").slice(0, -1);
    expect(lines[0]).toBe(`ok       node         Node ${process.versions.node}`);
    for (const line of lines) expect(line).toMatch(/^(ok|warning|problem|unknown) +[a-z]+ +\S/);
    expect(lines.find((line) => line.includes("  tick  "))).toMatch(
      /^warning .*Nothing ticks.*Run `pitchpipe tick`/,
    );
  });

  it("makes no store and changes nothing", async () => {
    const root = await projectWith();
    await check(root);
    expect(existsSync(join(root, ".meltano"))).toBe(false);
  });

  it("finds Meltano and asks its version", async () => {
    const { of } = await check(await projectWith());
    expect(of("meltano")?.message).toMatch(/^Meltano 4\.4\.1, .*\.venv\/bin\/meltano \(found by \.venv\)$/);
  });

  it("says so when Meltano's program does not work", async () => {
    const root = await projectWith({ ".venv/bin/meltano": "#!/bin/sh\necho broken >&2\nexit 3\n" });
    expect((await check(root)).of("meltano")).toMatchObject({ status: "unknown" });
    const silent = await projectWith({ ".venv/bin/meltano": "#!/bin/sh\n" });
    expect((await check(silent)).of("meltano")?.message).toContain("its answer has no version number");
  });

  it("looks for the programs as Meltano will", async () => {
    const root = await projectWith();
    chmodSync(join(root, "node_modules/.bin/pitchpipe"), 0o644);
    const mapper = join(root, "node_modules/.bin/pitchpipe-mapper");
    chmodSync(mapper, 0o757);
    const { code, of } = await check(root);
    expect(code).toBe(1);
    expect(of("utility")).toMatchObject({
      status: "problem",
      fix: `Do: chmod +x ${join(root, "node_modules/.bin/pitchpipe")}`,
    });
    expect(of("mapper")).toMatchObject({ status: "problem", fix: `Do: chmod go-w ${mapper}` });
  });

  it("tells a program on PATH from one that is nowhere", async () => {
    const plugins = (type: string, name: string) => `  ${type}:\n  - name: ${name}\n    namespace: n\n`;
    const text = `plugins:\n${plugins("utilities", "pitchpipe")}${plugins("mappers", "pitchpipe-mapper")}`;
    const bin = folderWith({ pitchpipe: programOfVersion("0.0.9") });
    const { of } = await check(folderWith({ "meltano.yml": text }), { PATH: bin });
    expect(of("utility")?.message).toContain("differs from what this pitchpipe would write");
    expect(of("mapper")?.message).toContain("calls pitchpipe-mapper, but it is not on PATH");
  });

  it("finds another version of pitchpipe behind the definitions", async () => {
    const root = await projectWith({ "node_modules/.bin/pitchpipe": programOfVersion("0.0.9") });
    expect((await check(root)).of("utility")?.message).toContain("Meltano calls pitchpipe 0.0.9");
  });

  it("names unwatched jobs and their schedules", async () => {
    const root = folderWith({ "meltano.yml": job, ...programs });
    await type(root, ["init"]);
    const { of } = await check(root);
    expect(of("jobs")).toMatchObject({ status: "warning", message: "Records are not watched in daily." });
    expect(of("schedules")?.message).toContain("nightly starts a job");
  });

  it("reads the settings and the variables", async () => {
    const root = await projectWith({ "pitchpipe.yml": "version: 1\nrun:\n  timeuot: 2h\n" });
    const { code, of } = await check(root, { PITCHPIPE_STOER_URL: "x" });
    expect(code).toBe(1);
    expect(of("config")?.message).toMatch(/^line 3: .*timeuot/);
    expect(of("variables")).toMatchObject({ status: "warning" });
    expect(of("variables")?.message).toContain("PITCHPIPE_STOER_URL");
  });

  it("says which variable a channel lacks, once", async () => {
    const settings = "version: 1\nchannels:\n  hook: {type: webhook, url: $HOOK_URL}\n";
    const { of } = await check(await projectWith({ "pitchpipe.yml": settings }));
    expect(of("channels")?.message).toContain("HOOK_URL");
    expect(of("config")).toMatchObject({ status: "ok" });
  });

  it("reads from the store when the last tick was", async () => {
    const root = await projectWith();
    const path = join(root, ".meltano/pitchpipe/pitchpipe.db");
    const store = await openStore({ url: `sqlite:${path}`, projectRoot: root, clock: systemClock });
    await store.transaction((tx) => tx.notes.set("tick.last_at", systemClock.now()));
    await store.close();
    const { of } = await check(root);
    expect(of("tick")).toMatchObject({ status: "ok", message: "The last tick was less than a minute ago." });
    expect(of("store")).toMatchObject({ status: "ok", message: path });
    expect(of("permissions")).toMatchObject({ status: "ok" });
  });

  it("finds what others may read, what waits in the spool, and a log that goes elsewhere", async () => {
    const root = await projectWith({ "logging.yaml": "handlers: {file: {class: logging.FileHandler}}\n" });
    mkdirSync(join(root, ".meltano/pitchpipe/spool"), { recursive: true, mode: 0o755 });
    writeFileSync(join(root, ".meltano/pitchpipe/spool/1.jsonl"), "");
    const { of } = await check(root);
    expect(of("permissions")?.message).toContain(join(root, ".meltano/pitchpipe"));
    expect(of("spool")).toMatchObject({ status: "warning" });
    expect(of("logging")?.message).toContain("logging.yaml");
  });

  it.each([
    ["a folder", "sqlite:.", "problem"],
    ["a server that does not answer", "postgres://user@127.0.0.1:9/db", "problem"],
  ])("says of a store that is %s what is wrong", async (_, url, status) => {
    const root = await projectWith();
    const { of } = await check(root, { PITCHPIPE_STORE_URL: url });
    expect(of("store")).toMatchObject({ status });
    expect(of("tick")).toMatchObject({ status: "unknown" });
  });

  it("fails on warnings where that is asked for", async () => {
    const root = await projectWith();
    expect((await type(root, ["doctor", "--fail-on", "warning"])).code).toBe(1);
    expect((await type(root, ["doctor", "--fail-on", "sometimes"])).code).toBe(2);
  });

  it.each([
    ["outside of a project", {}, "NOT_A_PROJECT"],
    ["with broken YAML", { "meltano.yml": "a: [\n" }, "MELTANO_YML_INVALID"],
  ])("ends %s with exit code 2", async (_, files, code) => {
    const result = await type(folderWith(files), ["doctor", "--json"]);
    expect(result).toMatchObject({ code: 2, stdout: "" });
    expect(JSON.parse(result.stderr).error.code).toBe(code);
  });
});
