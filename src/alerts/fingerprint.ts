import { createHash } from "node:crypto";
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
export function fingerprintOf(identity: Identity): string {
  const known = computed.get(identity);
  if (known !== undefined) return known;
  const fingerprint = createHash("sha256").update(identityText(identity), "utf8").digest("hex");
  computed.set(identity, fingerprint);
  return fingerprint;
}

/** A signal is asked for its fingerprint at every step, and never changes. */
const computed = new WeakMap<Identity, string>();

/** What `canonicalJson` writes of the identity, without its detours: signals come by the ten thousand. */
export function identityText({ name, type, category, labels, runId }: Identity): string {
  const own = identifying(labels).map(
    ([label, value]) => `${JSON.stringify(label)}:${JSON.stringify(value)}`,
  );
  const run = eventTypes.has(type) ? `"run_id":${JSON.stringify(runId ?? "")},` : "";
  const [kind, named] = [JSON.stringify(category), JSON.stringify(name)];
  return `{"category":${kind},"labels":{${own.join(",")}},"name":${named},${run}"type":${JSON.stringify(type)}}`;
}

function identifying(labels: Labels): [string, string][] {
  return Object.entries(labels)
    .filter(([label, value]) => value !== "" && !passingLabels.has(label))
    .sort(([one], [other]) => (one < other ? -1 : 1));
}
