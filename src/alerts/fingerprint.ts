import { createHash } from "node:crypto";
import { canonicalJson } from "../lib/canonical-json.ts";
import type { Labels } from "../model/labels.ts";
import { eventTypes, type Signal } from "../model/signal.ts";

/** Labels that say how bad, when or where it was seen, not what it is. */
const passingLabels: ReadonlySet<string> = new Set(["severity", "run_id", "host"]);

/** The part of a signal that says which problem it is about. */
export type Identity = Pick<Signal, "name" | "type" | "category" | "labels" | "runId">;

/**
 * Which problem a signal is about: SHA-256, in lower-case hex, over its name, type, category and labels. Empty labels
 * equal missing ones. An event belongs to its run, so its run id is in it.
 */
export function fingerprintOf({ name, type, category, labels, runId }: Identity): string {
  const run = eventTypes.has(type) ? { run_id: runId ?? "" } : {};
  const text = canonicalJson({ name, type, category, labels: identifying(labels), ...run });
  return createHash("sha256").update(text, "utf8").digest("hex");
}

function identifying(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(([label, value]) => value !== "" && !passingLabels.has(label)),
  );
}
