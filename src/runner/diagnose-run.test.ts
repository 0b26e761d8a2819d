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

/** A run that ended so; `memory` is what the machine told. */
function ended(exit: Exit, blocks: readonly object[], memory?: MemoryTrace) {
  const evidence = {
    ...{ exit, stopping: notStopping, hungTarget: null, mapperBlocks: [], mappersAtEnd: new Set() },
    log: { blocks, plugins: {}, errors: [], exceptions: [], plainLines: [], stateIds: [], timedOut: null },
    plan: {
      blocks: [{ kind: "extract_load", tap: "tap-x", mappings: [], target: "target-y", watched: true }],
      plugins: [],
      watcher: null,
    },
    ...{ tapRecords: null, usualRecords: [], zeroRecords: "ok", memory },
  } as unknown as RunEvidence;
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
