import { describe, expect, it } from "vitest";
import { readProcessUses, useOf } from "./process-use.ts";
import { askPs } from "./ps-uses.ts";

/** Recorded of a tap under Linux 6.18; what is not asked for is left out. */
const stat =
  "6005 (tap x) (y)) S 6003 6003 28410 0 -1 4194304 89 0 0 0 150 25 40 10 20 0 1 0 537341 2461696 130 0 0";
const status = `Name:\ttap x) (y
VmPeak:\t    2920 kB
VmHWM:\t  204800 kB
VmRSS:\t  102400 kB
Threads:\t1
`;
const io = `rchar: 6976
wchar: 12
syscr: 10
syscw: 0
read_bytes: 4096
write_bytes: 8192
cancelled_write_bytes: 0
`;

it("reads what Linux tells of a process, whatever its name holds", () => {
  expect(useOf({ stat, status, io, commandLine: "tap-x\0--config" }, 5473.41)).toEqual({
    pid: 6005,
    parent: 6003,
    startedAt: "537341",
    commandLine: "tap-x\0--config",
    ageMs: expect.closeTo(100_000, 3),
    cpuSeconds: 1.75,
    reapedCpuSeconds: 0.5,
    rssBytes: 102_400 * 1024,
    maxRssBytes: 204_800 * 1024,
    diskReadBytes: 4096,
    diskWrittenBytes: 8192,
  });
});

it("knows nothing of what it may not read", () => {
  expect(useOf({ stat, status: "", io: "", commandLine: "" }, Number.NaN)).toMatchObject({
    cpuSeconds: 1.75,
    ageMs: null,
    rssBytes: null,
    maxRssBytes: null,
    diskReadBytes: null,
    diskWrittenBytes: null,
  });
});

it.each([
  ["one that has ended", stat.replace(") S ", ") Z ")],
  ["no text", ""],
])("leaves out %s", (_case, text) => {
  expect(useOf({ stat: text, status, io, commandLine: "" }, 1)).toBeNull();
});

describe("the processes of a machine", () => {
  it("are read by their pids, and those that are gone are left out", () => {
    const files: Record<string, string> = { "/proc/uptime": "6000.0 1.0", "/proc/6005/stat": stat };
    expect(readProcessUses([6005, 7], (path) => files[path] ?? null)).toMatchObject([
      { pid: 6005, rssBytes: null },
    ]);
  });

  it("are real ones here, by the table or by ps: this one has memory and took time", async () => {
    const uses = process.platform === "linux" ? readProcessUses([process.pid]) : await askPs();
    const own = uses.find(({ pid }) => pid === process.pid);
    expect(own).toMatchObject({ pid: process.pid, parent: process.ppid });
    expect(own?.rssBytes).toBeGreaterThan(10_000_000);
    expect(own?.cpuSeconds).toBeGreaterThan(0);
    expect(own?.ageMs === null).toBe(process.platform !== "linux");
    expect(own?.ageMs ?? 1).toBeGreaterThan(0);
  });
});
