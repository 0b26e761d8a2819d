import type { Fact } from "../../model/fact.ts";
import type { Run } from "../../model/run.ts";
import type { Store } from "../../store/index.ts";
import { readRunRecord, runDocument } from "../documents/run-document.ts";

/** The run's document from the store, or from what this process knows where the store is away. */
export async function outcomeDocument(store: Store | null, run: Run, facts: readonly Fact[]) {
  try {
    if (store !== null) return runDocument(await readRunRecord(store, run));
  } catch {
    // The store went away after all: the document says what is known here.
  }
  const attempts = facts.flatMap((fact) => (fact.kind === "attempt" ? [fact.attempt] : []));
  const plugins = facts.flatMap((fact) => (fact.kind === "plugin" ? [fact.plugin] : []));
  const resources = facts.flatMap((fact) => (fact.kind === "resources" ? fact.plugins : []));
  const claims = facts.flatMap((fact) => (fact.kind === "claims" ? fact.claims : []));
  const dossier = facts.flatMap((fact) => (fact.kind === "dossier" ? [fact.dossier] : []))[0] ?? null;
  const unseen = { blocks: [], streams: [], findings: [], alerts: [] };
  return runDocument({ run, attempts, plugins, resources, claims, dossier, ...unseen });
}
