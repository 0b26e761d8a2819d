import { describe, expect, it } from "vitest";
import { diagnose, type FailureFacts } from "./diagnose.ts";
import type { MemoryTrace } from "./out-of-memory.ts";
import { SpokenLog } from "./spoken-log.ts";

const nothing: MemoryTrace = { groupKills: null, hostKills: null, limitBytes: null, mostBytes: null };

function diagnosed(changes: Partial<FailureFacts>, ...said: readonly string[]) {
  const log = new SpokenLog();
  for (const line of said) log.add("target-y", line, true);
  const facts = {
    plugin: "target-y",
    role: "target",
    exitCode: -9,
    cause: "target-y failed",
    blockError: null,
    stopped: null,
  } as const;
  return diagnose({ log, ...facts, ...changes });
}

describe("a plugin that was killed", () => {
  it.each<[string, Partial<MemoryTrace>, number, RegExp]>([
    [
      "the kernel counts a kill in its group",
      { groupKills: 1, hostKills: 1 },
      0.95,
      /the kernel killed a process of its control group/,
    ],
    [
      "its group was nearly full",
      { groupKills: 0, limitBytes: 1e9, mostBytes: 0.95e9 },
      0.8,
      /held 950\.0 MB of the 1\.0 GB/,
    ],
    [
      "the kernel counts kills on the machine",
      { groupKills: 0, hostKills: 2 },
      0.7,
      /killed 2 processes of this machine/,
    ],
  ])("lacked memory where %s", (_case, trace, confidence, words) => {
    const found = diagnosed({ memory: { ...nothing, ...trace } });
    expect(found).toMatchObject({
      plugin: "target-y",
      category: "memory",
      confidence,
      signature: "died.memory",
    });
    expect(found.cause).toMatch(words);
    expect(found.evidence[0]?.line).toMatch(words);
    expect(found.advice.join(" ")).toContain("smaller");
  });

  it("was killed by nobody knows whom without such a sign", () => {
    for (const memory of [null, nothing, { ...nothing, limitBytes: 1e9, mostBytes: 0.5e9 }])
      expect(diagnosed({ memory })).toMatchObject({
        category: "killed",
        cause: "target-y: it was killed (SIGKILL, signal 9), and it is not known by whom.",
      });
  });

  it("was not killed by the kernel where the kernel's counters stood still", () => {
    const { category, cause } = diagnosed({ memory: { ...nothing, groupKills: 0, hostKills: 0 } });
    expect(category).toBe("killed");
    expect(cause).toMatch(/not by the kernel for want of memory/);
  });

  it("is known by a shell's or a container's code too", () => {
    expect(diagnosed({ exitCode: 137, memory: { ...nothing, groupKills: 1 } }).category).toBe("memory");
    expect(diagnosed({ exitCode: 137 }).category).toBe("killed");
  });

  it("lacked memory whatever it had complained of before", () => {
    const line = "requests.exceptions.ConnectionError: Connection refused";
    expect(diagnosed({}, line).category).toBe("network");
    expect(diagnosed({ memory: { ...nothing, groupKills: 1 } }, line).category).toBe("memory");
  });
});

it("tells of one that vanished without a code only where there is a sign", () => {
  const vanished = { exitCode: null, vanished: true, role: "mapper" } as const;
  expect(diagnosed({ ...vanished, memory: nothing }).category).toBe("unknown");
  const found = diagnosed({ ...vanished, memory: { ...nothing, groupKills: 1 } });
  expect(found).toMatchObject({ category: "memory", role: "mapper" });
  expect(found.cause).toMatch(/ended without a word/);
});

it("does not blame memory for one that ended by itself or was stopped", () => {
  const memory = { ...nothing, groupKills: 1 };
  expect(diagnosed({ exitCode: 1, memory }).category).toBe("unknown");
  expect(diagnosed({ stopped: "timeout", memory }).category).toBe("timeout");
});

it.each(["tap", "mapper", "target"] as const)("knows a full disk by the words of a %s", (role) => {
  const found = diagnosed({ role, exitCode: 1 }, "OSError: [Errno 28] No space left on device");
  expect(found).toMatchObject({ category: "disk", command: "df -h" });
  expect(diagnosed({ role, exitCode: 1 }, "ENOSPC: no space left on device, write").category).toBe("disk");
});
