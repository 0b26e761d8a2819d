import type { Fact } from "../../model/fact.ts";
import type { Dialect } from "../dialect.ts";
import type { Database } from "../tables.ts";
import { applyBlockClosed, applyBlockOpened, applyBlockProgress, applySegments } from "./block-facts.ts";
import { applyFindings, applyFindingsTold, applyPurged } from "./finding-facts.ts";
import { applyProfiles } from "./quality-facts.ts";
import { applyDossier, applyRunContext } from "./run-account-facts.ts";
import {
  applyAttempt,
  applyClaims,
  applyHeartbeat,
  applyLog,
  applyPlugin,
  applyRunChanged,
  applyRunOpened,
} from "./run-facts.ts";
import { applySignal } from "./signal-facts.ts";

type SegmentsFact = Extract<Fact, { readonly kind: "segments" }>;

/**
 * Applies facts in order, inside a transaction. Applied again they change nothing. Raises a `TypeError` for a kind that
 * this version doesn't know.
 */
export async function applyFacts(db: Database, dialect: Dialect, facts: readonly Fact[]): Promise<void> {
  for (const fact of facts) await applyFact(db, dialect, fact);
  // Nothing depends on segments, and a batch may hold thousands of facts with one each.
  const segments = facts.filter((fact): fact is SegmentsFact => fact.kind === "segments");
  if (segments.length > 0) await applySegments(db, dialect, segments);
}

async function applyFact(db: Database, dialect: Dialect, fact: Fact): Promise<void> {
  switch (fact.kind) {
    case "run_opened":
      return applyRunOpened(db, dialect, fact.run);
    case "run_changed":
      return applyRunChanged(db, fact.runId, fact.changes);
    case "run_heartbeat":
      return applyHeartbeat(db, dialect, fact);
    case "attempt":
      return applyAttempt(db, fact);
    case "plugin":
      return applyPlugin(db, fact);
    case "claims":
      return applyClaims(db, dialect, fact);
    case "log":
      return applyLog(db, fact);
    case "block_opened":
      return applyBlockOpened(db, dialect, fact.block);
    case "block_progress":
      return applyBlockProgress(db, dialect, fact);
    case "segments":
      return undefined;
    case "block_closed":
      return applyBlockClosed(db, dialect, fact);
    case "dossier":
      return applyDossier(db, fact);
    case "run_context":
      return applyRunContext(db, fact);
    case "findings":
      return applyFindings(db, dialect, fact);
    case "findings_told":
      return applyFindingsTold(db, fact);
    case "purged":
      return applyPurged(db, fact);
    case "stream_profiles":
      return applyProfiles(db, dialect, fact);
    case "signal":
      return applySignal(db, fact);
    default:
      throw new TypeError(`No fact of this kind is known: ${JSON.stringify(fact).slice(0, 100)}`);
  }
}
