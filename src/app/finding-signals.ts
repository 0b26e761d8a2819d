import { resolvingSignal } from "../alerts/index.ts";
import { shortId } from "../lib/short-id.ts";
import type { Alert } from "../model/alert.ts";
import type { Finding } from "../model/finding.ts";
import { badStatuses, type Run } from "../model/run.ts";
import type { AlertType, Signal } from "../model/signal.ts";
import { checkKey, findingSignals, type TapFinding } from "../runner/finding-signals.ts";
import type { Store } from "../store/index.ts";
import { openStatuses } from "./alerts/alert-listing.ts";
import { mergeFindings } from "./documents/finding-document.ts";
import { heldFindings } from "./held-findings.ts";

/** What checks may raise. */
const checkTypes: readonly AlertType[] = [
  "data_quality",
  "schema_change",
  "volume_anomaly",
  "freshness",
  "reconciliation",
  "security",
  "system_health",
  "custom",
];

/** What a run's findings are told as, and the end of what was told of checks that looked and found nothing this time. */
export async function qualitySignals(store: Store, run: Run): Promise<Signal[]> {
  const findings = await tapFindings(store, run.runId);
  const told = findingSignals(run, findings);
  const bad = new Set(told.map(({ labels }) => keyOf(labels)));
  const passed = new Set((await store.findings.passed(run.runId)).map(checkKey));
  // A run that broke off says nothing of the rows that did not come.
  const open = badStatuses.has(run.status) ? [] : await openAlerts(store, run);
  const over = open.filter(({ labels }) => passed.has(keyOf(labels)) && !bad.has(keyOf(labels)));
  const at = run.endedAt ?? run.heartbeatAt ?? run.startedAt;
  const message = `The check looked again in run ${shortId(run.runId)} and found nothing.`;
  return [...told, ...over.map((alert) => resolvingSignal(alert, { at, message, runId: run.runId }))];
}

async function tapFindings(store: Store, runId: string): Promise<TapFinding[]> {
  const taps = new Map((await store.blocks.ofRun(runId)).map(({ blockId, tap }) => [blockId, tap]));
  const byTap = Map.groupBy(await heldFindings(store, runId), ({ blockId }) => taps.get(blockId) ?? null);
  return [...byTap].flatMap(([tap, rows]) =>
    mergeFindings(rows.map(({ finding }): Finding => finding)).map((finding) => ({ tap, finding })),
  );
}

function openAlerts(store: Store, { project, environment, job }: Run): Promise<Alert[]> {
  const labels = { project, environment, job };
  return store.alerts.list({ types: checkTypes, statuses: openStatuses, labels, limit: 1_000 });
}

function keyOf(labels: Signal["labels"]): string {
  return checkKey({ stream: labels["stream"] ?? "", name: labels["check"] ?? "" });
}
