import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "../lib/canonical-json.ts";
import { type AuditEvent, emptyChain, entryKinds, linkEvent, segmentBody } from "./audit-entry.ts";

const anyEvent: fc.Arbitrary<AuditEvent> = fc.record({
  key: fc.string(),
  chain: fc.string({ unit: "binary" }),
  at: fc.integer({ min: -8.64e15, max: 8.64e15 }),
  kind: fc.constantFrom(...entryKinds),
  actor: fc.string({ unit: "binary" }),
  runId: fc.option(fc.uuid()),
  stream: fc.option(fc.string({ unit: "binary" })),
  body: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))),
});

it("hashes an entry as it is exported: canonical JSON without `hash` and `sequence`", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 5 }), (events) => {
      let head = emptyChain;
      for (const event of events) {
        const { chain, kind, actor, stream, body } = event;
        const exported = {
          ...{ chain, number: head.number + 1, kind, actor, stream, body, run_id: event.runId },
          ...{ at: new Date(event.at).toISOString(), previous_hash: head.hash },
        };
        const entry = linkEvent(event, head);
        expect(entry.hash).toBe(createHash("sha256").update(canonicalJson(exported)).digest("hex"));
        head = entry;
      }
    }),
  );
});

it("writes a segment's body as canonical JSON", () => {
  const digests = { sha256: "ab".repeat(32), stateSha256: "cd".repeat(32) };
  const segment = { records: 1_000, bytes: 390_000, closedBy: "state" as const, ...digests };
  const body = { records: 1_000, bytes: 390_000, closed_by: "state", sha256: digests.sha256 };
  expect(segmentBody(segment)).toBe(canonicalJson({ ...body, state_sha256: digests.stateSha256 }));
  expect(segmentBody({ ...segment, stateSha256: null })).toBe(canonicalJson({ ...body, state_sha256: null }));
});
