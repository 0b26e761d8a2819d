import { expect, it } from "vitest";
import type { Fact } from "../../model/fact.ts";
import { packFacts, unpackFacts } from "./packed-facts.ts";

it("gives facts back as they were", () => {
  const segment = {
    ...{
      stream: "a",
      number: 1,
      records: 2,
      bytes: 3,
      sha256: "x",
      stateSha256: null,
      bookmark: "{}",
    },
    ...{ closedBy: "eof" as const, openedAt: 4, closedAt: 5 },
  };
  const facts: Fact[] = [
    { kind: "segments", blockId: "b", runId: "r", segments: [segment, { ...segment, stateSha256: "y" }] },
    { kind: "run_heartbeat", runId: "r", at: 1 },
  ];
  expect(unpackFacts(packFacts(facts))).toEqual(facts);
});
