import type { Fact } from "../../model/fact.ts";
import type { AuditAccount } from "../audit/audit-account.ts";
import type { Dialect } from "../dialect.ts";
import { toBlock } from "../repositories/block-rows.ts";
import type { Database } from "../tables.ts";
import { auditEventsOf } from "./audit-events.ts";
import { applyBlockClosed, applyBlockOpened, applyBlockProgress, applySegmentBlocks } from "./block-facts.ts";
import { applySeenConfig, seenByRun } from "./config-facts.ts";
import { applyFindings, applyFindingsTold, applyPurged } from "./finding-facts.ts";
import { applyLineage } from "./lineage-facts.ts";
import { applyLineageEvents } from "./openlineage-facts.ts";
import { applyProfiles } from "./quality-facts.ts";
import { applyDossier, applyResources, applyRunContext } from "./run-account-facts.ts";
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
 * Applies facts in order, inside a transaction, and tells the account of them. Applied again they change nothing. Raises a
 * `TypeError` for a kind that this version doesn't know.
 */
export async function applyFacts(
  db: Database,
  dialect: Dialect,
  facts: readonly Fact[],
  account: AuditAccount,
): Promise<void> {
  // A batch may hold thousands of facts with a segment each.
  const segments = facts.filter((fact): fact is SegmentsFact => fact.kind === "segments");
  if (segments.length > 0) await applySegmentBlocks(db, dialect, segments);
  for (const fact of facts) {
    if (fact.kind === "segments") account.addSegments(fact);
    else await applyAndTell(db, dialect, fact, account);
  }
  await account.settleRuns();
}

async function applyAndTell(
  db: Database,
  dialect: Dialect,
  fact: Fact,
  account: AuditAccount,
): Promise<void> {
  await applyFact(db, dialect, fact);
  const block = fact.kind === "block_closed" ? await blockOf(db, fact.blockId) : null;
  account.add(auditEventsOf(fact, { now: account.now, block }));
  if (fact.kind === "run_context") account.add(await seenByRun(db, fact));
  if (fact.kind === "config_seen") account.add(await applySeenConfig(db, fact.config));
}

async function blockOf(db: Database, blockId: string) {
  const query = db.selectFrom("mapper_blocks").selectAll().where("block_id", "=", blockId);
  const row = await query.where("run_id", "<>", "").executeTakeFirst();
  return row === undefined ? null : toBlock(row);
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
    case "replayed":
    case "config_seen":
      // These have their place in the account alone.
      return undefined;
    case "block_closed":
      return applyBlockClosed(db, dialect, fact);
    case "dossier":
      return applyDossier(db, fact);
    case "run_context":
      return applyRunContext(db, fact);
    case "resources":
      return applyResources(db, fact);
    case "findings":
      return applyFindings(db, dialect, fact);
    case "findings_told":
      return applyFindingsTold(db, fact);
    case "purged":
      return applyPurged(db, fact);
    case "stream_profiles":
      return applyProfiles(db, dialect, fact);
    case "lineage_events":
      return applyLineageEvents(db, dialect, fact);
    case "lineage":
      return applyLineage(db, dialect, fact);
    case "signal":
      return applySignal(db, fact);
    default:
      throw new TypeError(`No fact of this kind is known: ${JSON.stringify(fact).slice(0, 100)}`);
  }
}
