import { describe, expect, it } from "vitest";
import { databaseKinds, freshStores, now } from "../../../test/fixtures/store/databases.ts";
import { aFinding, aRun } from "../../../test/fixtures/store/samples.ts";
import type { Fact } from "../../model/fact.ts";

const { runId } = aRun();

function found(at: number, findings: readonly ReturnType<typeof aFinding>[], blockId = "block-1"): Fact {
  return { kind: "findings", blockId, runId, at, findings, passed: [] };
}

describe.each(databaseKinds)("findings on $kind", ({ make }) => {
  const { opened: store } = freshStores(make);

  it("are kept whole, by stream and name", async () => {
    const [first, second] = [
      aFinding({ stream: "b", field: "x" }),
      aFinding({ stream: "a", samples: [{ id: 1 }] }),
    ];
    await store().apply([found(now, [first, second])]);
    expect(await store().findings.ofRun(runId)).toEqual([
      { blockId: "block-1", finding: second },
      { blockId: "block-1", finding: first },
    ]);
    expect(await store().findings.ofRun("another")).toEqual([]);
  });

  it("count up to the latest telling, in whatever order and however often they come", async () => {
    const early = found(now, [aFinding({ violations: 3 })]);
    const late = found(now + 1, [aFinding({ violations: 8 })]);
    await store().apply([late, late, early]);
    const [kept, ...more] = await store().findings.ofRun(runId);
    expect([kept?.finding.violations, more]).toEqual([8, []]);
  });

  it("of two blocks stand side by side", async () => {
    await store().apply([found(now, [aFinding()]), found(now, [aFinding()], "block-2")]);
    expect((await store().findings.ofRun(runId)).map(({ blockId }) => blockId).sort()).toEqual([
      "block-1",
      "block-2",
    ]);
  });

  it("say which checks passed, once", async () => {
    const passed = [{ stream: "a", name: "unique" }];
    const fact: Fact = { kind: "findings", blockId: "b", runId, at: now, findings: [], passed };
    await store().apply([fact, fact, { ...fact, blockId: "c" }]);
    expect(await store().findings.passed(runId)).toEqual(passed);
  });

  it("keep the account of what was erased from the quarantine", async () => {
    const purge = {
      ...{ at: now, by: "ann", runId: null, stream: "a", ofKey: true, olderThan: null, records: 2 },
      ...{ files: ["x.jsonl"], note: null },
    };
    const fact: Fact = { kind: "purged", purgeId: "p", purge };
    await store().apply([fact, fact]);
    expect(await store().findings.purges(10)).toEqual([{ purgeId: "p", purge }]);
  });
});
