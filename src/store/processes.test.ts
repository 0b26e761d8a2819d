import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, query } from "../../test/fixtures/store/databases.ts";
import { start, startTogether } from "../../test/fixtures/store/play.ts";
import { aRun } from "../../test/fixtures/store/samples.ts";
import { spoolFiles } from "./take-in-spool.ts";

interface Written {
  readonly outcomes: { readonly stored: number; readonly spooled: number; readonly lost: number };
  readonly told: readonly string[];
}

describe.each(databaseKinds)("processes that share a store on $kind", ({ make }) => {
  const { opened: store, database } = freshStores(make);
  const place = () => ({ url: database().url, root: database().root });

  it("write, read and tick at once: none sees a lock, nothing is lost", async () => {
    const writers = ["w1", "w2", "w3"].map((name) => ({
      ...place(),
      role: "write" as const,
      name,
      batches: 40,
      segments: 25,
    }));
    const others = [
      { ...place(), role: "read" as const, batches: 30 },
      { ...place(), role: "tick" as const, batches: 30 },
      { ...place(), role: "tick" as const, batches: 30 },
    ];
    const results = await startTogether<Written | { taken: number }>([...writers, ...others]);
    for (const result of results.slice(0, 3)) {
      expect(result).toEqual({ outcomes: { stored: 40, spooled: 0, lost: 0 }, told: [] });
    }
    for (const { name } of writers) {
      expect(await store().blocks.segmentTotals(name)).toEqual([
        { stream: "orders", segments: 1_000, records: 1_000 },
      ]);
    }
    const taken = results.reduce((sum, result) => sum + ("taken" in result ? result.taken : 0), 0);
    expect(await store().notes.get("taken")).toBe(taken);
    expect(await store().signals.pending(1_000)).toHaveLength(120 - taken);
  });

  it("lose nothing but the open transaction of one that is killed, and go on at once", async () => {
    await store().apply([{ kind: "run_opened", run: aRun() }]);
    const player = await start({ ...place(), role: "hang", name: "killed", segments: 500 });
    player.go();
    expect(await player.line()).toBe("inside");
    player.child.kill("SIGKILL");
    await once(player.child, "exit");
    await store().notes.set("after", 1);
    expect(await store().notes.get("hang")).toBeNull();
    expect(await store().blocks.segments("killed")).toEqual([]);
    expect(await store().runs.get(aRun().runId)).toEqual(aRun());
  });
});

describe.each(databaseKinds)(
  "processes that meet at a store on $kind for the first time",
  ({ kind, make }) => {
    const { opened: store, database } = freshStores(make);
    const place = () => ({ url: database().url, root: database().root });

    it("all open a new one at the same moment", async () => {
      const url = kind === "sqlite" ? "sqlite:new/pitchpipe.db" : database().url;
      if (kind === "postgres") await query(url, "drop schema pitchpipe cascade");
      const players = ["a", "b", "c", "d"].map((name) => ({ ...place(), url, role: "open" as const, name }));
      expect(await startTogether(players)).toEqual(players.map(() => ({ damage: null })));
    });

    it("spool what an older pitchpipe can't write any more, once a newer one was there", async () => {
      await startTogether([{ ...place(), role: "open", extraMigration: true }]);
      await expect(store().notes.set("k", 1)).rejects.toMatchObject({ code: "STORE_NEWER" });
      const [written] = await startTogether<Written>([{ ...place(), role: "write", batches: 3 }]);
      expect(written).toMatchObject({ outcomes: { stored: 0, spooled: 3, lost: 0 } });
      expect(written?.told).toEqual([expect.stringContaining("STORE_NEWER")]);
      expect(await spoolFiles(join(database().root, "spool"))).toHaveLength(1);
    });
  },
);
