import { describe, expect, it } from "vitest";
import type { ProcessUse } from "./process-use.ts";
import { resourceFacts, withResources } from "./resource-facts.ts";
import { createResourceWatch } from "./resource-watch.ts";

const MiB = 1024 * 1024;
const root = 100;

const use = (pid: number, parent: number, changes: Partial<ProcessUse> = {}): ProcessUse => ({
  pid,
  parent,
  startedAt: `s${pid}`,
  commandLine: "",
  ageMs: 1000,
  cpuSeconds: 0,
  reapedCpuSeconds: 0,
  rssBytes: 10 * MiB,
  maxRssBytes: 10 * MiB,
  diskReadBytes: 0,
  diskWrittenBytes: 0,
  ...changes,
});
const config = (plugin: string, side: string): string =>
  `/venv/bin/python\0/venv/bin/${plugin}\0--config\0/p/.meltano/run/${plugin}/${side}.01.config.json`;
const meltano = (changes: Partial<ProcessUse> = {}) =>
  use(root, 1, { commandLine: "meltano\0run", ...changes });
const tap = (changes: Partial<ProcessUse> = {}) =>
  use(101, root, { commandLine: config("tap-x", "tap"), ...changes });

/** Plays looks, two seconds apart. */
function played(...looks: readonly (readonly ProcessUse[])[]) {
  const watch = createResourceWatch();
  for (const [number, uses] of looks.entries()) watch.look(uses, { root, at: 1000 + number * 2000 });
  const of = (name: string) => watch.list().find((plugin) => plugin.name === name);
  return { watch, of };
}

describe("what the plugins of a run take", () => {
  it("is told of each plugin and of Meltano, by the command lines", () => {
    const mapper = use(102, root, { commandLine: config("pitchpipe-mapper", "mapper") });
    const target = use(103, root, { commandLine: config("target-y", "target") });
    const dbt = use(104, root, { commandLine: "/p/.meltano/utilities/dbt-postgres/venv/bin/dbt\0run" });
    const { watch } = played([meltano(), tap(), mapper, target, dbt]);
    expect(watch.list().map(({ name, role }) => [name, role])).toEqual([
      ["meltano", "other"],
      ["tap-x", "tap"],
      ["pitchpipe-mapper", "mapper"],
      ["target-y", "target"],
      ["dbt-postgres", "other"],
    ]);
  });

  it("is the peak of memory and the part of a core, stretch by stretch", () => {
    const { of } = played(
      [tap({ cpuSeconds: 0.5, rssBytes: 20 * MiB, maxRssBytes: 30 * MiB })],
      [tap({ cpuSeconds: 2.5, rssBytes: 40 * MiB, maxRssBytes: 64 * MiB })],
    );
    expect(of("tap-x")).toMatchObject({
      cpuSeconds: 2.5,
      cpuPercent: 83.3,
      maxRssBytes: 64 * MiB,
      samples: [
        { at: 1000, ms: 1000, cpuPercent: 50, rssBytes: 20 * MiB },
        { at: 3000, ms: 2000, cpuPercent: 100, rssBytes: 40 * MiB },
      ],
    });
  });

  it("counts the workers of a plugin as its own, also those that ended, each once", () => {
    const worker = use(110, 101, { cpuSeconds: 3, rssBytes: 50 * MiB, diskWrittenBytes: 5 });
    const { of } = played(
      [meltano(), tap({ cpuSeconds: 1, diskWrittenBytes: 1 }), worker],
      // It ended, and the tap waited for it: the kernel counts it as the tap's.
      [meltano(), tap({ cpuSeconds: 1, reapedCpuSeconds: 3.5, diskWrittenBytes: 7 })],
    );
    expect(of("tap-x")).toMatchObject({ cpuSeconds: 4.5, maxRssBytes: 60 * MiB, diskWrittenBytes: 7 });
  });

  it("keeps what an orphan took, and knows whose it was", () => {
    const orphan = use(110, 1, { cpuSeconds: 4 });
    const { of } = played(
      [meltano(), tap({ cpuSeconds: 1 }), use(110, 101, { cpuSeconds: 3 })],
      [meltano(), orphan],
      [meltano()],
    );
    expect(of("tap-x")).toMatchObject({ cpuSeconds: 5 });
  });

  it("does not shrink while one that ended was not waited for", () => {
    const { of } = played(
      [tap({ cpuSeconds: 1 }), use(110, 101, { cpuSeconds: 3 })],
      [tap({ cpuSeconds: 1 })],
    );
    expect(of("tap-x")).toMatchObject({ cpuSeconds: 4 });
  });

  it("leaves to the plugins what Meltano waited for", () => {
    const { of } = played(
      [meltano({ cpuSeconds: 1 }), tap({ cpuSeconds: 9 })],
      [meltano({ cpuSeconds: 2, reapedCpuSeconds: 9 })],
    );
    expect(of("meltano")).toMatchObject({ cpuSeconds: 2, diskReadBytes: null, diskWrittenBytes: null });
    expect(of("tap-x")).toMatchObject({ cpuSeconds: 9 });
  });

  it("goes on over attempts, whose Meltano is another process", () => {
    const watch = createResourceWatch();
    watch.look([meltano({ cpuSeconds: 1, reapedCpuSeconds: 8 }), tap({ cpuSeconds: 2 })], { root, at: 1000 });
    const second = [
      use(200, 1, { cpuSeconds: 3 }),
      use(201, 200, { ...tap({ cpuSeconds: 4 }), pid: 201, parent: 200, startedAt: "later" }),
    ];
    watch.look(second, { root: 200, at: 60_000 });
    expect(watch.list()).toMatchObject([
      { name: "meltano", cpuSeconds: 4 },
      // What it did not live is no part of its time.
      { name: "tap-x", cpuSeconds: 6, cpuPercent: 300 },
    ]);
  });

  it("is not known where the system does not tell, and says nothing of a process that is nobody's", () => {
    const silent = {
      ageMs: null,
      rssBytes: null,
      maxRssBytes: null,
      diskReadBytes: null,
      diskWrittenBytes: null,
    };
    const { of, watch } = played([tap(silent), use(999, 1)]);
    expect(watch.list()).toHaveLength(1);
    expect(of("tap-x")).toMatchObject({
      cpuPercent: null,
      maxRssBytes: null,
      diskReadBytes: null,
      samples: [],
    });
  });
});

it("puts what was seen beside the exit codes, and Meltano behind them", () => {
  const { watch } = played([meltano({ cpuSeconds: 1 }), tap({ cpuSeconds: 2 })]);
  const plan = [
    { name: "tap-x", role: "tap", exitCode: 3, cpuSeconds: null, maxRssBytes: null },
    { name: "target-y", role: "target", exitCode: 0, cpuSeconds: null, maxRssBytes: null },
  ] as const;
  expect(withResources(plan, watch.list(), 1)).toEqual([
    { name: "tap-x", role: "tap", exitCode: 3, cpuSeconds: 2, maxRssBytes: 10 * MiB },
    plan[1],
    { name: "meltano", role: "other", exitCode: 1, cpuSeconds: 1, maxRssBytes: 10 * MiB },
  ]);
  expect(resourceFacts("r", createResourceWatch())).toEqual([]);
});
