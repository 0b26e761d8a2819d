import { expect, it } from "vitest";
import { lookAtResources, type ResourceSource } from "./look-at-resources.ts";
import type { ProcessUse } from "./process-use.ts";
import { createResourceWatch } from "./resource-watch.ts";

const use = (pid: number, parent: number, rssBytes: number): ProcessUse => ({
  ...{ pid, parent, startedAt: "s", commandLine: "x", ageMs: null, cpuSeconds: 1, reapedCpuSeconds: 0 },
  ...{ rssBytes, maxRssBytes: null, diskReadBytes: null, diskWrittenBytes: null },
});

/** Looks at a machine whose kernel counts one kill meanwhile; `tick` is what the timers do. */
function looking(source: Partial<ResourceSource>) {
  let kills = 4;
  const works = new Set<() => void>();
  const resources = createResourceWatch();
  const looks = lookAtResources(
    {
      readUses: () => [],
      askPs: null,
      readMemoryMarks: () => ({ groupKills: kills++, hostKills: null, limitBytes: 100 }),
      ...source,
    },
    {
      ...{ resources, root: 10, now: () => 1000 },
      every: (_ms, work) => {
        works.add(work);
        return () => works.delete(work);
      },
    },
  );
  return { looks, resources, works };
}

it("asks the kernel of the run's processes, and tells the most they held and what was killed", () => {
  const held = [use(10, 1, 30), use(11, 10, 40)];
  const { looks, resources, works } = looking({
    readUses: (pids) => held.filter(({ pid }) => pids.includes(pid)),
  });
  looks.look([10, 11]);
  looks.look([10]);
  expect(works.size).toBe(0);
  expect(resources.list()).toMatchObject([{ name: "meltano", maxRssBytes: 70 }]);
  expect(looks.end()).toEqual({ groupKills: 1, hostKills: null, limitBytes: 100, mostBytes: 70 });
});

it("asks ps now and then where the kernel has no table, and only of what is below Meltano", async () => {
  const { looks, resources, works } = looking({
    askPs: async () => [use(1, 0, 999), use(10, 1, 30), use(11, 10, 40)],
    readUses: () => [use(10, 1, 12_345)],
  });
  looks.look([10]);
  expect(resources.list()).toEqual([]);
  for (const work of works) work();
  await Promise.resolve();
  expect(resources.list()).toMatchObject([{ name: "meltano", maxRssBytes: 70 }]);
  expect(looks.end().mostBytes).toBe(70);
  expect(works.size).toBe(0);
});
