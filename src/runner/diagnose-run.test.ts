import { describe, expect, it } from "vitest";
import type { MemoryTrace } from "../diagnosis/index.ts";
import type { Exit } from "./child.ts";
import { causeWith, diagnoseRun, SpokenLog } from "./diagnose-run.ts";
import type { RunEvidence } from "./evidence.ts";
import { notStopping } from "./stopping.ts";
import { judge } from "./verdict.ts";

const killedTarget = {
  result: {
    ...{
      setNumber: 0,
      blockType: "ExtractLoadBlocks",
      success: false,
      error: "Loader failed",
      durationSeconds: 3,
    },
    exitCodes: { tap: null, target: -9, mappers: {} },
  },
};

/** Evidence of a run that ended so. */
function runOf(exit: Exit, log: object, memory?: MemoryTrace): RunEvidence {
  return {
    ...{ exit, stopping: notStopping, hungTarget: null, mapperBlocks: [], mappersAtEnd: new Set() },
    log: { plugins: {}, errors: [], exceptions: [], plainLines: [], stateIds: [], timedOut: null, ...log },
    plan: {
      blocks: [{ kind: "extract_load", tap: "tap-x", mappings: [], target: "target-y", watched: true }],
      plugins: [],
      watcher: null,
    },
    ...{ tapRecords: null, usualRecords: [], zeroRecords: "ok", memory },
  } as unknown as RunEvidence;
}

/** How a run that ended so is told; `memory` is what the machine told. */
function ended(exit: Exit, blocks: readonly object[], memory?: MemoryTrace) {
  const evidence = runOf(exit, { blocks }, memory);
  const verdict = judge(evidence);
  const diagnosis = diagnoseRun(evidence, new SpokenLog(), verdict);
  return { diagnosis, cause: causeWith(diagnosis, verdict.cause) };
}

const killed: MemoryTrace = { groupKills: 1, hostKills: 1, limitBytes: null, mostBytes: null };

describe("a run whose process was killed", () => {
  it("says that the target lacked memory where the kernel says so", () => {
    const { diagnosis, cause } = ended({ code: 1, signal: null }, [killedTarget], killed);
    expect(diagnosis).toMatchObject({
      plugin: "target-y",
      role: "target",
      category: "memory",
      confidence: 0.95,
    });
    expect(cause).toMatch(/^target-y: there was not enough memory/);
  });

  it("says that nobody knows by whom where nothing tells", () => {
    const { diagnosis, cause } = ended({ code: 1, signal: null }, [killedTarget]);
    expect(diagnosis).toMatchObject({ plugin: "target-y", category: "killed" });
    expect(cause).toBe("target-y: it was killed (SIGKILL, signal 9), and it is not known by whom.");
  });

  it("tells the same of Meltano itself", () => {
    const byKernel = ended({ code: null, signal: "SIGKILL" }, [], killed);
    expect(byKernel.diagnosis).toMatchObject({ plugin: null, role: "meltano", category: "memory" });
    expect(byKernel.cause).toMatch(/^Meltano: there was not enough memory/);
    const bySomebody = ended({ code: null, signal: "SIGKILL" }, []);
    expect(bySomebody.diagnosis?.category).toBe("killed");
    expect(bySomebody.cause).toBe("Meltano: it was killed (SIGKILL, signal 9), and it is not known by whom.");
  });
});

describe("a run whose pipe to the target broke", () => {
  const type = "BrokenPipeError";
  const broken = { blocks: [], exceptions: [{ type, message: "", lines: [] }] };

  function diagnosed(saidByTarget: readonly string[]) {
    const words = saidByTarget.map((last) => ({ side: "target", lastError: null, last }));
    const plugins = words[0] === undefined ? {} : { "target-y": words[0] };
    const evidence = runOf({ code: 1, signal: null }, { ...broken, plugins });
    const log = new SpokenLog();
    log.add(null, `Traceback (most recent call last):\n  File "x.py", line 1, in run\n${type}:`, true);
    for (const line of saidByTarget) log.add("target-y", line);
    return diagnoseRun(evidence, log, judge(evidence));
  }

  it("blames the target, and not by Meltano's word of the pipe", () => {
    expect(diagnosed([])).toMatchObject({
      plugin: "target-y",
      role: "target",
      category: "unknown",
      cause: "target-y ended before it had read its input: the pipe to it broke.",
      evidence: [],
    });
  });

  it("shows what the target said last", () => {
    expect(diagnosed(["closing early"])).toMatchObject({
      cause: expect.stringContaining("Its last words: closing early"),
      evidence: [{ plugin: "target-y", line: "closing early" }],
    });
  });
});
