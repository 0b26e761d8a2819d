import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, makePostgres } from "../../../test/fixtures/store/databases.ts";
import { start, startTogether } from "../../../test/fixtures/store/play.ts";
import { aSegment } from "../../../test/fixtures/store/samples.ts";
import type { Fact } from "../../model/fact.ts";
import { type Store, takeInSpool } from "../../store/index.ts";
import { createSpool } from "../../store/spool.ts";
import { verifyAudit } from "./verify-audit.ts";

const clock = { now: () => Date.now() };

describe.each(databaseKinds)("an account that several processes write on $kind", ({ make }) => {
  const { opened: store, database } = freshStores(make);
  const place = () => ({ url: database().url, root: database().root });
  const writer = (name: string, batches: number) => ({
    ...{ ...place(), role: "write" as const, name, batches, segments: 20 },
  });
  const operator = (name: string, batches: number) => ({
    ...place(),
    role: "operate" as const,
    name,
    batches,
  });

  it("is whole when mappers, a tick and people write at once, and nothing is missing or doubled", async () => {
    await startTogether([writer("w1", 30), writer("w2", 30), operator("jane", 25), operator("joe", 25)]);
    expect(await kindsOf(store(), ["segment", "config_changed"])).toEqual({
      segment: 1_200,
      config_changed: 50,
    });
    await expectWhole(store());
  });

  it("is whole at every moment while others write", async () => {
    const players = await Promise.all([writer("w1", 60), operator("jane", 60)].map(start));
    for (const player of players) player.go();
    const ended = Promise.all(players.map((player) => player.result()));
    const isOver = ended.then(() => true);
    do await expectWhole(store());
    while (!(await Promise.race([isOver, sleep(5, false)])));
    await expectWhole(store());
  });

  it("is whole after kill -9 in the middle, and takes in later what lay in the spool, each segment once", async () => {
    const plays = [writer("w1", 100_000), writer("w2", 20), operator("jane", 100_000), operator("joe", 20)];
    const players = await Promise.all(plays.map(start));
    for (const player of players) player.go();
    await Promise.all([players[1]?.result(), players[3]?.result()]);
    for (const killed of [players[0], players[2]]) {
      killed?.child.kill("SIGKILL");
      if (killed !== undefined && killed.child.signalCode === null) await once(killed.child, "exit");
    }
    await expectWhole(store());
    const [before] = await store().blocks.segmentTotals("w1");
    const held = before?.records ?? 0;
    expect(held).toBeGreaterThan(0);

    // The last batch may have been spooled as well, where its process never heard that it was stored.
    const spoolFolder = join(database().root, "spool");
    const numbers = Array.from({ length: 40 }, (_, index) => held - 19 + index);
    await createSpool(spoolFolder, clock).append([segmentsOf("w1", numbers)]);
    await takeInSpool({ store: store(), folder: spoolFolder, clock });
    expect((await store().blocks.segmentTotals("w1"))[0]?.records).toBe(held + 20);
    await expectWhole(store());
  });
});

describe("an account on PostgreSQL", () => {
  const { opened: store, open } = freshStores(makePostgres);

  it("lets one run's facts in, and its end, while another's are still being written", async () => {
    const other = await open();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const slow = store().transaction(async (tx) => {
      const ended = { status: "success" as const, endedAt: clock.now() };
      await tx.apply([segmentsOf("slow", [1]), { kind: "run_changed", runId: "slow", changes: ended }]);
      begin();
      await released;
    });
    await begun;
    const changes = { status: "success" as const, endedAt: clock.now() };
    await other.apply([segmentsOf("quick", [1]), { kind: "run_changed", runId: "quick", changes }]);
    expect([...(await other.audit.heads()).keys()]).toEqual(["quick", "store"]);
    release();
    await slow;
    expect([...(await other.audit.heads()).keys()]).toEqual(["quick", "slow", "store"]);
    await expectWhole(other);
  });
});

function segmentsOf(runId: string, numbers: readonly number[]): Fact {
  const segments = numbers.map((number) => aSegment({ number, records: 1 }));
  return { kind: "segments", runId, blockId: `block-${runId}`, segments };
}

async function expectWhole(store: Store): Promise<void> {
  const { breach } = await verifyAudit(store, { checkpoints: [], trusted: new Set() });
  expect(breach).toBeNull();
}

async function kindsOf(store: Store, kinds: readonly string[]): Promise<Record<string, number>> {
  const entries = await store.audit.page({ after: 0, limit: 100_000, kinds });
  return Object.fromEntries(
    kinds.map((kind) => [kind, entries.filter((entry) => entry.kind === kind).length]),
  );
}
