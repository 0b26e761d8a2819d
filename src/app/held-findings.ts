import { type BlockFinding, findingsThatHold } from "../runner/superseded.ts";
import type { Store } from "../store/index.ts";

/** What checks found in a run, without what an attempt's early end made up. */
export async function heldFindings(
  store: Pick<Store, "blocks" | "runs" | "findings">,
  runId: string,
): Promise<BlockFinding[]> {
  const findings = await store.findings.ofRun(runId);
  if (findings.length === 0) return [];
  const attempts = await store.runs.attempts(runId);
  return findingsThatHold(findings, { blocks: await store.blocks.ofRun(runId), attempts });
}
