import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores } from "../../../test/fixtures/store/databases.ts";
import { aRun } from "../../../test/fixtures/store/samples.ts";
import type { Fact } from "../../model/fact.ts";
import type { PluginResources } from "../../model/plugin-resources.ts";

const { runId } = aRun();
const took = (name: string, cpuSeconds: number): PluginResources => ({
  ...{ name, role: "tap", cpuSeconds, cpuPercent: null, maxRssBytes: 2 ** 40 },
  ...{ diskReadBytes: null, diskWrittenBytes: 0 },
  samples: [{ at: 5, ms: 2000, cpuPercent: 12.5, rssBytes: null }],
});
const fact = (...plugins: readonly PluginResources[]): Fact => ({ kind: "resources", runId, plugins });

describe.each(databaseKinds)("what plugins took, on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);

  it("is kept as of the last look, by plugin, and applied twice is the same", async () => {
    const last = fact(took("tap-x", 2));
    await store().apply([fact(took("target-y", 1), took("tap-x", 1)), last]);
    await store().apply([last]);
    expect(await store().accounts.resources(runId)).toEqual([took("tap-x", 2), took("target-y", 1)]);
    expect(await store().accounts.resources("another")).toEqual([]);
  });
});
