import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "../lib/canonical-json.ts";
import { fingerprintOf, identityText } from "./fingerprint.ts";

const labels = fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }));

it("is over the canonical JSON of what identifies, whatever the labels", () => {
  fc.assert(
    fc.property(labels, fc.string(), (own, name) => {
      const identity = { name, type: "custom", category: "system", labels: own, runId: "r" } as const;
      const kept = Object.entries(own).filter(
        ([label, value]) => value !== "" && !["severity", "run_id", "host"].includes(label),
      );
      const { type, category } = identity;
      expect(identityText(identity)).toBe(
        canonicalJson({ name, type, category, labels: Object.fromEntries(kept) }),
      );
    }),
  );
});

it("has the run in it for an event only", () => {
  const event = { name: "e", type: "pipeline_success", category: "system", labels: {}, runId: "r" } as const;
  expect(identityText(event)).toBe(
    '{"category":"system","labels":{},"name":"e","run_id":"r","type":"pipeline_success"}',
  );
  expect(fingerprintOf(event)).not.toBe(fingerprintOf({ ...event, runId: "s" }));
  expect(fingerprintOf({ ...event, type: "custom" })).toBe(
    fingerprintOf({ ...event, type: "custom", runId: "s" }),
  );
});
