import { describe, expect, it } from "vitest";
import type { PluginResources } from "../../model/plugin-resources.ts";
import { busyWords, pluginDocuments } from "./resources-document.ts";

const resources = (changes: Partial<PluginResources>): PluginResources => ({
  name: "target-y",
  role: "target",
  cpuSeconds: 9,
  cpuPercent: 97,
  maxRssBytes: 1000,
  diskReadBytes: 0,
  diskWrittenBytes: 5,
  samples: [{ at: 0, ms: 10_000, cpuPercent: 97, rssBytes: 900 }],
  ...changes,
});
const tap = resources({ name: "tap-x", role: "tap", cpuPercent: 3 });
const meltano = (cpuPercent: number) => resources({ name: "meltano", role: "other", cpuPercent });

describe("what the slow side did", () => {
  it.each([
    ["a target that computes", "target", [resources({})], /^target-y used 97 % of a CPU core: it computes/],
    [
      "a tap that waits",
      "tap",
      [tap, resources({})],
      /^tap-x used 3 % of a CPU core: it waits for its source or the network/,
    ],
    ["a target that waits", "target", [resources({ cpuPercent: 8 })], /waits for what it writes to/],
    ["one between", "target", [resources({ cpuPercent: 50.4 })], /^target-y used 50 % of a CPU core\.$/],
    ["Meltano that copies", "none", [tap, meltano(96)], /^Meltano itself.*96 %/],
  ] as const)("is named of %s", (_case, side, seen, words) => {
    expect(busyWords(side, seen)).toMatch(words);
  });

  it.each([
    ["nobody was seen", "target", []],
    ["it was seen too short", "target", [resources({ samples: [] })]],
    ["no side is known to be slow", "unknown", [resources({}), meltano(99)]],
    ["neither is, and Meltano waits", "none", [resources({}), meltano(20)]],
    ["the system does not tell", "target", [resources({ cpuPercent: null })]],
  ] as const)("is not said where %s", (_case, side, seen) => {
    expect(busyWords(side, seen)).toBeNull();
  });
});

it("shows what plugins took, with null of those nobody saw, and those of a run that goes on", () => {
  const unseen = { name: "tap-x", role: "tap", exitCode: 0, cpuSeconds: null, maxRssBytes: null } as const;
  expect(pluginDocuments([unseen], [resources({})])).toEqual([
    {
      ...{ name: "tap-x", role: "tap", exit_code: 0, cpu_seconds: null, max_rss_bytes: null },
      ...{ cpu_percent: null, disk_read_bytes: null, disk_written_bytes: null, samples: [] },
    },
    {
      ...{ name: "target-y", role: "target", exit_code: null, cpu_seconds: 9, max_rss_bytes: 1000 },
      ...{ cpu_percent: 97, disk_read_bytes: 0, disk_written_bytes: 5 },
      samples: [{ at: "1970-01-01T00:00:00.000Z", seconds: 10, cpu_percent: 97, rss_bytes: 900 }],
    },
  ]);
});
