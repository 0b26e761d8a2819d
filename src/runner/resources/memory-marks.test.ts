import { expect, it } from "vitest";
import { memoryTrace, readMemoryMarks } from "./memory-marks.ts";

const reading = (files: Readonly<Record<string, string>>) => (path: string) => files[path] ?? null;
const events = (kills: number): string =>
  `low 0\nhigh 0\nmax 12\noom 3\noom_kill ${kills}\noom_group_kill 0\n`;

it("reads a control group of version 2, with the limits of those above it", () => {
  const marks = readMemoryMarks(
    reading({
      "/proc/self/cgroup": "0::/system.slice/etl.service\n",
      "/sys/fs/cgroup/system.slice/etl.service/memory.events": events(4),
      "/sys/fs/cgroup/system.slice/etl.service/memory.max": "max\n",
      "/sys/fs/cgroup/system.slice/memory.events": events(9),
      "/sys/fs/cgroup/system.slice/memory.max": "2147483648\n",
      "/proc/vmstat": "pgfault 1\noom_kill 7\n",
    }),
  );
  expect(marks).toEqual({ groupKills: 4, hostKills: 7, limitBytes: 2_147_483_648 });
});

it("reads a container's own group, whose folder is the root", () => {
  const files = {
    "/proc/self/cgroup": "0::/\n",
    "/sys/fs/cgroup/memory.events": events(1),
    "/sys/fs/cgroup/memory.max": "1048576",
  };
  expect(readMemoryMarks(reading(files))).toEqual({ groupKills: 1, hostKills: null, limitBytes: 1_048_576 });
});

it("reads a group of version 1, also where its path is that of the host", () => {
  const marks = readMemoryMarks(
    reading({
      "/proc/self/cgroup": "9:name=systemd:/\n4:cpu,memory:/docker/abc\n0::/\n",
      "/sys/fs/cgroup/memory/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    }),
  );
  expect(marks).toEqual({ groupKills: 2, hostKills: null, limitBytes: null });
});

it("knows nothing where the system tells nothing", () => {
  const marks = readMemoryMarks(() => null);
  expect(marks).toEqual({ groupKills: null, hostKills: null, limitBytes: null });
  expect(memoryTrace(marks, { ...marks, groupKills: 3 }, null).groupKills).toBeNull();
});

it("tells what grew meanwhile", () => {
  const before = { groupKills: 2, hostKills: 5, limitBytes: 10 };
  expect(memoryTrace(before, { groupKills: 3, hostKills: 5, limitBytes: 20 }, 8)).toEqual({
    groupKills: 1,
    hostKills: 0,
    limitBytes: 20,
    mostBytes: 8,
  });
});
