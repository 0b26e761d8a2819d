import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { mapperBin } from "../setup/dist.ts";
import {
  type MapperChild,
  type MapperProject,
  makeMapperProject,
  mapThrough,
  messagesOf,
  readKept,
  readQuarantine,
  startMapper,
} from "./mapper-process.ts";
import { record, state } from "./trial.ts";
import { plainSegments, trueSegments } from "./truth.ts";

const projects: MapperProject[] = [];
function project(config: unknown = {}): MapperProject {
  const made = makeMapperProject(config);
  projects.push(made);
  return made;
}
afterEach(() => {
  for (const made of projects.splice(0)) made.remove();
});

/** Waits until something is true, and fails the test by its own limit where it never is. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await wait(10);
}

async function send(mapper: MapperChild, text: string): Promise<void> {
  mapper.child.stdin?.write(text);
  await until(() => mapper.stdout().includes(text));
}

/** Waits until it says on stderr that it got a signal. */
function isTold(mapper: MapperChild, text: string): Promise<void> {
  return until(() => mapper.stderr().includes(text));
}

describe("signals", () => {
  it("SIGTERM with an open input: passes on what still comes, stops after 2 s of silence, exits 143", async () => {
    const made = project();
    const mapper = startMapper(made);
    await send(mapper, record("a", 1) + state(1));
    mapper.child.kill("SIGTERM");
    await isTold(mapper, "passing on what the tap still sends");
    await send(mapper, record("a", 2) + state(2));
    expect(await mapper.exit).toEqual({ exitCode: 143, signal: null });
    expect(mapper.stdout().toString()).toBe(record("a", 1) + state(1) + record("a", 2) + state(2));
    const { blocks, segments } = await readKept(made);
    expect(blocks).toMatchObject([{ exitCode: 143, sawEof: false, closedAt: expect.any(Number) }]);
    expect(plainSegments(segments)).toEqual(trueSegments(mapper.stdout()));
  });

  it("SIGTERM and then the input's end: nothing is missing, exits 0", async () => {
    const mapper = startMapper(project());
    await send(mapper, record("a", 1));
    mapper.child.kill("SIGTERM");
    await isTold(mapper, "passing on what the tap still sends");
    mapper.child.stdin?.end(state(1));
    expect(await mapper.exit).toEqual({ exitCode: 0, signal: null });
    expect(mapper.stdout().toString()).toBe(record("a", 1) + state(1));
  });

  it("SIGINT to the whole group while the tap goes on: keeps draining until the tap is done", async () => {
    const mapper = startMapper(project());
    await send(mapper, record("a", 1));
    mapper.child.kill("SIGINT");
    for (let id = 2; id < 8; id++) {
      await wait(500);
      mapper.child.stdin?.write(record("a", id));
    }
    mapper.child.stdin?.end(state(7));
    expect((await mapper.exit).exitCode).toBe(0);
    expect(mapper.stdout().toString()).toContain(state(7));
  });

  it("a second signal stops it at once", async () => {
    const mapper = startMapper(project());
    await send(mapper, record("a", 1));
    mapper.child.kill("SIGINT");
    const pump = setInterval(() => mapper.child.stdin?.write(record("a", 2)), 50);
    await isTold(mapper, "passing on what the tap still sends");
    await wait(1500);
    mapper.child.kill("SIGINT");
    expect(await mapper.exit).toEqual({ exitCode: 130, signal: null });
    clearInterval(pump);
    expect(messagesOf(mapper.stderr())).toContain("stopped at once by a second SIGINT");
  });
});

describe("a target that never reads again", () => {
  it("can't keep a mapper that was told to stop beyond the deadline", async () => {
    const mapper = startMapper(project({ mapper: { drain: "2s" } }));
    await send(mapper, record("a", 1));
    mapper.child.stdout?.pause();
    mapper.child.stdin?.write(record("a", 1).repeat(100_000));
    mapper.child.kill("SIGTERM");
    const [exitCode] = await once(mapper.child, "exit");
    expect(exitCode).toBe(143);
    mapper.child.stdout?.destroy();
  });
});

describe("the other end of the pipe", () => {
  it("target closes stdin early: lets go of the tap, exits 1 and says what the target was holding", async () => {
    const made = project();
    const mapper = startMapper(made);
    await send(mapper, record("a", 1) + state(1) + record("a", 2));
    mapper.child.stdout?.destroy();
    const pump = setInterval(() => mapper.child.stdin?.write(record("b", 3).repeat(100)), 5);
    expect((await mapper.exit).exitCode).toBe(1);
    clearInterval(pump);
    const { blocks } = await readKept(made);
    expect(blocks[0]?.reason).toMatch(
      /^the target closed the pipe after line \d+; since the last STATE it was given: a 1/,
    );
  });

  it("stdout closed at once", async () => {
    const mapper = startMapper(project());
    mapper.child.stdout?.destroy();
    mapper.child.stdin?.end(record("a", 1));
    expect((await mapper.exit).exitCode).toBe(1);
  });

  it("stdin closed at once", async () => {
    const { exitCode, stdout, kept } = await mapThrough(project(), "");
    expect([exitCode, stdout.length]).toEqual([0, 0]);
    expect(kept.blocks).toMatchObject([{ bytesIn: 0, sawEof: true }]);
  });

  it("slow target: nothing is lost, memory stays small, and the wait is accounted to it", async () => {
    const made = project();
    const mapper = startMapper(made);
    // It has to be there before the wait begins that is measured.
    const first = record("a", 0);
    await send(mapper, first);
    mapper.child.stdout?.pause();
    const rest = (record("a", 1).repeat(2000) + state(1)).repeat(200);
    mapper.child.stdin?.end(rest);
    await wait(3000);
    mapper.child.stdout?.resume();
    expect((await mapper.exit).exitCode).toBe(0);
    expect(mapper.stdout().equals(Buffer.from(first + rest))).toBe(true);
    const { blocks } = await readKept(made);
    const { waitingForTargetMs = 0, waitingForTapMs = 0 } = blocks[0] ?? {};
    expect(waitingForTargetMs).toBeGreaterThan(waitingForTapMs);
  });

  it("slow tap: each line passes as it comes, and the wait is accounted to the tap", async () => {
    const made = project();
    const mapper = startMapper(made);
    const lines = Array.from({ length: 10 }, (_, id) => record("a", id) + state(id));
    for (const line of lines) {
      await send(mapper, line);
      await wait(100);
    }
    mapper.child.stdin?.end();
    expect((await mapper.exit).exitCode).toBe(0);
    expect(mapper.stdout().toString()).toBe(lines.join(""));
    const { blocks, segments } = await readKept(made);
    const { waitingForTargetMs = 0, waitingForTapMs = 0 } = blocks[0] ?? {};
    expect(waitingForTapMs).toBeGreaterThan(waitingForTargetMs);
    expect(segments).toHaveLength(10);
  });

  it("a line cut at any byte, also inside a character, comes out as it was", async () => {
    const mapper = startMapper(project());
    const bytes = Buffer.from(record("größe", 1) + state(1));
    for (const byte of bytes) {
      mapper.child.stdin?.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    mapper.child.stdin?.end();
    await mapper.exit;
    expect(mapper.stdout().equals(bytes)).toBe(true);
  });

  it("reads from a file and writes to one", async () => {
    const made = project();
    const [from, to] = [join(made.root, "in.jsonl"), join(made.root, "out.jsonl")];
    writeFileSync(from, (record("a", 1).repeat(3000) + state(1)).repeat(20));
    const fd = openSync(to, "w");
    const mapper = startMapper(made, { args: ["--config", made.config, "--input", from], stdout: fd });
    closeSync(fd);
    expect((await mapper.exit).exitCode).toBe(0);
    expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
  });
});

describe("memory", () => {
  /** Pipes chunks through it and answers its largest resident set, in MiB. */
  async function peak(
    chunks: Iterable<Buffer>,
    config: unknown = {},
  ): Promise<{ mib: number; kept: Awaited<ReturnType<typeof readKept>> }> {
    const made = project(config);
    const mapper = startMapper(made, { stdout: openSync("/dev/null", "w") });
    let mib = 0;
    const watch = setInterval(() => {
      const status = existsSync(`/proc/${mapper.child.pid}/status`)
        ? readFileSync(`/proc/${mapper.child.pid}/status`, "utf8")
        : "";
      mib = Math.max(mib, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    }, 20);
    for (const chunk of chunks)
      if (!mapper.child.stdin?.write(chunk)) await once(mapper.child.stdin as NodeJS.WritableStream, "drain");
    mapper.child.stdin?.end();
    expect((await mapper.exit).exitCode).toBe(0);
    clearInterval(watch);
    return { mib, kept: await readKept(made) };
  }

  it("huge record or line: a line of 60 MiB is passed on before it is whole, and counted as uninspected", async () => {
    const mebibyte = Buffer.alloc(1024 * 1024, "x");
    function* line(): Generator<Buffer> {
      yield Buffer.from(`${record("a", 1)}{"type":"RECORD","stream":"a","record":{"x":"`);
      for (let part = 0; part < 60; part++) yield mebibyte;
      yield Buffer.from(`"}}\n${record("a", 2)}${state(1)}`);
    }
    const { mib, kept } = await peak(line());
    expect(mib).toBeLessThan(200);
    expect(kept.streams).toMatchObject([{ stream: "a", records: 3, uninspected: 1 }]);
    expect(kept.blocks[0]?.bytesOut).toBeGreaterThan(60 * 1024 * 1024);
  });

  it("ten thousand streams, one after the other and all mixed", async () => {
    function* lines(): Generator<Buffer> {
      for (let round = 0; round < 20; round++) {
        yield Buffer.from(
          Array.from({ length: 10_000 }, (_, stream) => record(`stream-${stream}`, round)).join(""),
        );
        yield Buffer.from(state(round));
      }
    }
    const { mib, kept } = await peak(lines(), { checks: "off" });
    expect(mib).toBeLessThan(400);
    expect(kept.streams).toHaveLength(10_000);
    expect(kept.segments).toHaveLength(200_000);
  });
});

describe("the checking and storing side's own failure", () => {
  it("a store and a spool that can't be written: bytes pass, the gap is told", async () => {
    const made = project();
    writeFileSync(join(made.root, ".meltano"), "a file where a folder should be");
    const mapper = startMapper(made);
    const input = record("a", 1) + state(1) + record("a", 2);
    mapper.child.stdin?.end(input);
    expect((await mapper.exit).exitCode).toBe(0);
    expect(mapper.stdout().toString()).toBe(input);
    expect(messagesOf(mapper.stderr()).join("\n")).toMatch(/without an audit entry/);
  });

  it("the same with audit.on_unavailable: hold: STATE stays behind, exit 1", async () => {
    const made = project({ audit: { on_unavailable: "hold" } });
    writeFileSync(join(made.root, ".meltano"), "a file where a folder should be");
    const mapper = startMapper(made);
    mapper.child.stdin?.end(record("a", 1) + state(1) + record("a", 2));
    expect((await mapper.exit).exitCode).toBe(1);
    expect(mapper.stdout().toString()).toBe(record("a", 1) + record("a", 2));
  });

  it("a store that is away: segments wait in the spool and are taken in later", async () => {
    const made = project({ store: { url: "postgres://nobody@127.0.0.1:1/nowhere" } });
    const mapper = startMapper(made);
    const input = record("a", 1) + state(1) + record("a", 2);
    mapper.child.stdin?.end(input);
    expect((await mapper.exit).exitCode).toBe(0);
    expect(mapper.stdout().toString()).toBe(input);
    const kept = await readKept(made);
    expect(plainSegments(kept.segments)).toEqual(trueSegments(Buffer.from(input)));
    expect(kept.blocks).toMatchObject([{ uncovered: 0 }]);
  });

  it("a damaged store", async () => {
    const made = project();
    const { kept: before } = await mapThrough(made, record("a", 1));
    expect(before.segments).toHaveLength(1);
    writeFileSync(
      join(made.storeFolder, "pitchpipe.db"),
      "this is no database, it only looks like a file".repeat(500),
    );
    const input = record("a", 2) + state(1);
    const { exitCode, stdout, kept } = await mapThrough(made, input);
    expect([exitCode, stdout.toString()]).toEqual([0, input]);
    expect(plainSegments(kept.segments)).toEqual(trueSegments(Buffer.from(input)));
  });
});

describe("PITCHPIPE_DISABLED", () => {
  it("copies bytes and leaves no trace", async () => {
    const made = project();
    const mapper = startMapper(made, { env: { PITCHPIPE_DISABLED: "true" } });
    const input = Buffer.from(`${record("a", 1).repeat(5000)}\0garbage\n{"torn`);
    mapper.child.stdin?.end(input);
    expect((await mapper.exit).exitCode).toBe(0);
    expect(mapper.stdout().equals(input)).toBe(true);
    expect([mapper.stderr(), existsSync(join(made.root, ".meltano"))]).toEqual(["", false]);
  });
});

describe("what it is told of a run", () => {
  it("takes the run it is in from MELTANO_RUN_ID and opens none", async () => {
    const made = project();
    const { kept } = await mapThrough(made, record("a", 1), {
      env: { MELTANO_RUN_ID: "01a1fe43-971f-7112-941d-11d8aee9ee93" },
    });
    expect(kept.run).toBeNull();
  });

  it("opens a run of its own without, for a job that bears the tap's name", async () => {
    const { kept } = await mapThrough(project(), record("a", 1));
    expect(kept.run).toMatchObject({
      source: "mapper",
      status: "unknown",
      job: "tap-x",
      environment: "dev",
      complete: false,
      endedAt: expect.any(Number),
    });
    expect(kept.run?.runId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });
});

describe("the manners of an SDK mapper", () => {
  async function call(args: readonly string[], made = project()) {
    const mapper = startMapper(made, { args });
    mapper.child.stdin?.end(record("a", 1));
    const { exitCode } = await mapper.exit;
    return { exitCode, stdout: mapper.stdout().toString(), stderr: mapper.stderr() };
  }

  it("--version, --help and --about say what they should on stdout and exit 0", async () => {
    expect(await call(["--version"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^pitchpipe-mapper v\d+\.\d+\.\d+, Node v/),
      stderr: "",
    });
    expect(await call(["--help"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("--config"),
    });
    expect(await call(["--about"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("Capabilities: about, structured-logging"),
    });
    expect(await call(["--about", "--format", "markdown"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("## Settings"),
    });
    const { stdout } = await call(["--about", "--format", "json"]);
    expect(Object.keys(JSON.parse(stdout))).toEqual([
      "name",
      "description",
      "version",
      "sdk_version",
      "supported_python_versions",
      "capabilities",
      "settings",
    ]);
    expect(JSON.parse(stdout).settings.properties).toHaveProperty("checks");
  });

  it.each([
    ["no config", [], /No --config FILE/],
    ["--config ENV", ["--config", "ENV"], /`--config ENV` is not taken/],
    ["a config that is not there", ["--config", "nowhere.json"], /nowhere\.json/],
    ["a config that is not JSON", ["--config", "meltano.yml"], /not JSON/],
    ["an unknown option", ["--catalog", "x"], /catalog/],
    ["an unknown format", ["--about", "--format", "xml"], /xml/],
  ])("refuses %s in one line, with exit code 2, before it reads anything", async (_case, args, said) => {
    const { exitCode, stdout, stderr } = await call(args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse(stderr).message).toMatch(said);
  });

  it("goes on with what is right where a setting is wrong or unknown, and says it", async () => {
    const made = project({ chekcs: "off", mapper: { drain: 5 } });
    const { exitCode, stdout, stderr } = await call(["--config", made.config], made);
    expect([exitCode, stdout]).toEqual([0, record("a", 1)]);
    expect(messagesOf(stderr)).toEqual([
      expect.stringMatching(/chekcs.*checks/),
      expect.stringMatching(/mapper\.drain.*5s/),
    ]);
  });

  it("lets a later --config win", async () => {
    const made = project({ mapper: { garbage: "pass" } });
    const second = join(made.root, "second.json");
    writeFileSync(second, JSON.stringify({ mapper: { garbage: "quarantine" } }));
    const mapper = startMapper(made, { args: ["--config", made.config, "--config", second] });
    mapper.child.stdin?.end("oops\n");
    await mapper.exit;
    expect(mapper.stdout().length).toBe(0);
    expect(readQuarantine(made)).toHaveLength(1);
  });

  it("ends though nobody reads its stderr", async () => {
    const made = project();
    const child = spawn(process.execPath, [mapperBin, "--config", made.config], {
      cwd: made.root,
      env: { MELTANO_PROJECT_ROOT: made.root },
      stdio: ["pipe", "ignore", "pipe"],
    });
    child.stderr.destroy();
    child.stdin.end("oops\n".repeat(10));
    const [exitCode] = await once(child, "close");
    expect(exitCode).toBe(0);
  });
});
