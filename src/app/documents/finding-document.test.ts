import { expect, it } from "vitest";
import { aFinding } from "../../../test/fixtures/store/samples.ts";
import { findingDocument, mergeFindings } from "./finding-document.ts";

it("adds up what two blocks of a run found by one check", () => {
  const [merged, ...more] = mergeFindings([
    aFinding({ records: 10, violations: 2, firstLine: 3, samples: [1] }),
    aFinding({ records: 5, violations: 1, firstLine: 1, samples: [2], level: "fail", severity: "error" }),
  ]);
  expect(more).toEqual([]);
  expect(merged).toMatchObject({
    records: 15,
    violations: 3,
    firstLine: 3,
    samples: [1, 2],
    severity: "error",
  });
  expect(mergeFindings([aFinding({ records: null }), aFinding({ records: null })])[0]?.records).toBeNull();
});

it("puts the worst first, what is in shadow and what was not judged last", () => {
  const order = mergeFindings([
    aFinding({ name: "shadow", mode: "shadow", severity: "critical" }),
    aFinding({ name: "young", outcome: "insufficient_history" }),
    aFinding({ name: "few", violations: 1 }),
    aFinding({ name: "many", violations: 9 }),
    aFinding({ name: "bad", severity: "error" }),
  ]).map(({ name }) => name);
  expect(order).toEqual(["bad", "many", "few", "shadow", "young"]);
});

it("has every field that programs were promised", () => {
  const document = findingDocument(
    aFinding({
      changes: [{ path: "$.a", kind: "k", before: 1, after: null, class: "safe", reason: "r", line: 2 }],
    }),
  );
  for (const field of [
    ...["check", "name", "stream", "field", "severity", "outcome", "action", "records", "violations"],
    ...["threshold", "message", "samples", "owner", "tags", "first_line", "target_crash", "changes"],
  ])
    expect(document).toHaveProperty(field);
  expect(document["changes"]).toEqual([
    { path: "$.a", kind: "k", before: 1, after: null, class: "safe", reason: "r", line: 2 },
  ]);
});
