import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type Child, startChild } from "../../src/runner/child.ts";
import { runMarker } from "../../src/runner/child-environment.ts";
import { readProcessTable } from "../../src/runner/process-table.ts";
import type { StopSignal } from "../../src/runner/stopping.ts";
import { type Supervised, supervise } from "../../src/runner/supervise.ts";

/** A real tree: this process stands for Meltano, and does what the given JavaScript says. */
const folder = mkdtempSync(join(tmpdir(), "pitchpipe-processes-"));
const table = readProcessTable();
const alive = (pid: number): boolean => table.get(pid)?.zombie === false;
let count = 0;
const started: number[] = [];

afterAll(() => rmSync(folder, { recursive: true, force: true }));

afterEach(() => {
  for (const pid of started.splice(0)) if (alive(pid)) process.kill(pid, "SIGKILL");
});

interface Tree {
  readonly lines: string[];
  readonly said: string[];
  readonly child: Child;
  readonly finished: Promise<Supervised>;
  readonly signal: (signal: StopSignal) => void;
  /** The pid that a process of the tree wrote under this name, once it is there. */
  readonly pidOf: (name: string) => Promise<number>;
  /** Resolves once the process is known to belong to the run. */
  readonly isSeen: (pid: number) => Promise<void>;
  /** Lets processes go on that are `told` this word. */
  readonly tell: (word: string) => void;
}

/**
 * `plugin(name, body, options)` starts a child with a body of its own; `wait` keeps a process alive; `told` does
 * something when the test says so.
 */
const prelude = `
const { spawn } = require("node:child_process");
const { existsSync, writeFileSync, renameSync } = require("node:fs");
const note = (name) => { writeFileSync(process.env.PIDS + name + ".new", String(process.pid)); renameSync(process.env.PIDS + name + ".new", process.env.PIDS + name); };
const wait = () => setInterval(() => {}, 1000);
const told = (word, work) => setInterval(() => existsSync(process.env.PIDS + word) && work(), 20);
const plugin = (name, body, options = {}) => spawn(process.execPath, ["-e", process.env.PRELUDE + ";note(" + JSON.stringify(name) + ");" + body, "--", "--config", options.config ?? ""], { stdio: "ignore", ...options });
`;

async function tree(
  body: string,
  options: {
    killAfterMs?: number;
    hangAfterMs?: number;
    heard?: boolean;
    /** Done before anything is waited for after Meltano's end. */
    afterwards?: () => Promise<void>;
  } = {},
): Promise<Tree> {
  const pids = join(folder, `${count++}-`);
  const lines: string[] = [];
  const said: string[] = [];
  const seen = new Set<number>();
  const listeners = new Set<(signal: StopSignal) => void>();
  const marker = `test-${process.pid}-${count}`;
  const { MELTANO_RUN_ID: _none, ...inherited } = process.env;
  const child = await startChild({
    spawn,
    command: process.execPath,
    args: ["-e", `${prelude};note("meltano");${body}`],
    env: { ...(inherited as Record<string, string>), PIDS: pids, PRELUDE: prelude, [runMarker]: marker },
    onLine: (line) => lines.push(line),
  });
  const { finished } = supervise({
    child,
    marker,
    ownPid: process.pid,
    table,
    kill: (pid, signal) => {
      if (alive(pid)) process.kill(pid, signal);
    },
    sleep: async (ms) => {
      await options.afterwards?.();
      await sleep(ms);
    },
    now: () => Date.now(),
    onLook: (processes) => {
      for (const { pid } of processes) seen.add(pid);
    },
    every: (ms, work) => {
      const timer = setInterval(work, Math.min(ms, 100));
      return () => clearInterval(timer);
    },
    onSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    killAfterMs: options.killAfterMs ?? 60_000,
    heard: () => options.heard ?? false,
    say: (line) => said.push(line),
    ...(options.hangAfterMs === undefined ? {} : { hangAfterMs: options.hangAfterMs }),
  });
  const pidOf = async (name: string): Promise<number> => {
    for (;;) {
      try {
        const pid = Number(readFileSync(`${pids}${name}`, "utf8"));
        started.push(pid);
        return pid;
      } catch {
        // It has not written its pid yet.
        await sleep(10);
      }
    }
  };
  const signal = (name: StopSignal): void => listeners.forEach((listener) => void listener(name));
  const isSeen = async (pid: number): Promise<void> => {
    while (!seen.has(pid)) await sleep(10);
  };
  const tell = (word: string): void => writeFileSync(`${pids}${word}`, "");
  return { lines, said, child, finished, signal, pidOf, isSeen, tell };
}

describe("standing by Meltano", () => {
  it("gives its lines of both streams, also a last one without an end, and its exit code", async () => {
    const { finished, lines } = await tree(
      'process.stdout.write("one\\ntwo"); process.stderr.write("three\\n"); process.exitCode = 3',
    );
    expect(await finished).toMatchObject({
      exit: { code: 3, signal: null },
      outlived: [],
      ended: [],
      hungTarget: null,
    });
    expect(lines.sort()).toEqual(["one", "three", "two"]);
  });

  it("rejects when Meltano can't be started", async () => {
    await expect(
      startChild({ spawn, command: "/nonexistent/meltano", args: [], env: {}, onLine: () => undefined }),
    ).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("forwards a signal once, and waits for the end", async () => {
    const { finished, signal, pidOf, said } = await tree(
      'let seen = 0; process.on("SIGTERM", () => { seen += 1; setTimeout(() => process.exit(100 + seen), 300); }); note("ready"); wait()',
    );
    await pidOf("ready");
    signal("SIGTERM");
    signal("SIGTERM");
    expect(await finished).toMatchObject({
      exit: { code: 101 },
      stopping: { by: "SIGTERM", forwarded: true, killed: false },
    });
    expect(said).toEqual(["SIGTERM: waiting for Meltano to stop."]);
  });

  it("kills the whole tree when it ignores the signal", async () => {
    const deaf = 'process.on("SIGTERM", () => {}); ';
    const { finished, signal, pidOf, said } = await tree(
      `${deaf} plugin("tap", ${JSON.stringify(`${deaf} plugin("grandchild", ${JSON.stringify(`${deaf} note("ready"); wait()`)}); wait()`)}); wait()`,
      { killAfterMs: 300 },
    );
    const pids = [await pidOf("tap"), await pidOf("ready")];
    signal("SIGTERM");
    expect(await finished).toMatchObject({
      exit: { signal: "SIGKILL" },
      stopping: { by: "SIGTERM", killed: true },
    });
    expect(pids.map(alive)).toEqual([false, false]);
    expect(said.at(-1)).toContain("killed");
  });

  it("ends a tap that Meltano left behind, also one that ignores SIGTERM and cleared its environment", async () => {
    const { finished, pidOf, isSeen, tell } = await tree(
      `plugin("tap", 'process.on("SIGTERM", () => {}); note("ready"); wait()', { env: { PIDS: process.env.PIDS, PRELUDE: process.env.PRELUDE } }); told("end", () => process.exit(1))`,
    );
    const tap = await pidOf("ready");
    await isSeen(tap);
    tell("end");
    const { exit, ended } = await finished;
    expect(exit.code).toBe(1);
    expect(ended.map(({ pid }) => pid)).toEqual([tap]);
    expect(alive(tap)).toBe(false);
  });

  it("ends an orphan of a Meltano that was killed", async () => {
    const { finished, pidOf, child } = await tree('plugin("tap", "note(\\"ready\\"); wait()"); wait()');
    const tap = await pidOf("ready");
    child.kill("SIGKILL");
    expect(await finished).toMatchObject({
      exit: { code: null, signal: "SIGKILL" },
      outlived: [{ pid: tap }],
      ended: [{ pid: tap }],
    });
    expect(alive(tap)).toBe(false);
  });

  it("lets what ends by itself end by itself, and a daemon of its own session live", async () => {
    const slowEnds = async (): Promise<void> => {
      tell("end slow");
      while (alive(slow)) await sleep(10);
    };
    const { finished, pidOf, tell } = await tree(
      'plugin("slow", "note(\\"slow-ready\\"); told(\\"end slow\\", () => process.exit(0))"); plugin("daemon", "note(\\"daemon-ready\\"); wait()", { detached: true }); told("end", () => process.exit(0))',
      { afterwards: slowEnds },
    );
    const [slow, daemon] = [await pidOf("slow-ready"), await pidOf("daemon-ready")];
    tell("end");
    const { outlived, ended } = await finished;
    expect(outlived.map(({ pid }) => pid)).toEqual([slow]);
    expect(ended).toEqual([]);
    expect(alive(daemon)).toBe(true);
  });

  it("notices a target that is gone while the tap goes on, and stops the run", async () => {
    const run = (name: string) => `/p/.meltano/run/${name}/${name.split("-")[0]}.0199.config.json`;
    const { finished, said, pidOf, isSeen, tell } = await tree(
      `plugin("tap", "wait()", { config: ${JSON.stringify(run("tap-x"))} }); plugin("target", 'told("end", () => process.exit(0))', { config: ${JSON.stringify(run("target-y"))} }); wait()`,
      { hangAfterMs: 300 },
    );
    for (const name of ["tap", "target"]) await isSeen(await pidOf(name));
    tell("end");
    expect(await finished).toMatchObject({
      exit: { signal: "SIGTERM" },
      hungTarget: "target-y",
      stopping: { by: "hang" },
    });
    expect(said).toContain("target-y is gone, and Meltano waits for nothing: the run is stopped.");
  });
});
